import { attachFeatures } from "./attach_features.ts";
import { FeatureList } from "./feature_list.ts";
import type { Linear } from "./linear.ts";
import type { Partial, Tagged } from "./partial_parse.ts";

/** Puts the next word onto the stack; hangs the second from the first; hangs the first from the second. */
export const SHIFT = 0, LEFT = 1, RIGHT = 2, ACTIONS = 3;

/** The empty parse. */
export const START: Partial = { score: 0, action: -1, before: null, top: null, next: 0 };

const features = new FeatureList();
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
    attachFeatures(from, tagged, features);
    linear.score(features, scores);
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
