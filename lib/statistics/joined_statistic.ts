import type { Statistic } from "./statistic.ts";

/**
 * Puts the counts of several statistics of the same pictures beside each other, so that all values come
 * from the same draws.
 *
 * @returns The values of all parts, in their order.
 * @throws {TypeError} If the parts are not of the same number of pictures.
 * @throws {RangeError} If there is no part.
 *
 * @example
 * ```ts
 * import { joinedStatistic, meanStatistic } from "#lib/statistics";
 * import assert from "node:assert/strict";
 *
 * const joined = joinedStatistic([
 *   meanStatistic("one", Float64Array.of(1, 2)),
 *   meanStatistic("other", Float64Array.of(5, 7)),
 * ]);
 * assert.deepEqual(joined.names, ["one", "other"]);
 * assert.deepEqual([...joined.counts], [1, 5, 2, 7]);
 * ```
 */
export function joinedStatistic(parts: readonly Statistic[]): Statistic {
  const images = sameNumberOfPictures(parts);
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const counts = new Float64Array(images * columns), starts: number[] = [];
  let start = 0;
  for (const part of parts) {
    for (let i = 0; i < images; i++) {
      const row = part.counts.subarray(i * part.columns, (i + 1) * part.columns);
      counts.set(row, i * columns + start);
    }
    starts.push(start);
    start += part.columns;
  }
  return {
    names: parts.flatMap(({ names }) => names),
    counts,
    columns,
    aggregate: (sums, drawn) =>
      parts.flatMap((part, k) =>
        Array.from(part.aggregate(sums.subarray(starts[k], starts[k] + part.columns), drawn))
      ),
  };
}

function sameNumberOfPictures(parts: readonly Statistic[]): number {
  if (parts.length === 0) throw new RangeError("Cannot join statistics: there is none");
  const numbers = parts.map(({ counts, columns }) => counts.length / columns);
  const other = numbers.find((number) => number !== numbers[0]);
  if (other === undefined) return numbers[0];
  throw new TypeError(
    `Cannot join statistics: all must be of ${numbers[0]} pictures, one is of ${other}`,
  );
}
