/**
 * How sure a number is: means, quantiles, and the paired bootstrap over pictures.
 *
 * A score on 600 pictures would be another one on 600 others. {@linkcode bootstrap} tells how far it
 * may be from this one, {@linkcode bootstrapDifference} whether two systems that captioned the same
 * pictures differ by more. Nothing here knows a metric: a {@linkcode Statistic} is counts by picture
 * and a function of their sums. The variation between training seeds is not in these intervals, which
 * is why each says `varies: "pictures only"`.
 *
 * @example
 * ```ts
 * import { bootstrapDifference, meanStatistic } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const first = meanStatistic("score", Float64Array.of(1.1, 2.2, 3.1, 4.3));
 * const second = meanStatistic("score", Float64Array.of(1, 2, 3, 4));
 * const { score } = bootstrapDifference(first, second, { random: new Random(1), draws: 1000 });
 * assert.ok(score.low > 0); // better on every picture, though the pictures differ much more
 * ```
 *
 * @module
 */
export {
  bootstrap,
  bootstrapDifference,
  type BootstrapOptions,
  type Interval,
  meanStatistic,
  replicates,
  type Statistic,
} from "./bootstrap.ts";
export { mean } from "./mean.ts";
export { quantile } from "./quantile.ts";
