import type { Matrix } from "#lib/projection";
import { Random } from "#lib/tensor";

/** Points in three clusters, drawn from normal distributions. */
export function clusters(rows: number, columns: number, seed = 1): Matrix & { data: Float64Array } {
  const random = new Random(seed);
  const centre = (i: number, k: number) => 6 * ((i % 3) === (k % 3) ? 1 : 0);
  const data = Float64Array.from(
    { length: rows * columns },
    (_, at) => random.normal(centre(Math.floor(at / columns), at % columns)),
  );
  return { shape: [rows, columns], data };
}

/** A map of as many points, drawn from a normal distribution. */
export function scattered(n: number, { seed = 2, spread = 1 } = {}): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: 2 * n }, () => random.normal(0, spread));
}

/** Squared distance of two rows, by the definition. */
export function squared({ shape: [, columns], data }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < columns; k++) sum += (data[i * columns + k] - data[j * columns + k]) ** 2;
  return sum;
}

/** The other points of each, the nearest first; of those equally far the one with the lower row. */
export function ranked(points: Matrix): number[][] {
  const rows = Array.from({ length: points.shape[0] }, (_, i) => i);
  return rows.map((i) =>
    rows.filter((j) => j !== i)
      .sort((a, b) => squared(points, i, a) - squared(points, i, b) || a - b)
  );
}

/** The largest size of a value, from 0 on. */
export function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** The largest difference of two rows of numbers. */
export function gap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return largest(Array.from(a, (value, k) => Number.isNaN(value) ? Infinity : value - b[k]));
}
