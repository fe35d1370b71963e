import type { Evaluation } from "../evaluate.ts";

/** A picture that two metrics judge differently. */
export interface Disagreement {
  /** The picture. */
  id: number;
  /** Its two scores, in the order of the metrics. */
  scores: [number, number];
  /** Its two places among all pictures: 1 is the best, equal scores share the mean of their places. */
  ranks: [number, number];
}

/**
 * Finds the pictures on which two metrics disagree most about one model's captions, by the difference of
 * ranks: as many that the first metric prefers as the second does, taken in turn.
 *
 * @param metrics Names of two metrics that were scored.
 * @param options.count Number of pictures, default 6.
 * @throws {RangeError} If a metric was not scored.
 *
 * @example
 * ```ts
 * import { disagreements, evaluateCaptions } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const evaluation = await evaluateCaptions("x", {
 *   captions: new Map([[1, "a can"], [2, "can red a"], [3, "dog"]]),
 *   references: new Map([[1, ["a can on a big table"]], [2, ["a red can"]], [3, ["a cat"]]]),
 *   draws: 10,
 * });
 * const [first] = disagreements(evaluation, ["BLEU-1", "BLEU-2"], { count: 1 });
 * assert.deepEqual([first.id, first.ranks], [2, [1, 2]]); // all words, in another order
 * ```
 */
export function disagreements(
  { scores: { images } }: Evaluation,
  metrics: readonly [string, string],
  { count = 6 }: { count?: number } = {},
): Disagreement[] {
  const missing = metrics.find((metric) => images.some((row) => row[metric] === undefined));
  if (missing !== undefined) {
    throw new RangeError(
      `Cannot compare metrics: "${missing}" must be scored, current ones are ${
        Object.keys(images[0]).filter((key) => key !== "image_id").join(", ")
      }`,
    );
  }
  const [first, second] = metrics.map((metric) => ranksOf(images.map((row) => row[metric])));
  const all = images.map((row, i): Disagreement => ({
    id: row.image_id,
    scores: [row[metrics[0]], row[metrics[1]]],
    ranks: [first[i], second[i]],
  }));
  const gap = ({ ranks: [a, b] }: Disagreement) => b - a;
  const falling = all.filter((each) => gap(each) > 0).sort((a, b) => gap(b) - gap(a));
  const rising = all.filter((each) => gap(each) < 0).sort((a, b) => gap(a) - gap(b));
  return Array.from({ length: Math.max(falling.length, rising.length) }, (_, i) => [
    falling[i],
    rising[i],
  ]).flat().filter((each) => each !== undefined).slice(0, count);
}

/** Places from the best, 1; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[b] - values[a]);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
