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

/** The statistic of a mean over pictures. */
export function meanStatistic(name: string, counts: Float64Array): Statistic {
  return { names: [name], counts, columns: 1, aggregate: ([sum], images) => [sum / images] };
}

/** Sums the rows of some pictures, in their order. */
export function sumRows(
  { counts, columns }: Statistic,
  pictures: Int32Array,
  sums: Float64Array,
): void {
  sums.fill(0);
  for (let i = 0; i < pictures.length; i++) {
    const start = pictures[i] * columns;
    for (let column = 0; column < columns; column++) sums[column] += counts[start + column];
  }
}

/** Sums the rows of all pictures, once each. */
export function totals(statistic: Statistic): Float64Array {
  const images = statistic.counts.length / statistic.columns;
  const sums = new Float64Array(statistic.columns);
  sumRows(statistic, Int32Array.from({ length: images }, (_, i) => i), sums);
  return sums;
}

/** The values on all pictures, by name, averaged over a system's seeds. */
export function meanValues(seeds: readonly Statistic[]): number[] {
  const [{ names, counts, columns }] = seeds;
  const values = seeds.map((each) => each.aggregate(totals(each), counts.length / columns));
  return names.map((_, k) => values.reduce((sum, value) => sum + value[k], 0) / seeds.length);
}

/**
 * The number of pictures, the same in all systems.
 *
 * @throws {TypeError} If counts do not fill whole rows, or names, columns or numbers of pictures differ.
 * @throws {RangeError} If there is no system or no picture.
 */
export function pictureCount(systems: readonly Statistic[]): number {
  if (systems.length === 0) throw new RangeError("Cannot draw pictures: there is no system");
  const [{ counts, columns, names }] = systems;
  const images = counts.length / columns;
  if (!Number.isInteger(images)) {
    throw new TypeError(
      `Cannot draw pictures: counts must fill rows of ${columns}, current length is ${counts.length}`,
    );
  }
  const other = systems.find((each) =>
    each.counts.length !== counts.length || each.columns !== columns ||
    each.names.join() !== names.join()
  );
  if (other !== undefined) {
    throw new TypeError(
      `Cannot compare systems: all must have ${images} pictures with ${columns} counts for ` +
        `${names.join(", ")}, one has ${other.counts.length} counts in rows of ${other.columns} ` +
        `for ${other.names.join(", ")}`,
    );
  }
  if (images === 0) throw new RangeError("Cannot draw pictures: there is none");
  return images;
}
