import type { Random } from "../tensor/random.ts";
import { meanValues, pictureCount, type Statistic, totals } from "./statistic.ts";

/** How captions are exchanged. */
export interface RandomizationOptions {
  /** Decides which pictures' captions are exchanged. */
  random: Random;
  /** How often, default 10,000. */
  rounds?: number;
}

/**
 * What two differences may differ by and still count as the same, as a share of the two values: sums in
 * another order differ in their last digits, and an exchange of everything must be as large as none.
 */
const SAME = 1e-10;

/**
 * Tests whether two systems differ by more than exchanging their captions would give: approximate
 * randomization, paired and two-sided.
 *
 * If it made no difference which system said what, then exchanging the two captions of any picture would
 * change nothing. In each round those of every picture are exchanged with probability ½ and all values
 * computed anew from the column sums, corpus BLEU for instance;
 * `p = (1 + #{|difference of a round| ≥ |difference|}) / (1 + rounds)`, so at least 1 / 10,001 by default.
 * Values of several names are tested separately, nothing is corrected for their number.
 *
 * Noreen, *Computer-intensive methods for testing hypotheses*, 1989; Riezler and Maxwell, 2005, section 4
 * (https://aclanthology.org/W05-0908); for the ones that are added Phipson and Smyth, 2010
 * (https://doi.org/10.2202/1544-6115.1585).
 *
 * @returns p by name; 1 for two systems with the same counts, `NaN` where a value is.
 * @throws {TypeError} If the two have not the same names, columns and number of pictures, or counts do not
 * fill whole rows.
 * @throws {RangeError} If there is no picture, or the number of rounds is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { meanStatistic, randomization } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const first = meanStatistic("score", Float64Array.of(2, 4, 7));
 * const second = meanStatistic("score", Float64Array.of(1, 2, 3));
 * const { score } = randomization(first, second, { random: new Random(1) });
 * assert.ok(Math.abs(score - 2 / 8) < 0.02); // of 8 exchanges, none and all give as large a difference
 * ```
 */
export function randomization(
  first: Statistic,
  second: Statistic,
  options: RandomizationOptions,
): Record<string, number> {
  return randomizationSeeds([first], [second], options);
}

/**
 * Tests whether the means of two systems over their training seeds differ by more than exchanging their
 * captions would give.
 *
 * A round exchanges, for each of its pictures, the captions of all seeds together, for every pair of a
 * seed of the first and a seed of the second; the difference is the mean over all pairs. So the numbers
 * of seeds may differ (a baseline without seeds is a list of one), no order of the seeds matters, and the
 * difference without exchange is that of the means. With one seed each it is {@linkcode randomization}.
 *
 * It asks about these trained models, not about training: whether other seeds would differ in the same
 * direction is for the interval of {@linkcode bootstrapSeedsDifference} to say. Three lucky seeds have a
 * small p too.
 *
 * @returns p by name.
 * @throws {TypeError} As in {@linkcode randomization}.
 * @throws {RangeError} If a system has no seed; and as in {@linkcode randomization}.
 */
export function randomizationSeeds(
  first: readonly Statistic[],
  second: readonly Statistic[],
  { random, rounds = 10_000 }: RandomizationOptions,
): Record<string, number> {
  const images = check(first, second, rounds);
  const inFirst = meanValues(first), inSecond = meanValues(second);
  const exchange = new Exchange(first, second, images);
  const observed = exchange.difference().slice();
  const least = observed.map((value, k) =>
    Math.abs(value) - SAME * (Math.abs(inFirst[k]) + Math.abs(inSecond[k]))
  );
  const asLarge = new Float64Array(observed.length);
  for (let round = 0; round < rounds; round++) {
    exchange.draw(random);
    const values = exchange.difference();
    // What is not a number is not smaller either.
    for (let k = 0; k < values.length; k++) if (!(Math.abs(values[k]) < least[k])) asLarge[k]++;
  }
  return Object.fromEntries(
    first[0].names.map((name, k) => [
      name,
      Number.isNaN(observed[k]) ? NaN : (1 + asLarge[k]) / (1 + rounds),
    ]),
  );
}

/** The number of pictures, after everything was checked. */
function check(first: readonly Statistic[], second: readonly Statistic[], rounds: number): number {
  if (first.length === 0 || second.length === 0) {
    throw new RangeError("Cannot compare systems: each must have at least one seed");
  }
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(
      `Cannot exchange captions: the number of rounds must be a whole number from 1, current value is ${rounds}`,
    );
  }
  return pictureCount([...first, ...second]);
}

/** The difference of two systems with the captions of some pictures exchanged. */
class Exchange {
  readonly #first: readonly Statistic[];
  readonly #second: readonly Statistic[];
  readonly #images: number;
  readonly #columns: number;
  /** Column sums without exchange, first the first's. */
  readonly #sums: readonly Float64Array[];
  /** Counts of every statistic minus those of the last, side by side, of the pictures where any differ. */
  readonly #rows: Float64Array;
  /** Numbers in such a row. */
  readonly #width: number;
  /** Sums of the rows of the exchanged pictures; those of the last statistic are 0. */
  readonly #moved: Float64Array;
  readonly #values: Float64Array;

  constructor(first: readonly Statistic[], second: readonly Statistic[], images: number) {
    const all = [...first, ...second];
    this.#first = first;
    this.#second = second;
    this.#images = images;
    this.#columns = all[0].columns;
    this.#sums = all.map(totals);
    this.#width = (all.length - 1) * this.#columns;
    this.#rows = differingRows(all, images);
    this.#moved = new Float64Array(all.length * this.#columns);
    this.#values = new Float64Array(all[0].names.length);
  }

  /** Draws the pictures to exchange, each with probability ½. */
  draw(random: Random): void {
    const rows = this.#rows, width = this.#width, moved = this.#moved;
    moved.fill(0);
    let bits = 0;
    for (let i = 0, start = 0; start < rows.length; i++, start += width) {
      // A random word decides about 32 pictures.
      bits = i % 32 === 0 ? random.uint32() : bits >>> 1;
      if (bits & 1) { for (let k = 0; k < width; k++) moved[k] += rows[start + k]; }
    }
  }

  /** Computes the mean difference over all pairs of seeds; the same array is filled each time. */
  difference(): Float64Array {
    const columns = this.#columns, moved = this.#moved, values = this.#values.fill(0);
    const ofFirst = new Float64Array(columns), ofSecond = new Float64Array(columns);
    const seeds = this.#first.length, pairs = seeds * this.#second.length;
    for (let f = 0; f < seeds; f++) {
      for (let s = seeds; s < this.#sums.length; s++) {
        for (let k = 0; k < columns; k++) {
          const shift = moved[f * columns + k] - moved[s * columns + k];
          ofFirst[k] = this.#sums[f][k] - shift;
          ofSecond[k] = this.#sums[s][k] + shift;
        }
        const inFirst = this.#first[f].aggregate(ofFirst, this.#images);
        const inSecond = this.#second[s - seeds].aggregate(ofSecond, this.#images);
        for (let k = 0; k < values.length; k++) values[k] += (inFirst[k] - inSecond[k]) / pairs;
      }
    }
    return values;
  }
}

/** Counts of every statistic minus those of the last, without pictures where all are equal. */
function differingRows(all: readonly Statistic[], images: number): Float64Array {
  const last = all[all.length - 1], { columns } = last, width = (all.length - 1) * columns;
  const rows = new Float64Array(images * width);
  let filled = 0;
  for (let i = 0; i < images; i++) {
    for (let k = 0; k < width; k++) {
      const column = i * columns + k % columns;
      rows[filled + k] = all[Math.floor(k / columns)].counts[column] - last.counts[column];
    }
    if (rows.subarray(filled, filled + width).some((count) => count !== 0)) filled += width;
  }
  return rows.subarray(0, filled);
}
