import { joinedStatistic } from "./joined_statistic.ts";
import { pictureCount, type Statistic } from "./statistic.ts";

/**
 * Makes one statistic of several of the same pictures: a mean, a ratio, a difference of their values.
 *
 * All parts come from the same draws of pictures, so what makes a picture hard for all of them does not
 * widen the interval.
 *
 * @param combine Gets one value of each part, of the same name, in the order of the parts.
 * @throws {TypeError} If the parts have not the same names, columns and number of pictures.
 * @throws {RangeError} If there is no part or no picture.
 *
 * @example
 * ```ts
 * import { bootstrap, combinedStatistic, meanStatistic } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const one = meanStatistic("score", Float64Array.of(1, 2, 3));
 * const other = meanStatistic("score", Float64Array.of(2, 4, 6));
 * const ratio = combinedStatistic([one, other], ([a, b]) => a / b);
 * const { score } = bootstrap(ratio, { random: new Random(1), draws: 100 });
 * assert.deepEqual([score.value, score.low, score.high], [0.5, 0.5, 0.5]);
 * ```
 */
export function combinedStatistic(
  parts: readonly Statistic[],
  combine: (values: readonly number[]) => number,
): Statistic {
  pictureCount(parts);
  const joined = joinedStatistic(parts), [{ names }] = parts;
  return {
    ...joined,
    names,
    aggregate: (sums, drawn) => {
      const values = joined.aggregate(sums, drawn);
      return names.map((_, m) => combine(parts.map((_, k) => values[k * names.length + m])));
    },
  };
}

/**
 * The statistic of some of the pictures.
 *
 * @param pictures Their places among all, from 0.
 */
export function partStatistic(statistic: Statistic, pictures: readonly number[]): Statistic {
  const { columns, counts } = statistic, part = new Float64Array(pictures.length * columns);
  pictures.forEach((picture, i) => {
    part.set(counts.subarray(picture * columns, (picture + 1) * columns), i * columns);
  });
  return { ...statistic, counts: part };
}
