/** Rotations end when every pair of columns is this near to orthogonal. */
const ORTHOGONAL = 1e-15;

/** More sweeps than any small matrix takes. */
const MOST_SWEEPS = 60;

/**
 * Singular values of a small matrix, the largest first.
 *
 * Columns are rotated in pairs until all are orthogonal; their lengths are the values. This keeps small
 * values exact to the last digits, which the square roots of the eigenvalues of `MᵀM` are not.
 *
 * Hestenes, 1958 (https://doi.org/10.1137/0106005).
 *
 * @param matrix Rows of equal length, `[N, M]`.
 * @returns `M` values, never negative.
 * @throws {TypeError} If the rows differ in length.
 * @throws {RangeError} If a value is not finite.
 *
 * @example
 * ```ts
 * import { singularValues } from "#lib/statistics";
 * import assert from "node:assert/strict";
 *
 * const [first, second] = singularValues([[3, 0], [4, 0]]);
 * assert.ok(Math.abs(first - 5) < 1e-12 && second === 0);
 * ```
 */
export function singularValues(matrix: readonly ArrayLike<number>[]): number[] {
  const columns = columnsOf(matrix);
  for (let sweep = 0, rotated = true; rotated && sweep < MOST_SWEEPS; sweep++) {
    rotated = false;
    for (let i = 0; i < columns.length; i++) {
      for (let j = i + 1; j < columns.length; j++) {
        if (rotate(columns[i], columns[j])) rotated = true;
      }
    }
  }
  return columns.map((column) => Math.sqrt(product(column, column))).sort((a, b) => b - a);
}

function columnsOf(matrix: readonly ArrayLike<number>[]): Float64Array[] {
  const width = matrix[0]?.length ?? 0;
  for (const [i, row] of matrix.entries()) {
    if (row.length !== width) {
      throw new TypeError(
        `Cannot find singular values: rows must have ${width} values, row ${i} has ${row.length}`,
      );
    }
    if (!Array.prototype.every.call(row, Number.isFinite)) {
      throw new RangeError(`Cannot find singular values: row ${i} has a value that is not finite`);
    }
  }
  return Array.from({ length: width }, (_, k) => Float64Array.from(matrix, (row) => row[k]));
}

/** Makes two columns orthogonal. @returns Whether they were not. */
function rotate(a: Float64Array, b: Float64Array): boolean {
  const aa = product(a, a), bb = product(b, b), ab = product(a, b);
  if (Math.abs(ab) <= ORTHOGONAL * Math.sqrt(aa) * Math.sqrt(bb)) return false;
  const zeta = (bb - aa) / (2 * ab);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent), sine = cosine * tangent;
  for (let i = 0; i < a.length; i++) {
    const before = a[i];
    a[i] = cosine * before - sine * b[i];
    b[i] = sine * before + cosine * b[i];
  }
  return true;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
