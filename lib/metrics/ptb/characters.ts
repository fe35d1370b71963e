import { type CharacterSet, decodeSet, END, intersection, setOf, union } from "./character_set.ts";

/*
 * What the official lexer takes each code unit for, found by giving it every one of them in 50
 * contexts; it knows Unicode as of 2012, so the tables of a later machine would not do. Code units
 * that are in none of these sets and have no rule of their own are dropped.
 */

/** Letters, in words and in parts of compounds. */
const LETTERS: CharacterSet = decodeSet(
  "4q b 5 6.m 2.u 2.cp 5.b f.4 8 2 3m.4 2.1 3.3 9 2.2 2 2.j 2.2a 2.3u 9.4d a.11 3 8.12 21.q 6.2 " +
    "1a.16 10.1 2.2q 2 g.1 8.1 b.2 3 h 2.t u.2g c p.w a.1 5 6.l 5 a 4 o.o 20 2.a 2g.1h 4 j 8.9 " +
    "g.6 2.6 6.7 3.1 3.l 2.6 2 4.3 4 h e.1 2.2 f.1 k.5 5.1 3.l 2.6 2.1 2.1 2.1 w.3 2 k.2 h.8 2.2 " +
    "2.l 2.6 2.1 2.4 4 j g.1 10.7 3.1 3.l 2.6 2.1 2.4 4 v.1 2.2 g i 2.5 4.2 2.3 4.1 2 2.1 4.1 4.2 " +
    "4.b n 1h.7 2.2 2.m 2.9 2.4 4 r.1 7.1 10.7 2.2 2.m 2.9 2.4 4 x 2.1 g.1 j.7 2.2 2.14 3 h i.1 " +
    "p.5 6.h 4.n 2.8 2 3.6 1n.1b 2.1 d.6 1n.1 2 3.1 2 3 7.3 2.6 2.2 2 2 3.1 2.3 2.1 a 3.4 2 m.3 x " +
    "1s.7 2.z s.4 38.16 l h.5 5.3 4 4.1 8.2 5.c d i.11 2 6 3.16 2.98 2.3 3.6 2 2.3 3.14 2.3 3.w " +
    "2.3 3.6 2 2.3 3.e 2.1k 2.3 3.1u 12.f h.2c d.h7 3.g 2.p 6.22 m.c 2.3 f.h f.h f.c 2.2 g.1f 10 " +
    "5 1w.2f 9.14 2 6.1x b.s 1g.t 3.4 c.17 m.6 1l.m a.1g 2b 2m.1a i.6 1k.t e.1 b.17 r.z 16.2 b.z " +
    "30.3 2.3 4.1 a.5b 1t.7p 3.5 3.11 3.5 3.7 2 2 2 2.u 3.1g 2.6 2 4.2 2.6 4.3 3.5 5.c 6.2 2.6 39 " +
    "e h.c 2u 5 3.9 2 4.4 7 2 2 2.3 2.a 3.3 6.4 5 1h.1 22k.1a 2.1a 2.3o 7.3 4.1 d.11 2 6 3.1j 8 " +
    "h.m a.6 2.6 2.6 2.6 2.6 2.6 2.6 2.6 29 d2.1 17.4 6.1 5.2d 7.2 2.2h 2.3 6.14 4.2l i.q 1i.f " +
    "e9.52t 23.g5o 1g.wc 1w.19 3.7g 4.f b.1 l.1a h.o 9.1x 1e.8 3.2u 3.3 2.3 d.a 26.9 2.2 2.3 2.m " +
    "u.1f f.1d 1r.5 4 f.r b.m q.s 8.1a t 1d.14 o.2 2.7 l.m 4 6.1b 2 4.1 3.4 3 2 p.2 3.a 8.2 d.5 " +
    "3.5 3.5 a.6 2.6 42.y u.8mb d.m 5.1c 6it.a5 3.2x 13.6 d.4 6 2.9 2.c 2.4 2 2.1 2.1 2.2z y.a2 " +
    "j.1r 3.1h 15.b 39.4 2.3q 11.p 7.p c.2g 4.5 3.5 3.5 3.2",
);

/** Marks: letters in words only. */
const MARKS: CharacterSet = decodeSet(
  "jm.3 d.d 6.6 2 2.3k 6 3.1 b.1 35 3x.4 5v.5 1e.18 2 2.1 2.1 2 26.5 1d.j i 2u.e 3.6 g.1 h 2 " +
    "v.s 2i.a 1n.8 7h.3 1l 2.g 3.4 d.1 u.2 1l 2.6 3.1 3.2 a b.1 u.2 1l 2.h 1e.2 1l 2.h 4z 1o.4 " +
    "4.2 2.3 1g.2 1n.o 6g.6 2.2 6h 3.6 d.7 2r 3.8 c.5",
);

/** Digits other than 0 to 9. */
const DIGITS: CharacterSet = decodeSet(
  "19c.9 3r.9 5j.9 bh.9 3b.9 3b.9 3b.9 3b.9 3b.9 3b.9 3b.9 3b.9 69.9 3b.9 1z.9 7r.9 1z.9 1fr.9 " +
    "13.9 8d.9 3l.9 4n.9 7.9 53.9 2f.9 3r.9 7.9 r7r.9 iv.9 13.9 5j.9 3b.9 bb.9 gev.9",
);

/** Signs that are a token each. */
const SIGNS: CharacterSet = decodeSet(
  "11 m x 1x 4.4 3 2.3 3 2.2 7 o w hz 9 ea 1h 2 3 3 19.1 c.3 3.6 8 7 3.1 23 3 2v 18.d 6h.2 a4.1 " +
    "yi g 3fy 2h.1 9.3 d.8 3 3.4 1k.4 c.4 m 2k.1 2.3 2.1 b 2.2 6.5 2 2 2 5 c.1 5.4 6.3 2 6.9 " +
    "1e.md r.1f3 si.1 g 6h 14p2.e b.6 r.5 r.a 3f.1 4.1",
);

/** Upper case as of 2012: without the Cherokee letters, which got it later. */
function upperCase(): CharacterSet {
  const capital = /\p{Uppercase}/u, units: number[] = [];
  for (let unit = 0; unit < 0xd800; unit++) {
    if (capital.test(String.fromCharCode(unit)) && (unit < 0x13a0 || unit > 0x13f5)) {
      units.push(unit);
    }
  }
  for (let unit = 0xff21; unit <= 0xff3a; unit++) units.push(unit);
  const lettersAndNumerals = [LETTERS, [0x2160, 0x2170], [0x24b6, 0x24d0], [0x41, 0x5b]];
  return intersection(setOf(units), union(lettersAndNumerals));
}

const ASCII_DIGITS: CharacterSet = [0x30, 0x3a];
const ASCII_LETTERS: CharacterSet = [0x41, 0x5b, 0x61, 0x7b];
/** Vanishes from words. */
const SOFT_HYPHEN: CharacterSet = [0xad, 0xae];
const BLANKS: CharacterSet = union([
  setOf([0x09, 0x20, 0xa0, 0x3000]),
  [0x2000, 0x200b],
]);
const BREAKS: CharacterSet = setOf([0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029]);

/** The sets that the rules call by name. */
export function characterSets(): Record<string, CharacterSet> {
  return {
    alpha: ASCII_LETTERS,
    any: [0, END],
    letter: union([LETTERS, ASCII_LETTERS]),
    mark: MARKS,
    soft: SOFT_HYPHEN,
    digit: union([DIGITS, ASCII_DIGITS]),
    upper: upperCase(),
    sign: union([SIGNS, [0x24b6, 0x24d0]]),
    blank: BLANKS,
    gap: union([BLANKS, BREAKS]),
    end: [END, END + 1],
  };
}
