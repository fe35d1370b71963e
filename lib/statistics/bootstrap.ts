import type { Random } from "../tensor/random.ts";
import { quantile } from "./quantile.ts";

/**
 * Counts by picture, and how the values of a whole corpus follow from their sums.
 *
 * A mean is one column and `sums[0] / images`; a ratio of totals (corpus BLEU, for instance) needs the
 * totals' columns. This is all that resampling has to know of a metric.
 */
export interface Statistic {
  /** Names of the values. */
  readonly names: readonly string[];
  /** `[pictures, columns]` row by row. */
  readonly counts: Float64Array;
  /** Counts a picture. */
  readonly columns: number;
  /** Computes the values, in the order of the names, from column sums `[columns]` over `images` pictures. */
  aggregate(sums: Float64Array, images: number): ArrayLike<number>;
}

/** A value and its bootstrap interval. */
export interface Interval {
  /** On all pictures, once each. */
  value: number;
  /** Lower end. */
  low: number;
  /** Upper end. */
  high: number;
  /** Coverage, 0.95 for instance. */
  level: number;
  /** How often the pictures were drawn. */
  draws: number;
  /** What the interval accounts for: another sample of pictures, not another training seed. */
  varies: "pictures only";
}

/** How pictures are drawn. */
export interface BootstrapOptions {
  /** Draws the pictures; needed where no indices are given. */
  random?: Random;
  /** How often, default 10,000. */
  draws?: number;
  /** Coverage, default 0.95. */
  level?: number;
  /** Pictures of each draw, `[draws, pictures]` row by row, instead of random ones. */
  indices?: Int32Array;
}

/**
 * Estimates how far the values of one system would vary with other pictures.
 *
 * Draws as many pictures as there are, with replacement, 10,000 times, and takes the percentiles of
 * the values: with level 0.95 the quantiles 0.025 and 0.975, interpolated linearly.
 *
 * Efron, 1979 (https://doi.org/10.1214/aos/1176344552); percentile interval.
 *
 * @throws {TypeError} If the counts do not fill whole rows, or neither `random` nor `indices` is given.
 * @throws {RangeError} If there is no picture, or draws, level or an index is out of range.
 *
 * @example
 * ```ts
 * import { bootstrap, meanStatistic } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const statistic = meanStatistic("score", Float64Array.of(1, 2, 3, 4));
 * const { score } = bootstrap(statistic, { random: new Random(1), draws: 1000 });
 * assert.equal(score.value, 2.5);
 * assert.ok(score.low < 2.5 && score.high > 2.5);
 * ```
 */
export function bootstrap(
  statistic: Statistic,
  options: BootstrapOptions,
): Record<string, Interval> {
  const [drawn] = replicates([statistic], options);
  return intervals(statistic.names, whole(statistic), drawn, options);
}

/**
 * Estimates how far the difference of two systems on the same pictures would vary: `first − second`.
 *
 * Paired: each draw takes the same pictures for both, so what makes a picture hard for both cancels.
 * An interval without 0 says that the difference is more than the choice of pictures explains.
 *
 * Koehn, 2004 (https://aclanthology.org/W04-3250), with the interval instead of a share of wins.
 *
 * @throws {TypeError} If the two have not the same names, columns and number of pictures; and as in
 * {@linkcode bootstrap}.
 * @throws {RangeError} As in {@linkcode bootstrap}.
 */
export function bootstrapDifference(
  first: Statistic,
  second: Statistic,
  options: BootstrapOptions,
): Record<string, Interval> {
  const [ofFirst, ofSecond] = replicates([first, second], options);
  const inFirst = whole(first), inSecond = whole(second);
  const values = first.names.map((_, k) => inFirst[k] - inSecond[k]);
  const drawn = ofFirst.map((all, k) => all.map((value, draw) => value - ofSecond[k][draw]));
  return intervals(first.names, values, drawn, options);
}

/** The statistic of a mean over pictures. */
export function meanStatistic(name: string, counts: Float64Array): Statistic {
  return { names: [name], counts, columns: 1, aggregate: ([sum], images) => [sum / images] };
}

/**
 * Computes the values of several systems on the same draws of pictures.
 *
 * @returns The values by system, name and draw.
 * @throws {TypeError} As in {@linkcode bootstrapDifference}.
 * @throws {RangeError} As in {@linkcode bootstrap}.
 */
export function replicates(
  systems: readonly Statistic[],
  options: BootstrapOptions,
): Float64Array[][] {
  const images = pictureCount(systems);
  const draws = checkedDraws(options, images);
  const { random, indices } = options;
  const values = systems.map(({ names }) => names.map(() => new Float64Array(draws)));
  const sums = systems.map(({ columns }) => new Float64Array(columns));
  const drawn = new Int32Array(images);
  for (let draw = 0; draw < draws; draw++) {
    if (indices) drawn.set(indices.subarray(draw * images, (draw + 1) * images));
    else for (let i = 0; i < images; i++) drawn[i] = random!.integer(images);
    systems.forEach((system, s) => {
      sumRows(system, drawn, sums[s]);
      const aggregated = system.aggregate(sums[s], images);
      for (let k = 0; k < values[s].length; k++) values[s][k][draw] = aggregated[k];
    });
  }
  return values;
}

/** Sums the rows of the drawn pictures, in the order of the draw. */
function sumRows({ counts, columns }: Statistic, drawn: Int32Array, sums: Float64Array): void {
  sums.fill(0);
  for (let i = 0; i < drawn.length; i++) {
    const start = drawn[i] * columns;
    for (let column = 0; column < columns; column++) sums[column] += counts[start + column];
  }
}

/** The values on all pictures, once each. */
function whole(statistic: Statistic): ArrayLike<number> {
  const images = statistic.counts.length / statistic.columns;
  const sums = new Float64Array(statistic.columns);
  sumRows(statistic, Int32Array.from({ length: images }, (_, i) => i), sums);
  return statistic.aggregate(sums, images);
}

function intervals(
  names: readonly string[],
  values: ArrayLike<number>,
  drawn: readonly Float64Array[],
  { level = 0.95 }: BootstrapOptions,
): Record<string, Interval> {
  return Object.fromEntries(names.map((name, k) => {
    const sorted = drawn[k].toSorted();
    return [name, {
      value: values[k],
      low: quantile(sorted, (1 - level) / 2),
      high: quantile(sorted, (1 + level) / 2),
      level,
      draws: sorted.length,
      varies: "pictures only",
    }];
  }));
}

/** The number of pictures, the same in all systems. */
function pictureCount(systems: readonly Statistic[]): number {
  const [{ counts, columns, names }] = systems;
  if (!Number.isInteger(counts.length / columns)) {
    throw new TypeError(
      `Cannot draw pictures: counts must fill rows of ${columns}, current length is ${counts.length}`,
    );
  }
  for (const other of systems) {
    if (
      other.counts.length !== counts.length || other.columns !== columns ||
      other.names.join() !== names.join()
    ) {
      throw new TypeError(
        `Cannot compare two systems: both must have ${counts.length / columns} pictures with ` +
          `${columns} counts for ${
            names.join(", ")
          }, the second has ${other.counts.length} counts in ` +
          `rows of ${other.columns} for ${other.names.join(", ")}`,
      );
    }
  }
  if (counts.length === 0) throw new RangeError("Cannot draw pictures: there is none");
  return counts.length / columns;
}

/** The number of draws, after all options were checked. */
function checkedDraws(options: BootstrapOptions, images: number): number {
  const { random, indices, level = 0.95 } = options;
  const draws = indices ? indices.length / images : options.draws ?? 10_000;
  if (!indices && !random) {
    throw new TypeError("Cannot draw pictures: random numbers or indices must be given");
  }
  if (!Number.isInteger(draws) || draws < 1) {
    throw new RangeError(
      `Cannot draw pictures: the number of draws must be a whole number from 1, current value is ${draws}`,
    );
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `Cannot draw pictures: the level must be between 0 and 1, current value is ${level}`,
    );
  }
  const wrong = indices?.find((index) => index < 0 || index >= images);
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot draw pictures: an index must be from 0 to ${images - 1}, current value is ${wrong}`,
    );
  }
  return draws;
}
