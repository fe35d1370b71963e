/**
 * How sure a number is: means, quantiles, the paired bootstrap over pictures and training seeds, and
 * paired randomization.
 *
 * A score on 600 pictures would be another one on 600 others. {@linkcode bootstrap} tells how far it
 * may be from this one, {@linkcode bootstrapDifference} whether two systems that captioned the same
 * pictures differ by more, and {@linkcode randomization} how often chance alone would make them differ as
 * much. Nothing here knows a metric: a {@linkcode Statistic} is counts by picture and a function of their
 * sums, so a ratio of totals like corpus BLEU is computed anew each time.
 *
 * Another training seed gives another score as well. {@linkcode bootstrapSeeds} and
 * {@linkcode bootstrapSeedsDifference} take several runs of a system and draw seeds beside pictures; each
 * interval says in `varies` what it accounts for. Three seeds make an interval honest, not exact:
 * {@linkcode bootstrapSeeds} says by how much. {@linkcode randomizationSeeds} takes several runs too, but
 * asks about these runs alone.
 *
 * {@linkcode kendallTauC} and {@linkcode pearson} compare a metric with people's ratings;
 * {@linkcode singularValues} tells how many directions a small matrix has.
 *
 * @example
 * ```ts
 * import { bootstrapDifference, meanStatistic, randomization } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const first = meanStatistic("score", Float64Array.of(1.1, 2.2, 3.1, 4.3, 5.2, 6.1));
 * const second = meanStatistic("score", Float64Array.of(1, 2, 3, 4, 5, 6));
 * const { score } = bootstrapDifference(first, second, { random: new Random(1), draws: 1000 });
 * assert.ok(score.low > 0); // better on every picture, though the pictures differ much more
 * const p = randomization(first, second, { random: new Random(1) });
 * assert.ok(Math.abs(p.score - 2 / 2 ** 6) < 0.01); // six times the same sign: two in 64 by chance
 * ```
 *
 * @module
 */
export type { BootstrapOptions } from "./bootstrap_options.ts";
export {
  bootstrap,
  bootstrapDifference,
  bootstrapSeeds,
  bootstrapSeedsDifference,
  type Interval,
} from "./bootstrap.ts";
export { combinedStatistic, partStatistic } from "./combined_statistic.ts";
export { joinedStatistic } from "./joined_statistic.ts";
export { mean } from "./mean.ts";
export { type Difference, pairedDifferences, type PairedOptions } from "./paired_differences.ts";
export { quantile } from "./quantile.ts";
export { randomization, type RandomizationOptions, randomizationSeeds } from "./randomization.ts";
export { kendallTauC, pearson } from "./rank_correlation.ts";
export { replicates } from "./replicates.ts";
export { singularValues } from "./singular_values.ts";
export { meanStatistic, type Statistic } from "./statistic.ts";
export { superiority } from "./superiority.ts";
