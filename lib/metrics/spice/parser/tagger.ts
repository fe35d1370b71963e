import { best, type Linear } from "./linear.ts";
import { mix } from "./hash.ts";
import type { WordShape } from "./word_shapes.ts";

/** Features of one word, at most. */
export const TAGGER_FEATURES = 64;

const features = new Int32Array(TAGGER_FEATURES);

/** Which tags, by number, are finite verbs and which participles: 1 or 0. */
export interface TagKinds {
  finite: Uint8Array;
  participles: Uint8Array;
}

/** Looks the kinds of tags up by their names. */
export function tagKinds(tags: readonly string[]): TagKinds {
  return {
    finite: Uint8Array.from(tags, (name) => Number(/^(VBZ|VBP|VBD|MD)$/.test(name))),
    participles: Uint8Array.from(tags, (name) => Number(/^VB[GN]$/.test(name))),
  };
}

/**
 * Tags the words of a sentence from left to right, and once more with the tags on both sides known.
 *
 * @returns The number of each word's tag.
 */
export function tag(
  shapes: readonly WordShape[],
  { first, second }: { first: Linear; second: Linear },
  kinds: TagKinds,
): Uint8Array {
  return tagAgain(shapes, tagOnce(shapes, first, kinds), { second, kinds });
}

/** The first look. */
export function tagOnce(shapes: readonly WordShape[], first: Linear, kinds: TagKinds): Uint8Array {
  const tags = new Uint8Array(shapes.length);
  const scores = new Float32Array(first.classes);
  for (let at = 0; at < shapes.length; at++) {
    const count = firstFeatures(shapes, tags, { at, into: features, kinds });
    first.score(features, count, scores);
    tags[at] = best(scores);
  }
  return tags;
}

/** The second look. @param once Tags of the first look. */
export function tagAgain(
  shapes: readonly WordShape[],
  once: Uint8Array,
  { second, kinds }: { second: Linear; kinds: TagKinds },
): Uint8Array {
  const tags = new Uint8Array(shapes.length);
  const scores = new Float32Array(second.classes);
  for (let at = 0; at < shapes.length; at++) {
    const count = secondFeatures(shapes, tags, { at, into: features, kinds, once });
    second.score(features, count, scores);
    tags[at] = best(scores);
  }
  return tags;
}

/** Lists the features of one word, given the tags of those before it; returns how many there are. */
export function firstFeatures(
  shapes: readonly WordShape[],
  tags: Uint8Array,
  { at, into, kinds }: { at: number; into: Int32Array; kinds: TagKinds },
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
  add(31, finiteBefore(tags, at, kinds), traits[2], kind(at + 1));
  add(32, finiteBefore(tags, at, kinds), word(at), before);
  return count;
}

/**
 * Lists the features of one word on the second look, when all words have a tag from the first.
 *
 * @param options.once Tags of the first look.
 */
export function secondFeatures(
  shapes: readonly WordShape[],
  tags: Uint8Array,
  { at, into, kinds, once }: { at: number; into: Int32Array; kinds: TagKinds; once: Uint8Array },
): number {
  let count = firstFeatures(shapes, tags, { at, into, kinds });
  const add = (template: number, a: number, b = 0, c = 0) => {
    into[count++] = mix(mix(mix(mix(0x51ed, template), a), b), c);
  };
  const n = shapes.length;
  const t = (i: number) => i < 0 ? 62 : i >= n ? 63 : i < at ? tags[i] : once[i];
  const { word, traits, kind } = shapes[at];
  const around = t(at - 1) * 64 + t(at + 1);
  let verbsBefore = 0, verbsAfter = 0, participles = 0;
  for (let i = 0; i < n; i++) {
    if (i === at) continue;
    if (kinds.finite[t(i)]) i < at ? verbsBefore++ : verbsAfter++;
    else if (i > at && kinds.participles[t(i)]) participles++;
  }
  const verbs = (Math.min(2, verbsBefore) * 4 + Math.min(2, verbsAfter)) * 4 +
    Math.min(2, participles);
  const where = Math.min(at, 4) * 8 + Math.min(n - 1 - at, 6);
  add(40, once[at], word);
  add(41, around, word);
  add(42, around, t(at + 2), traits[2]);
  add(43, t(at + 1) * 64 + t(at + 2), t(at + 3), word);
  add(44, t(at + 1) * 64 + t(at + 2), t(at - 1) * 64 + t(at - 2), traits[1]);
  add(45, verbs, word);
  add(46, verbs, traits[2], around);
  add(47, verbs * 64 + where, traits[2], once[at]);
  add(48, verbs, mix(around, t(at - 2)), mix(traits[2], t(at + 2)));
  add(49, where, mix(around, t(at - 2)), traits[2]);
  add(50, once[at], around, mix(t(at - 2), t(at + 2)));
  add(51, around, kind, traits[2]);
  add(52, mix(around, t(at - 2)), word, t(at + 2));
  add(53, mix(verbs, around), t(at + 2) * 64 + t(at + 3), mix(traits[2], t(at - 2)));
  add(54, mix(shapes[at - 1]?.word ?? 1, t(at + 1)), word, verbs);
  return count;
}

/** How many of the words before are verbs in a finite form, at most 2. */
function finiteBefore(tags: Uint8Array, at: number, { finite }: TagKinds): number {
  let found = 0;
  for (let i = 0; i < at && found < 2; i++) found += finite[tags[i]];
  return found;
}
