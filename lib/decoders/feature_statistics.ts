/** Mean and standard deviation of each pooled feature, over a training set. */
export interface FeatureStatistics {
  /** `[F]`. */
  mean: readonly number[];
  /** `[F]`, each positive. */
  deviation: readonly number[];
}

/** Deviations below this share of the average one are raised to it: a dead feature stays small. */
const SMALLEST_SHARE = 0.1;

/**
 * Measures pooled features, so that a decoder can standardize what it reads.
 *
 * `mean_f = Σ_n x_nf / N`, `deviation_f = √(Σ_n (x_nf − mean_f)² / N)`, at least a tenth of the average
 * deviation. Pooled features of ResNet are positive and share a large mean, those of CLIP have a few
 * coordinates that dwarf the others; after standardization both begin at the scale of the word vectors.
 *
 * @param pooled Features of the training pictures, row by row, `[N, F]`.
 * @param width `F`.
 * @throws {RangeError} If there is no whole row or a value is not finite.
 *
 * @example
 * ```ts
 * import { featureStatistics } from "#lib/decoders";
 * import assert from "node:assert/strict";
 *
 * const { mean, deviation } = featureStatistics(Float32Array.of(1, 10, 3, 30), 2);
 * assert.deepEqual([mean, deviation], [[2, 20], [1, 10]]);
 * ```
 */
export function featureStatistics(pooled: Float32Array, width: number): FeatureStatistics {
  const rows = pooled.length / width;
  if (!Number.isInteger(rows) || rows < 1) {
    throw new RangeError(
      `Cannot measure features: their number must be a multiple of ${width}, current value is ${pooled.length}`,
    );
  }
  const mean = new Float64Array(width), square = new Float64Array(width);
  for (let i = 0; i < pooled.length; i++) mean[i % width] += pooled[i] / rows;
  for (let i = 0; i < pooled.length; i++) {
    square[i % width] += (pooled[i] - mean[i % width]) ** 2 / rows;
  }
  const deviation = square.map(Math.sqrt);
  const average = deviation.reduce((sum, each) => sum + each, 0) / width;
  if (!Number.isFinite(average)) {
    throw new RangeError("Cannot measure features: they must be finite numbers");
  }
  const least = average > 0 ? SMALLEST_SHARE * average : 1;
  const short = (value: number) => Number(value.toPrecision(7));
  return {
    mean: Array.from(mean, short),
    deviation: Array.from(deviation, (each) => short(Math.max(each, least))),
  };
}
