import assert from "node:assert/strict";
import { meteorWords } from "../../../lib/metrics/meteor/normalize.ts";

/**
 * Lines and what the official program makes of them (METEOR 1.5, `-l en -norm`, written
 * alignments).
 */
const OFFICIAL: readonly (readonly [string, string])[] = [
  ["A red  can", "a red can"],
  ["a..b", "a .. b"],
  ["wait ...now", "wait ... now"],
  ["x.. y", "x .. y"],
  ["a...-b", "a ... -b"],
  ["... 's it's", "... ' s it 's"],
  ["it ''quoted'' “x”", 'it " quoted " " x "'],
  ["t-shirt a-b-c x-5 10-20", "t shirt a b-c x 5 10 20"],
  ["U.S. army", "us army"],
  ["dr. smith", "dr. smith"],
  ["Dr. Smith", "dr. smith"],
  ["no. 5", "no . 5"],
  ["No. 5", "no. 5"],
  ["end.", "end ."],
  ["end. then", "end. then"],
  ["end. Then", "end . then"],
  ["a,b 1,000 1,a a,1 ,x x, 1,2,3", "a , b 1,000 1 , a a , 1 , x x , 1,2,3"],
  ["the 1990's 9'9", "the 1990 's 9 ' 9"],
  ["it 's n't isn't o'clock 'tis", "it ' s n 't isn 't o 'clock ' tis"],
  ["dog's dogs' 'dog'", "dog 's dogs ' ' dog '"],
  ["em — dash – en -- two --- three", "em — dash - en - two -- three"],
  ["`x` ‘y’", "' x ' ' y '"],
  ["$5.00 5% #tag @user", "$ 5.00 5 % # tag @ user"],
  ["a\u00a0b\u2003c\u3000d", "a b c d"],
  ["émile café İstanbul ΣΑΣ", "émile café i̇stanbul σ α σ"],
  ["😀 a😀b", "😀 a 😀 b"],
  ["-lrb- a -rrb- -- .", "-lrb- a -rrb- - ."],
  ["a.b.c. 1.2. 1.", "abc 1.2 . 1 ."],
  ["u.s.'s x'y'z", "us ' s x 'y'z"],
  ["J. Smith pp. 5 pp. x Art. 5", "j. smith pp. 5 pp. x art. 5"],
  ["x. .5", "x . .5"],
  ["x. é", "x . é"],
  ["x\u0001y\u0000z", "x \u0001 y \u0000 z"],
  ["x \u0001", "x"],
  ["a\u000bb u.s.\u000b c", "a\u000bb u.s.\u000b c"],
];

Deno.test("meteorWords() splits as the official program does", () => {
  for (const [line, expected] of OFFICIAL) {
    assert.deepEqual(meteorWords(line), expected.split(" "), JSON.stringify(line));
  }
});

Deno.test("meteorWords() gives no word for blanks", () => {
  for (const blank of ["", " ", "\t\n", "\u00a0", "\u3000 \f"]) {
    assert.deepEqual(meteorWords(blank), []);
  }
});

Deno.test("meteorWords() gives words without blanks, whatever it gets", () => {
  const hostile = [
    "\ud800\udc00\ud800",
    "a\udfffb",
    "\u202e.\u202c'",
    "'".repeat(999),
    ",".repeat(999),
  ];
  for (const line of [...hostile, hostile.join(" ")]) {
    const words = meteorWords(line);
    assert.ok(words.length > 0 && words.every((word) => /^[^ \t\n\f\r]+$/.test(word)));
    assert.equal(words.join("").replaceAll(/[ "-]/g, "").length > 0, /[^-" ]/.test(line));
  }
});
