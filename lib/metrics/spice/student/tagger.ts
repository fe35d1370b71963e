import { best, type Linear } from "./linear.ts";
import { mix } from "./hash.ts";
import type { WordShape } from "./words.ts";

/** Features of one word, at most. */
export const TAGGER_FEATURES = 64;

const features = new Int32Array(TAGGER_FEATURES);

/**
 * Tags the words of a sentence from left to right.
 *
 * @returns The number of each word's tag.
 */
export function tag(
  shapes: readonly WordShape[],
  { first, second }: { first: Linear; second?: Linear },
): Uint8Array {
  const once = new Uint8Array(shapes.length);
  const scores = new Float32Array(first.classes);
  for (let at = 0; at < shapes.length; at++) {
    first.score(features, taggerFeatures(shapes, once, { at, into: features }), scores);
    once[at] = best(scores);
  }
  return second ? tagSecond(shapes, once, second) : once;
}

/** Tags again, knowing the tags of the first look on both sides. */
export function tagSecond(
  shapes: readonly WordShape[],
  first: Uint8Array,
  linear: Linear,
): Uint8Array {
  const tags = new Uint8Array(shapes.length);
  const scores = new Float32Array(linear.classes);
  for (let at = 0; at < shapes.length; at++) {
    const count = secondFeatures(shapes, tags, { at, into: features, first });
    linear.score(features, count, scores);
    tags[at] = best(scores);
  }
  return tags;
}

/** Lists the features of one word, given the tags of those before it; returns how many there are. */
export function taggerFeatures(
  shapes: readonly WordShape[],
  tags: Uint8Array,
  { at, into }: { at: number; into: Int32Array },
): number {
  let count = 0;
  const add = (template: number, a: number, b = 0, c = 0) => {
    into[count++] = mix(mix(mix(mix(0x51ed, template), a), b), c);
  };
  const word = (i: number) => shapes[i]?.word ?? (i < 0 ? 1 : 2);
  const kind = (i: number) => shapes[i]?.kind ?? (i < 0 ? 1 : 2);
  const before = at > 0 ? tags[at - 1] + 1 : 0, second = at > 1 ? tags[at - 2] + 1 : 0;
  const { traits } = shapes[at];
  add(0, 0);
  add(1, word(at));
  for (let k = 0; k < traits.length; k++) add(2 + k, traits[k]);
  add(10, before);
  add(11, before, second);
  add(12, before, word(at));
  add(13, before, word(at + 1));
  add(14, word(at - 1));
  add(15, word(at - 1), word(at));
  add(16, word(at + 1));
  add(17, word(at), word(at + 1));
  add(18, word(at - 2), before);
  add(19, word(at + 2));
  add(20, kind(at + 1));
  add(21, kind(at + 1), traits[2], before);
  add(22, traits[2], word(at + 1));
  add(23, traits[2], before, second);
  add(24, kind(at), kind(at + 1), before);
  add(25, word(at + 1), word(at + 2), traits[2]);
  add(26, before, kind(at), word(at + 1));
  add(27, word(at), before, second);
  add(28, at === 0 ? 1 : 0, at === shapes.length - 1 ? 1 : 0, traits[2]);
  add(29, kind(at + 2), kind(at + 1), traits[1]);
  add(30, shapes.length < 6 ? shapes.length : 6, traits[2], before);
  add(31, finiteBefore(tags, at), traits[2], kind(at + 1));
  add(32, finiteBefore(tags, at), word(at), before);
  return count;
}

/**
 * Lists the features of one word on the second look, when all words have a tag from the first.
 *
 * @param first Tags of the first look.
 */
export function secondFeatures(
  shapes: readonly WordShape[],
  tags: Uint8Array,
  { at, into, first }: { at: number; into: Int32Array; first: Uint8Array },
): number {
  let count = taggerFeatures(shapes, tags, { at, into });
  const add = (template: number, a: number, b = 0, c = 0) => {
    into[count++] = mix(mix(mix(mix(0x51ed, template), a), b), c);
  };
  const n = shapes.length;
  const t = (i: number) => i < 0 ? 62 : i >= n ? 63 : i < at ? tags[i] : first[i];
  const { word, traits, kind } = shapes[at];
  const around = t(at - 1) * 64 + t(at + 1);
  let verbsBefore = 0, verbsAfter = 0, participles = 0;
  for (let i = 0; i < n; i++) {
    if (i === at) continue;
    if (FINITE.has(t(i))) i < at ? verbsBefore++ : verbsAfter++;
    else if (i > at && PARTICIPLES.has(t(i))) participles++;
  }
  const verbs = (Math.min(2, verbsBefore) * 4 + Math.min(2, verbsAfter)) * 4 + Math.min(2, participles);
  const where = Math.min(at, 4) * 8 + Math.min(n - 1 - at, 6);
  add(40, first[at], word);
  add(41, around, word);
  add(42, around, t(at + 2), traits[2]);
  add(43, t(at + 1) * 64 + t(at + 2), t(at + 3), word);
  add(44, t(at + 1) * 64 + t(at + 2), t(at - 1) * 64 + t(at - 2), traits[1]);
  add(45, verbs, word);
  add(46, verbs, traits[2], around);
  add(47, verbs * 64 + where, traits[2], first[at]);
  add(48, verbs, mix(around, t(at - 2)), mix(traits[2], t(at + 2)));
  add(49, where, mix(around, t(at - 2)), traits[2]);
  add(50, first[at], around, mix(t(at - 2), t(at + 2)));
  add(51, around, kind, traits[2]);
  add(52, mix(around, t(at - 2)), word, t(at + 2));
  add(53, mix(verbs, around), t(at + 2) * 64 + t(at + 3), mix(traits[2], t(at - 2)));
  add(54, mix(shapes[at - 1]?.word ?? 1, t(at + 1)), word, verbs);
  return count;
}

/** How many of the words before are verbs in a finite form, at most 2; set by {@linkcode setFinite}. */
function finiteBefore(tags: Uint8Array, at: number): number {
  let found = 0;
  for (let i = 0; i < at && found < 2; i++) if (FINITE.has(tags[i])) found++;
  return found;
}

/** Numbers of the tags of finite verbs. */
export const FINITE = new Set<number>();

/** Numbers of the tags of participles. */
export const PARTICIPLES = new Set<number>();
