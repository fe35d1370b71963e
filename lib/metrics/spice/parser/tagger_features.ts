import type { FeatureList } from "./feature_list.ts";
import { mix } from "./hash.ts";
import type { TagKinds } from "./tag_kinds.ts";
import type { WordShape } from "./word_shapes.ts";

/** A word to be tagged. */
export interface FirstLook {
  shapes: readonly WordShape[];
  /** Tags of the words before it; those after it are not read. */
  tags: Uint8Array;
  /** Its position. */
  at: number;
  kinds: TagKinds;
}

/** A word to be tagged again. */
export interface SecondLook extends FirstLook {
  /** All tags of the first look. */
  once: Uint8Array;
}

/** Stand for tags and words before the first and after the last. */
const NO_TAG = 62, END_TAG = 63, NO_WORD = 1, END_WORD = 2;

/** Lists the features of a word, instead of what was in the list. */
export function firstFeatures(list: FeatureList, look: FirstLook): void {
  const { shapes, tags, at } = look;
  list.count = 0;
  const { traits, word } = shapes[at];
  list.add(101, 0);
  list.add(102, word);
  for (let k = 0; k < traits.length; k++) list.add(103 + k, traits[k]);
  const before = at > 0 ? tags[at - 1] + 1 : 0, second = at > 1 ? tags[at - 2] + 1 : 0;
  neighbourFeatures(list, look, before);
  list.add(110, before);
  list.add(111, before, second);
  list.add(112, before, word);
  list.add(123, traits[2], before, second);
  list.add(127, word, before, second);
  list.add(128, at === 0 ? 1 : 0, at === shapes.length - 1 ? 1 : 0, traits[2]);
  list.add(130, Math.min(6, shapes.length), traits[2], before);
  const first = shapes[0].word, last = shapes[shapes.length - 1].word;
  list.add(133, Math.min(6, shapes.length) * 8 + Math.min(6, at), word, before);
  list.add(134, mix(first, last), word);
  list.add(135, first, word, at);
}

function neighbourFeatures(list: FeatureList, look: FirstLook, before: number): void {
  const { shapes, tags, at, kinds } = look;
  const w = (i: number) => i < 0 ? NO_WORD : i < shapes.length ? shapes[i].word : END_WORD;
  const kind = (i: number) => i < shapes.length ? shapes[i].kind : END_WORD;
  const { traits, word } = shapes[at], next = w(at + 1), nextKind = kind(at + 1);
  const verbs = finiteBefore(tags, at, kinds);
  list.add(113, before, next);
  list.add(114, w(at - 1));
  list.add(115, w(at - 1), word);
  list.add(116, next);
  list.add(117, word, next);
  list.add(118, w(at - 2), before);
  list.add(119, w(at + 2));
  list.add(120, nextKind);
  list.add(121, nextKind, traits[2], before);
  list.add(122, traits[2], next);
  list.add(124, kind(at), nextKind, before);
  list.add(125, next, w(at + 2), traits[2]);
  list.add(126, before, kind(at), next);
  list.add(129, kind(at + 2), nextKind, traits[1]);
  list.add(131, verbs, traits[2], nextKind);
  list.add(132, verbs, word, before);
  list.add(136, mix(w(at - 1), next), word, before);
}

/** Lists the features of a word on the second look, instead of what was in the list. */
export function secondFeatures(list: FeatureList, look: SecondLook): void {
  firstFeatures(list, look);
  const { shapes, tags, at, once, kinds } = look, n = shapes.length;
  const t = (i: number) => i < 0 ? NO_TAG : i >= n ? END_TAG : i < at ? tags[i] : once[i];
  const { word, traits, kind } = shapes[at];
  const around = t(at - 1) * 64 + t(at + 1), before = t(at - 2), after = t(at + 2);
  const verbs = verbsAround(t, { at, n, kinds });
  const where = Math.min(at, 4) * 8 + Math.min(n - 1 - at, 6);
  list.add(140, once[at], word);
  list.add(141, around, word);
  list.add(142, around, after, traits[2]);
  list.add(143, t(at + 1) * 64 + after, t(at + 3), word);
  list.add(144, t(at + 1) * 64 + after, t(at - 1) * 64 + before, traits[1]);
  list.add(145, verbs, word);
  list.add(146, verbs, traits[2], around);
  list.add(147, verbs * 64 + where, traits[2], once[at]);
  list.add(148, verbs, mix(around, before), mix(traits[2], after));
  list.add(149, where, mix(around, before), traits[2]);
  list.add(150, once[at], around, mix(before, after));
  list.add(151, around, kind, traits[2]);
  list.add(152, mix(around, before), word, after);
  list.add(153, mix(verbs, around), after * 64 + t(at + 3), mix(traits[2], before));
  list.add(154, mix(at > 0 ? shapes[at - 1].word : NO_WORD, t(at + 1)), word, verbs);
}

/** Finite verbs before and after a word, and participles after it, each at most 2. */
function verbsAround(
  tagAt: (i: number) => number,
  { at, n, kinds }: { at: number; n: number; kinds: TagKinds },
): number {
  let before = 0, after = 0, participles = 0;
  for (let i = 0; i < n; i++) {
    if (i === at) continue;
    if (kinds.finite[tagAt(i)]) i < at ? before++ : after++;
    else if (i > at && kinds.participles[tagAt(i)]) participles++;
  }
  return (Math.min(2, before) * 4 + Math.min(2, after)) * 4 + Math.min(2, participles);
}

/** How many of the words before are verbs in a finite form, at most 2. */
function finiteBefore(tags: Uint8Array, at: number, { finite }: TagKinds): number {
  let found = 0;
  for (let i = 0; i < at && found < 2; i++) found += finite[tags[i]];
  return found;
}
