/**
 * Raises a probability in a straight line, then keeps it.
 *
 * `ε_i = ε min(1, max(0, i − a) / n)`: the linear schedule of Bengio et al., 2015, section 2.4
 * (https://arxiv.org/abs/1506.03099), whose ε is the probability of the true word: 1 less ours.
 *
 * @param highest The probability to reach, ε.
 * @param options.updates Updates from 0 to it, n.
 * @param options.after The update up to which it is 0, a; default 0.
 * @throws {RangeError} If the probability is not from 0 to 1 or a number of updates is not a whole number.
 *
 * @example
 * ```ts
 * import { linearProbability } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * const probability = linearProbability(0.25, { updates: 100, after: 50 });
 * assert.deepEqual([1, 50, 100, 150, 999].map(probability), [0, 0, 0.125, 0.25, 0.25]);
 * ```
 */
export function linearProbability(
  highest: number,
  { updates, after = 0 }: { updates: number; after?: number },
): (update: number) => number {
  if (!(highest >= 0 && highest <= 1)) {
    throw new RangeError(
      `Cannot make a schedule: the probability must be from 0 to 1, current value is ${highest}`,
    );
  }
  for (const [name, value, least] of [["updates", updates, 1], ["after", after, 0]] as const) {
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(
        `Cannot make a schedule: ${name} must be a whole number from ${least}, current value is ${value}`,
      );
    }
  }
  return (update) => highest * Math.min(1, Math.max(0, update - after) / updates);
}

/**
 * Raises a probability slowly at first and at last, from `1 / (1 + k)` towards 1.
 *
 * `ε_i = 1 − k / (k + e^{i/k})`: the inverse sigmoid schedule of Bengio et al., 2015, section 2.4
 * (https://arxiv.org/abs/1506.03099), whose ε is the probability of the true word: 1 less ours. It is 1/2
 * at the update `k ln k`.
 *
 * @param k The larger, the later and slower, from 1.
 * @throws {RangeError} If `k` is below 1.
 *
 * @example
 * ```ts
 * import { inverseSigmoidProbability } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * const probability = inverseSigmoidProbability(100);
 * assert.ok(Math.abs(probability(100 * Math.log(100)) - 0.5) < 1e-12);
 * ```
 */
export function inverseSigmoidProbability(k: number): (update: number) => number {
  if (!(k >= 1 && Number.isFinite(k))) {
    throw new RangeError(`Cannot make a schedule: k must be from 1, current value is ${k}`);
  }
  return (update) => 1 / (1 + k * Math.exp(-update / k));
}
