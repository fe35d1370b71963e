/**
 * The quantile of sorted values, by linear interpolation at position `q (n − 1)`.
 *
 * Type 7 of Hyndman and Fan, 1996 (https://doi.org/10.2307/2684934), the default of NumPy and R.
 *
 * @param sorted In rising order, at least one.
 * @param q From 0 to 1.
 * @throws {RangeError} If `q` is not, or there is no value.
 *
 * @example
 * ```ts
 * import { quantile } from "#lib/statistics";
 * import assert from "node:assert/strict";
 *
 * assert.equal(quantile([1, 2, 4], 0.75), 3);
 * ```
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 1)) {
    throw new RangeError(`Cannot find a quantile: q must be from 0 to 1, current value is ${q}`);
  }
  if (sorted.length === 0) throw new RangeError("Cannot find a quantile: there is no value");
  const position = q * (sorted.length - 1);
  const below = Math.floor(position), above = Math.ceil(position);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
