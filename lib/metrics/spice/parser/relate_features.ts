import type { FeatureList } from "./feature_list.ts";
import { mix } from "./hash.ts";
import type { Tagged } from "./partial_parse.ts";

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

/** A word whose relation to its head is to be named. */
export interface Arrow {
  tagged: Tagged;
  tree: Tree;
  /** The word. */
  at: number;
  /** Relations of the words before it; those after it are not read. */
  given: Uint8Array;
}

/** Stand for a missing word, its tag, and its relation. */
const NO_WORD = 7, NO_TAG = 60, END_TAG = 61, NO_RELATION = 99;

/** Lists the features of a word's arc, instead of what was in the list. */
export function relateFeatures(list: FeatureList, arrow: Arrow): void {
  const { tagged: { words, tags, finite }, tree, at, given } = arrow;
  const { heads, leftmost, rightmost, end } = tree, n = words.length;
  const head = heads[at], above = head < 0 ? -1 : heads[head];
  const t = (i: number) => i < 0 ? NO_TAG : i >= n ? END_TAG : tags[i];
  const side = head < 0 ? 2 : head < at ? 1 : 0;
  const pair = (t(at) * 64 + t(head)) * 4 + side;
  const last = end[at] === n - 1 ? 1 : 0;
  const shape = (finite[0] * 2 + last) * 4 + (above < 0 ? head < 0 ? 2 : 1 : 0);
  const both = t(leftmost[at]) * 64 + t(rightmost[at]);
  const before = siblingBefore(heads, at);
  const sibling = before < 0 ? NO_RELATION : given[before];
  list.count = 0;
  pairFeatures(list, arrow, { pair, side, both });
  list.add(16, pair, sibling);
  list.add(17, pair, t(before));
  list.add(28, pair, sibling, both);
  list.add(29, pair, shape, sibling);
  list.add(34, pair, t(above), sibling * 64 + t(rightmost[at]));
  list.add(14, pair, t(above));
  list.add(18, pair, shape);
  list.add(19, pair, shape, t(leftmost[at]));
  const headLeft = head < 0 ? NO_TAG : t(leftmost[head]);
  list.add(20, pair, shape, headLeft);
  list.add(21, pair, headLeft, head < 0 ? NO_TAG : t(rightmost[head]));
  list.add(25, pair, shape, mix(words[at], both));
  list.add(26, pair, shape, mix(headLeft, both));
  list.add(12, pair, t(at - 1) * 64 + t(at + 1));
  list.add(13, pair, t(head - 1) * 64 + t(head + 1));
}

/** Features of the two words and what hangs from them. */
function pairFeatures(
  list: FeatureList,
  { tagged: { words, tags }, tree, at }: Arrow,
  { pair, side, both }: { pair: number; side: number; both: number },
): void {
  const { heads, leftmost, rightmost, lefts, rights } = tree;
  const w = (i: number) => i < 0 || i >= words.length ? NO_WORD : words[i];
  const t = (i: number) => i < 0 ? NO_TAG : tags[i];
  const head = heads[at], above = head < 0 ? -1 : heads[head], own = words[at], other = w(head);
  list.add(1, pair);
  list.add(2, pair, own);
  list.add(3, pair, other);
  list.add(4, own, other, side);
  list.add(5, own, side);
  list.add(6, other, side);
  list.add(7, pair, head < 0 ? 0 : Math.min(6, Math.abs(at - head)));
  list.add(8, pair, t(leftmost[at]));
  list.add(9, pair, t(rightmost[at]));
  list.add(10, pair, both);
  list.add(11, pair, w(leftmost[at]));
  list.add(15, pair, w(above));
  list.add(22, pair, own, both);
  list.add(23, pair, head < 0 ? 0 : lefts[head] * 8 + rights[head]);
  list.add(24, pair, lefts[at] * 8 + rights[at]);
  list.add(27, pair, head < 0 ? NO_WORD : w(leftmost[head]), head < 0 ? 0 : lefts[head]);
  list.add(30, pair, w(at - 1));
  list.add(31, pair, w(at + 1));
  list.add(32, pair, other, both);
  list.add(33, pair, w(leftmost[at]), other);
}

/** The word before that has the same head; −1 for none. */
function siblingBefore(heads: Int32Array, at: number): number {
  let before = at - 1;
  while (before >= 0 && heads[before] !== heads[at]) before--;
  return before;
}
