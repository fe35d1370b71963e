import type { FeatureList } from "./feature_list.ts";
import type { Partial, Tagged } from "./partial_parse.ts";

/** Stand for tags and words before the first and after the last. */
const NO_TAG = 60, END_TAG = 61, NO_WORD = 7, END_WORD = 8;

/**
 * What a decision is made by: the first two words on the stack with their outermost dependents, the third,
 * and the next words; `w` words, `t` tags, `s` stack, `q` queue, `l` left and `r` right dependents.
 */
interface View {
  s0w: number;
  s1w: number;
  s2w: number;
  q0w: number;
  q1w: number;
  l0w: number;
  r0w: number;
  l1w: number;
  r1w: number;
  s0t: number;
  s1t: number;
  s2t: number;
  q0t: number;
  q1t: number;
  q2t: number;
  l0t: number;
  r0t: number;
  l1t: number;
  r1t: number;
  /** The tags of both words on the stack. */
  pair: number;
  /** How far apart they are, at most 7. */
  distance: number;
  /** Whether a finite verb is still to come, and whether there is any. */
  verbs: number;
  /** Words still to come, at most 4. */
  left: number;
}

/** Lists the features of a partial parse, instead of what was in the list. */
export function attachFeatures(state: Partial, tagged: Tagged, list: FeatureList): void {
  const view = viewOf(state, tagged);
  list.count = 0;
  wordFeatures(view, list);
  tagFeatures(view, list);
  dependentFeatures(view, list);
  shapeFeatures(view, state, list);
}

function viewOf({ top, next }: Partial, { words, tags, finite }: Tagged): View {
  const n = words.length, second = top === null ? null : top.below;
  const third = second === null ? null : second.below;
  const w = (i: number) => i < 0 ? NO_WORD : i >= n ? END_WORD : words[i];
  const t = (i: number) => i < 0 ? NO_TAG : i >= n ? END_TAG : tags[i];
  const s0 = top === null ? -1 : top.word, s1 = second === null ? -1 : second.word;
  const s2 = third === null ? -1 : third.word;
  const l0 = top === null ? -1 : top.left, r0 = top === null ? -1 : top.right;
  const l1 = second === null ? -1 : second.left, r1 = second === null ? -1 : second.right;
  return {
    s0w: w(s0),
    s1w: w(s1),
    s2w: w(s2),
    q0w: w(next),
    q1w: w(next + 1),
    l0w: w(l0),
    r0w: w(r0),
    l1w: w(l1),
    r1w: w(r1),
    s0t: t(s0),
    s1t: t(s1),
    s2t: t(s2),
    q0t: t(next),
    q1t: t(next + 1),
    q2t: t(next + 2),
    l0t: t(l0),
    r0t: t(r0),
    l1t: t(l1),
    r1t: t(r1),
    pair: t(s0) * 64 + t(s1),
    distance: s1 < 0 ? 0 : Math.min(7, s0 - s1),
    verbs: (next < n ? finite[next] : 0) * 2 + finite[0],
    left: Math.min(4, n - next),
  };
}

function wordFeatures(
  { s0w, s1w, s2w, q0w, q1w, s0t, s1t, pair, q0t }: View,
  list: FeatureList,
): void {
  list.add(1, s0w);
  list.add(3, s0w, s0t);
  list.add(4, s1w);
  list.add(6, s1w, s1t);
  list.add(7, q0w);
  list.add(9, q0w, q0t);
  list.add(10, s0w, s1w);
  list.add(11, s0w, s1w, pair);
  list.add(12, s0w, pair);
  list.add(13, s1w, pair);
  list.add(15, s0w, s1t);
  list.add(16, s0t, s1w);
  list.add(18, s0w, q0t);
  list.add(19, s0w, q0w);
  list.add(24, s1w, s0t * 64 + q0t);
  list.add(25, s0w, s1t * 64 + q0t);
  list.add(26, q0w, pair);
  list.add(47, s1w, s0w, q0t);
  list.add(53, s2w, pair);
  list.add(54, s2w, s1w, s0t);
  list.add(57, q0w, q1w, pair);
  list.add(63, q0w, s1w, s0t);
}

function tagFeatures(view: View, list: FeatureList): void {
  const { s0t, s1t, s2t, q0t, q1t, q2t, pair } = view;
  list.add(2, s0t);
  list.add(5, s1t);
  list.add(8, q0t, q1t);
  list.add(14, pair);
  list.add(17, s0t, q0t);
  list.add(20, s1t * 64 + q0t, s0t);
  list.add(21, pair, s2t);
  list.add(22, pair * 64 + q0t, q1t);
  list.add(23, s0t * 64 + q0t, q1t);
  list.add(27, pair * 64 + s2t, q0t);
  list.add(56, pair * 64 + q0t, q1t * 64 + q2t);
}

function dependentFeatures(view: View, list: FeatureList): void {
  const { s0w, s1w, s0t, s1t, q0t, q1t, pair, l0w, r0w, l1w, r1w, l0t, r0t, l1t, r1t } = view;
  list.add(28, pair, l0t);
  list.add(29, pair, r0t);
  list.add(30, pair, l1t);
  list.add(31, pair, r1t);
  list.add(32, l0w, pair);
  list.add(33, l0w, s1w, s0t);
  list.add(34, l0w, s0w, s1t);
  list.add(35, l0w, s1w);
  list.add(36, r0w, pair);
  list.add(37, r1w, pair);
  list.add(38, l1w, pair);
  list.add(39, r1w, l0w, pair);
  list.add(48, s1w, s0t, l0t * 64 + r0t);
  list.add(49, s1t, s0w, l1t * 64 + r1t);
  list.add(50, pair * 64 + l0t, l1t * 64 + q0t);
  list.add(51, pair * 64 + r1t, l0t * 64 + q0t);
  list.add(52, pair * 64 + r0t, q0t * 64 + q1t);
  list.add(59, s0w, l0t, s1t);
  list.add(60, s1w, l0w, view.distance * 64 + s0t);
  list.add(61, r1w, s1w, pair);
  list.add(62, pair * 64 + q0t, l1t * 4 + view.verbs);
}

/** Distances, numbers of dependents, and where in the sentence the parse is. */
function shapeFeatures(view: View, { top }: Partial, list: FeatureList): void {
  const { pair, distance, verbs, s0w, s1w, s2t, q0t, left } = view;
  const second = top === null ? null : top.below;
  list.add(40, pair, distance);
  list.add(41, s0w, distance);
  list.add(42, s1w, distance);
  list.add(43, pair, top === null ? 0 : top.lefts * 8 + top.rights);
  list.add(44, pair, second === null ? 0 : second.lefts * 8 + second.rights);
  list.add(45, pair * 64 + q0t, verbs);
  list.add(46, pair, verbs, top === null ? 0 : Math.min(7, top.depth));
  list.add(55, s2t * 64 + q0t, pair, verbs);
  list.add(58, pair, left);
}
