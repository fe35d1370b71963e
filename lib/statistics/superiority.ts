/**
 * Estimates how often a value of the first group is above one of the second, if one of each is drawn:
 * `P(x > y) + ½ P(x = y)`. 0.5 where the groups cannot be told apart, 1 where all of the first are above.
 *
 * Mann and Whitney, 1947 (https://doi.org/10.1214/aoms/1177730491): their U divided by the number of pairs,
 * also known as the area under the ROC curve.
 *
 * @returns `NaN` where a group is empty.
 *
 * @example
 * ```ts
 * import { superiority } from "#lib/statistics";
 * import assert from "node:assert/strict";
 *
 * assert.equal(superiority([3, 2], [1, 2]), 3.5 / 4);
 * ```
 */
export function superiority(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const x = Float64Array.from(first).sort(), y = Float64Array.from(second).sort();
  let pairs = 0, below = 0, upTo = 0;
  for (const value of x) {
    while (below < y.length && y[below] < value) below++;
    while (upTo < y.length && y[upTo] <= value) upTo++;
    pairs += (below + upTo) / 2;
  }
  return pairs / (x.length * y.length);
}
