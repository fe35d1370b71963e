import { replicates } from "../../../statistics/replicates.ts";
import type { Statistic } from "../../../statistics/statistic.ts";
import { randomOf } from "./shuffled.ts";

/** Draws of the bootstrap, and its seed. */
const DRAWS = 2000, SEED = 1;

/**
 * Estimates how far two numbers would vary with other pictures: the ratio of the means of two lists, and
 * their correlation.
 *
 * @param ours A score a picture.
 * @param official Another one of the same picture.
 * @returns Standard deviations over draws of the pictures.
 */
export function standardErrors(
  ours: ArrayLike<number>,
  official: ArrayLike<number>,
): { ratio: number; correlation: number } {
  const images = ours.length, random = randomOf(SEED);
  const counts = Float64Array.from({ length: images * 5 }, (_, at) => {
    const x = ours[Math.floor(at / 5)], y = official[Math.floor(at / 5)];
    return [x, y, x * x, y * y, x * y][at % 5];
  });
  const statistic: Statistic = {
    names: ["ratio", "correlation"],
    counts,
    columns: 5,
    aggregate: ([x, y, xx, yy, xy], n) => [
      x / y,
      (xy - x * y / n) / Math.sqrt((xx - x * x / n) * (yy - y * y / n)),
    ],
  };
  const indices = Int32Array.from(
    { length: DRAWS * images },
    () => Math.floor(random() * images),
  );
  const [[ratios, correlations]] = replicates([statistic], { indices });
  return { ratio: deviation(ratios), correlation: deviation(correlations) };
}

/** Over the draws that have a value: few pictures drawn again and again may all be alike. */
function deviation(values: Float64Array): number {
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
}
