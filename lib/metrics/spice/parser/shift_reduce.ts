import { mix } from "./hash.ts";
import type { Linear } from "./linear.ts";

/** What the parser sees of a sentence. */
export interface Tagged {
  /** Hashes of the words. */
  words: Int32Array;
  /** Numbers of their tags. */
  tags: Uint8Array;
  /** For each position, 1 if a finite verb stands at it or later. */
  finite: Uint8Array;
}

/** A word on the stack with what has been attached to it. */
interface Item {
  word: number;
  /** Outermost dependents so far, −1 for none. */
  left: number;
  right: number;
  lefts: number;
  rights: number;
  below: Item | null;
  depth: number;
}

/** A partial parse, linked to the one that it grew from. */
export interface Partial {
  score: number;
  action: number;
  before: Partial | null;
  top: Item | null;
  next: number;
}

/** Puts the next word onto the stack; hangs the second from the first; hangs the first from the second. */
export const SHIFT = 0, LEFT = 1, RIGHT = 2, ACTIONS = 3;

/** Features of a partial parse, at most. */
export const ATTACH_FEATURES = 72;

/** The empty parse. */
export const START: Partial = { score: 0, action: -1, before: null, top: null, next: 0 };

const features = new Int32Array(ATTACH_FEATURES);
const scores = new Float32Array(ACTIONS);

/**
 * Finds the heads of the words by a beam search over shifts and attachments (arc-standard).
 *
 * @returns The head of each word, −1 for the root.
 */
export function attach(tagged: Tagged, linear: Linear, width: number): Int32Array {
  const { length } = tagged.words;
  if (length === 0) return new Int32Array(0);
  let beam = [START];
  for (let step = 0; step < 2 * length - 1; step++) beam = extend(beam, tagged, { linear, width });
  return headsOf(beam[0], length);
}

/** The best continuations of some partial parses, best first. */
export function extend(
  beam: readonly Partial[],
  tagged: Tagged,
  { linear, width }: { linear: Linear; width: number },
): Partial[] {
  const made: { from: Partial; action: number; score: number }[] = [];
  for (const from of beam) {
    linear.score(features, attachFeatures(from, tagged, features), scores);
    for (let action = 0; action < ACTIONS; action++) {
      if (isAllowed(from, action, tagged)) {
        made.push({ from, action, score: from.score + scores[action] });
      }
    }
  }
  made.sort((a, b) => b.score - a.score);
  return made.slice(0, width).map(({ from, action, score }) => act(from, action, score));
}

/** Whether an action is possible. */
export function isAllowed({ top, next }: Partial, action: number, { words }: Tagged): boolean {
  return action === SHIFT ? next < words.length : top !== null && top.below !== null;
}

/** Carries an action out. */
export function act(from: Partial, action: number, score: number): Partial {
  const { top, next } = from;
  if (action === SHIFT) {
    const depth = (top?.depth ?? 0) + 1;
    const item = { word: next, left: -1, right: -1, lefts: 0, rights: 0, below: top, depth };
    return { score, action, before: from, top: item, next: next + 1 };
  }
  const first = top!, second = first.below!;
  const { below } = second, depth = second.depth;
  const joined = action === LEFT
    ? { ...first, left: second.word, lefts: first.lefts + 1, below, depth }
    : { ...second, right: first.word, rights: second.rights + 1, below, depth };
  return { score, action, before: from, top: joined, next };
}

function headsOf(last: Partial, length: number): Int32Array {
  const heads = new Int32Array(length).fill(-1);
  for (let at: Partial | null = last; at?.before; at = at.before) {
    if (at.action === SHIFT) continue;
    const first = at.before.top!, second = first.below!;
    if (at.action === LEFT) heads[second.word] = first.word;
    else heads[first.word] = second.word;
  }
  return heads;
}

/** Lists the features of a partial parse; returns how many there are. */
export function attachFeatures(state: Partial, tagged: Tagged, into: Int32Array): number {
  const { words, tags, finite } = tagged;
  const { top, next } = state, n = words.length;
  const second = top?.below ?? null, third = second?.below ?? null;
  const w = (i: number) => i < 0 ? 7 : i >= n ? 8 : words[i];
  const t = (i: number) => i < 0 ? 60 : i >= n ? 61 : tags[i];
  const s0 = top?.word ?? -1, s1 = second?.word ?? -1, s2 = third?.word ?? -1;
  const s0w = w(s0), s1w = w(s1), q0w = w(next), q1w = w(next + 1);
  const s0t = t(s0), s1t = t(s1), s2t = t(s2), q0t = t(next), q1t = t(next + 1), q2t = t(next + 2);
  const l0 = top ? top.left : -1, r0 = top ? top.right : -1;
  const l1 = second ? second.left : -1, r1 = second ? second.right : -1;
  const l0t = t(l0), r0t = t(r0), l1t = t(l1), r1t = t(r1);
  const distance = s1 < 0 ? 0 : s0 - s1 > 6 ? 7 : s0 - s1;
  const pair = s0t * 64 + s1t;
  const rest = (finite[next] ?? 0) * 2 + finite[0];
  let count = 0;
  const add = (template: number, a: number, b: number) => {
    into[count++] = mix(mix(template * 0x2545f491, a), b);
  };
  add(1, s0w, 0);
  add(2, s0t, 0);
  add(3, s0w, s0t);
  add(4, s1w, 0);
  add(5, s1t, 0);
  add(6, s1w, s1t);
  add(7, q0w, 0);
  add(8, q0t, q1t);
  add(9, q0w, q0t);
  add(10, s0w, s1w);
  add(11, mix(s0w, s1w), pair);
  add(12, s0w, pair);
  add(13, s1w, pair);
  add(14, pair, 0);
  add(15, s0w, s1t);
  add(16, s0t, s1w);
  add(17, s0t, q0t);
  add(18, s0w, q0t);
  add(19, s0w, q0w);
  add(20, s1t * 64 + q0t, s0t);
  add(21, pair, s2t);
  add(22, pair * 64 + q0t, q1t);
  add(23, s0t * 64 + q0t, q1t);
  add(24, s1w, s0t * 64 + q0t);
  add(25, s0w, s1t * 64 + q0t);
  add(26, q0w, pair);
  add(27, pair * 64 + s2t, q0t);
  add(28, pair, l0t);
  add(29, pair, r0t + 64);
  add(30, pair, l1t);
  add(31, pair, r1t + 64);
  add(32, w(l0), pair);
  add(33, mix(w(l0), s1w), s0t);
  add(34, mix(w(l0), s0w), s1t);
  add(35, w(l0), s1w);
  add(36, w(r0), pair);
  add(37, w(r1), pair);
  add(38, w(l1), pair);
  add(39, mix(w(r1), w(l0)), pair);
  add(40, pair, distance);
  add(41, s0w, distance);
  add(42, s1w, distance);
  add(43, pair, (top?.lefts ?? 0) * 8 + (top?.rights ?? 0));
  add(44, pair, (second?.lefts ?? 0) * 8 + (second?.rights ?? 0));
  add(45, pair * 64 + q0t, rest);
  add(46, pair, rest * 8 + (top?.depth ?? 0 > 6 ? 7 : top?.depth ?? 0));
  add(47, mix(s1w, s0w), q0t);
  add(48, mix(s1w, s0t), l0t * 64 + r0t);
  add(49, mix(s1t, s0w), l1t * 64 + r1t);
  add(50, pair * 64 + l0t, l1t * 64 + q0t);
  add(51, pair * 64 + r1t, l0t * 64 + q0t);
  add(52, pair * 64 + r0t, q0t * 64 + q1t);
  add(53, w(s2), pair);
  add(54, w(s2), mix(s1w, s0t));
  add(55, s2t * 64 + q0t, mix(pair, rest));
  add(56, pair * 64 + q0t, q1t * 64 + q2t);
  add(57, mix(q0w, q1w), pair);
  add(58, pair, n - next > 3 ? 4 : n - next);
  add(59, mix(s0w, l0t), s1t);
  add(60, mix(s1w, w(l0)), distance * 64 + s0t);
  add(61, mix(w(r1), s1w), pair);
  add(62, pair * 64 + q0t, l1t * 4 + rest);
  add(63, mix(q0w, s1w), s0t);
  return count;
}
