import type { Random } from "../tensor/random.ts";
import { bootstrapSeedsDifference, type Interval } from "./bootstrap.ts";
import { randomizationSeeds } from "./randomization.ts";
import type { Statistic } from "./statistic.ts";

/** A difference of two systems on the same pictures. */
export interface Difference extends Interval {
  /**
   * Two-sided p of {@linkcode randomizationSeeds}: how often exchanging the two models' captions, picture by
   * picture, gives a difference as large. Of these trained models, whatever `varies` says.
   */
  p: number;
}

/** How {@linkcode pairedDifferences} are drawn. */
export interface PairedOptions {
  /** Makes a new stream from one seed: both methods begin it anew. */
  random: () => Random;
  /** Draws of the bootstrap, and rounds of the randomization. */
  draws: number;
}

/**
 * Differences `first − second` by name, each with a 95 % interval and p.
 *
 * @param first One system from one or several seeds.
 * @param second The other, on the same pictures.
 * @throws {TypeError} If the two have not the same names, columns and number of pictures.
 * @throws {RangeError} If a system has no seed, or there is no picture.
 *
 * @example
 * ```ts
 * import { meanStatistic, pairedDifferences } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const [first, second] = [[2, 4, 7], [1, 2, 3]]
 *   .map((values) => meanStatistic("score", Float64Array.from(values)));
 * const options = { random: () => new Random(1), draws: 1000 };
 * const { score } = pairedDifferences([first], [second], options);
 * assert.ok(Math.abs(score.value - 7 / 3) < 1e-12 && score.low > 0 && score.p < 0.3);
 * ```
 */
export function pairedDifferences(
  first: readonly Statistic[],
  second: readonly Statistic[],
  { random, draws }: PairedOptions,
): Record<string, Difference> {
  const intervals = bootstrapSeedsDifference(first, second, { random: random(), draws });
  const p = randomizationSeeds(first, second, { random: random(), rounds: draws });
  return Object.fromEntries(
    Object.entries(intervals).map(([name, each]) => [name, { ...each, p: p[name] }]),
  );
}
