import { best, type Linear } from "./linear.ts";
import { mix } from "./hash.ts";
import type { Tagged } from "./shift_reduce.ts";

/** Features of one arc, at most. */
export const RELATE_FEATURES = 48;

const features = new Int32Array(RELATE_FEATURES);

/** A tree with what the features ask of it. */
export interface Tree {
  heads: Int32Array;
  /** Outermost dependents on either side, −1 for none. */
  leftmost: Int32Array;
  rightmost: Int32Array;
  /** Numbers of dependents on either side, at most 7. */
  lefts: Uint8Array;
  rights: Uint8Array;
  /** Last word of the subtree. */
  end: Int32Array;
}

/** Prepares a tree for {@linkcode relateFeatures}. */
export function treeOf(heads: Int32Array): Tree {
  const n = heads.length;
  const leftmost = new Int32Array(n).fill(-1), rightmost = new Int32Array(n).fill(-1);
  const lefts = new Uint8Array(n), rights = new Uint8Array(n);
  const end = Int32Array.from(heads, (_, i) => i);
  for (let i = 0; i < n; i++) {
    const head = heads[i];
    if (head < 0) continue;
    if (i < head) {
      if (leftmost[head] < 0) leftmost[head] = i;
      if (lefts[head] < 7) lefts[head]++;
    } else {
      rightmost[head] = i;
      if (rights[head] < 7) rights[head]++;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let at = i;
    while (rightmost[at] >= 0) at = rightmost[at];
    end[i] = at;
  }
  return { heads, leftmost, rightmost, lefts, rights, end };
}

/** Names the relation of each word to its head. @returns Numbers of relations. */
export function relate(tagged: Tagged, heads: Int32Array, linear: Linear): Uint8Array {
  const tree = treeOf(heads);
  const labels = new Uint8Array(tagged.words.length);
  const scores = new Float32Array(linear.classes);
  for (let i = 0; i < labels.length; i++) {
    linear.score(features, relateFeatures(tagged, tree, { at: i, labels, into: features }), scores);
    labels[i] = best(scores);
  }
  return labels;
}

/** Lists the features of a word's arc, given the labels of the words before it. */
export function relateFeatures(
  { words, tags, finite }: Tagged,
  tree: Tree,
  { at, labels, into }: { at: number; labels: Uint8Array; into: Int32Array },
): number {
  const { heads, leftmost, rightmost, lefts, rights, end } = tree;
  const w = (i: number) => i < 0 ? 7 : words[i] ?? 8;
  const t = (i: number) => i < 0 ? 60 : tags[i] ?? 61;
  const head = heads[at], above = head < 0 ? -1 : heads[head];
  const side = head < 0 ? 2 : head < at ? 1 : 0;
  const distance = head < 0 ? 0 : Math.min(6, Math.abs(at - head));
  const pair = (t(at) * 64 + t(head)) * 4 + side;
  const lt = t(leftmost[at]), rt = t(rightmost[at]), hl = head < 0 ? -1 : leftmost[head];
  const hr = head < 0 ? -1 : rightmost[head];
  // The sibling before, on the same side.
  let sibling = at - 1;
  while (sibling >= 0 && (heads[sibling] !== head || sibling === head)) sibling--;
  const siblingLabel = sibling < 0 ? 99 : labels[sibling];
  const last = end[at] === words.length - 1 ? 1 : 0;
  const shape = (finite[0] * 2 + last) * 4 + (above < 0 ? head < 0 ? 2 : 1 : 0);
  let count = 0;
  const add = (template: number, a: number, b: number) => {
    into[count++] = mix(mix(template * 0x3779b97f, a), b);
  };
  add(1, pair, 0);
  add(2, pair, w(at));
  add(3, pair, w(head));
  add(4, mix(w(at), w(head)), side);
  add(5, w(at), side);
  add(6, w(head), side);
  add(7, pair, distance);
  add(8, pair, lt);
  add(9, pair, rt);
  add(10, pair, lt * 64 + rt);
  add(11, pair, w(leftmost[at]));
  add(12, pair, t(at - 1) * 64 + t(at + 1));
  add(13, pair, t(head - 1) * 64 + t(head + 1));
  add(14, pair, t(above));
  add(15, pair, w(above));
  add(16, pair, siblingLabel);
  add(17, pair, t(sibling) * 64 + (sibling < 0 ? 0 : 1));
  add(18, pair, shape);
  add(19, mix(pair, shape), lt);
  add(20, mix(pair, shape), t(hl));
  add(21, pair, t(hl) * 64 + t(hr));
  add(22, mix(pair, w(at)), lt * 64 + rt);
  add(23, pair, head < 0 ? 0 : lefts[head] * 8 + rights[head]);
  add(24, pair, lefts[at] * 8 + rights[at]);
  add(25, mix(pair, shape), mix(w(at), rt));
  add(26, mix(pair, shape), mix(t(hl), lt * 64 + rt));
  add(27, pair, mix(w(hl), head < 0 ? 0 : lefts[head]));
  add(28, pair, siblingLabel * 64 + lt);
  add(29, mix(pair, shape), siblingLabel);
  add(30, pair, w(at - 1));
  add(31, pair, w(at + 1));
  add(32, mix(pair, w(head)), lt * 64 + rt);
  add(33, pair, mix(w(leftmost[at]), w(head)));
  add(34, mix(pair, t(above)), siblingLabel * 64 + rt);
  return count;
}
