import { type Matrix, matrixSize } from "./matrix.ts";

/** Rows of `X` whose products are summed together, so that they stay in the processor's cache. */
const BLOCK = 64;

/** An affine map from one space into another: `y = μ_Y + W (x − μ_X)`. */
export interface LinearMap {
  /** `W` transposed, `[F, G]`: row by row what one input coordinate adds. */
  weights: Matrix & { data: Float64Array };
  /** Mean of the inputs it was fitted on, `[F]`. */
  from: Float64Array;
  /** Mean of their targets, `[G]`. */
  to: Float64Array;
  /** The share that was added to the diagonal. */
  ridge: number;
}

/**
 * Fits the linear map that brings points nearest to their partners, by least squares with a ridge.
 *
 * `Wᵀ = (XᵀX + λI)⁻¹ XᵀY` of the centred points, `λ = ridge · tr(XᵀX) / F`: in closed form, by Cholesky's
 * decomposition in 64 bits. The ridge is a share of the mean variance, so that it means the same in
 * whatever unit the points are. With it the map shrinks what it is not sure of towards the mean.
 *
 * Hoerl & Kennard, 1970 (https://doi.org/10.1080/00401706.1970.10488634).
 *
 * @param inputs `[N, F]`.
 * @param targets `[N, G]`, the partners in the same order.
 * @param options.ridge From 0; default .01. With 0 the inputs must span their space.
 * @throws {TypeError} If the two are no matrices of as many rows.
 * @throws {RangeError} If there is no row, a value is not finite, the ridge is negative, or the inputs do
 * not span their space and there is no ridge.
 *
 * @example
 * ```ts
 * import { fitLinearMap, mapLinearly } from "#lib/projection";
 * import assert from "node:assert/strict";
 *
 * const inputs = { shape: [3, 1], data: Float64Array.of(0, 1, 2) };
 * const targets = { shape: [3, 1], data: Float64Array.of(5, 7, 9) };
 * const map = fitLinearMap(inputs, targets, { ridge: 0 });
 * const [value] = mapLinearly(map, { shape: [1, 1], data: Float64Array.of(10) }).data;
 * assert.ok(Math.abs(value - 25) < 1e-12);
 * ```
 */
export function fitLinearMap(
  inputs: Matrix,
  targets: Matrix,
  { ridge = 0.01 }: { ridge?: number } = {},
): LinearMap {
  const [rows, F] = matrixSize(inputs), [others, G] = matrixSize(targets);
  if (rows !== others) {
    throw new TypeError(
      `Cannot fit a linear map: each point must have a partner, current numbers are ${rows} and ${others}`,
    );
  }
  if (rows === 0) throw new RangeError("Cannot fit a linear map: there must be a pair");
  if (!(ridge >= 0 && Number.isFinite(ridge))) {
    throw new RangeError(
      `Cannot fit a linear map: the ridge must be from 0, current value is ${ridge}`,
    );
  }
  const from = meanRow(inputs), to = meanRow(targets);
  const x = shifted(inputs, from), y = shifted(targets, to);
  const squares = products(x, x, { rows, left: F, right: F });
  let trace = 0;
  for (let k = 0; k < F; k++) trace += squares[k * F + k];
  for (let k = 0; k < F; k++) squares[k * F + k] += ridge * trace / F;
  const data = solved(decomposed(squares, F), products(x, y, { rows, left: F, right: G }), F);
  return { weights: { shape: [F, G], data }, from, to, ridge };
}

/**
 * Brings points into the other space.
 *
 * @param points `[N, F]`; the result is `[N, G]`.
 * @throws {TypeError} If they have another number of columns than the map was fitted on.
 */
export function mapLinearly(
  { weights, from, to }: LinearMap,
  points: Matrix,
): Matrix & { data: Float64Array } {
  const [rows, columns] = matrixSize(points), [F, G] = weights.shape;
  if (columns !== F) {
    throw new TypeError(
      `Cannot map points: they must have ${F} columns, current number is ${columns}`,
    );
  }
  const data = new Float64Array(rows * G);
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * G, (i + 1) * G);
    row.set(to);
    for (let k = 0; k < F; k++) {
      const value = points.data[i * F + k] - from[k];
      for (let j = 0, at = k * G; j < G; j++, at++) row[j] += value * weights.data[at];
    }
  }
  return { shape: [rows, G], data };
}

/** The mean of a matrix's rows. */
export function meanRow({ shape: [rows, columns], data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let at = 0; at < data.length; at++) mean[at % columns] += data[at] / rows;
  return mean;
}

/** The rows less one row, in 64 bits. */
export function shifted({ data }: Matrix, by: Float64Array): Float64Array {
  return Float64Array.from(data as ArrayLike<number>, (value, at) => value - by[at % by.length]);
}

/** `AᵀB` of two matrices with the same rows, `[left, right]`. */
function products(
  a: Float64Array,
  b: Float64Array,
  { rows, left, right }: { rows: number; left: number; right: number },
): Float64Array {
  const sums = new Float64Array(left * right);
  for (let first = 0; first < rows; first += BLOCK) {
    const last = Math.min(first + BLOCK, rows);
    for (let k = 0; k < left; k++) {
      const sum = sums.subarray(k * right, (k + 1) * right);
      for (let i = first; i < last; i++) {
        const value = a[i * left + k];
        if (value === 0) continue;
        for (let j = 0, at = i * right; j < right; j++, at++) sum[j] += value * b[at];
      }
    }
  }
  return sums;
}

/** `L` of `LLᵀ`, in place of the lower half. */
function decomposed(matrix: Float64Array, n: number): Float64Array {
  let largest = 0;
  for (let k = 0; k < n; k++) largest = Math.max(largest, matrix[k * n + k]);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      let sum = matrix[k * n + i];
      for (let j = 0; j < i; j++) sum -= matrix[k * n + j] * matrix[i * n + j];
      if (i < k) {
        matrix[k * n + i] = sum / matrix[i * n + i];
        continue;
      }
      if (!(sum > 1e-13 * largest)) {
        throw new RangeError(
          `Cannot fit a linear map: the points must span their ${n} dimensions where there is no ridge`,
        );
      }
      matrix[k * n + k] = Math.sqrt(sum);
    }
  }
  return matrix;
}

/** Solves `LLᵀ W = B` for all columns of `B` `[n, columns]`, in place. */
function solved(lower: Float64Array, b: Float64Array, n: number): Float64Array {
  const columns = b.length / n;
  const row = (k: number) => b.subarray(k * columns, (k + 1) * columns);
  const eliminate = (k: number, i: number, factor: number) => {
    const target = row(k), source = row(i);
    for (let j = 0; j < columns; j++) target[j] -= factor * source[j];
  };
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < k; i++) eliminate(k, i, lower[k * n + i]);
    row(k).forEach((value, j, own) => own[j] = value / lower[k * n + k]);
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) eliminate(k, i, lower[i * n + k]);
    row(k).forEach((value, j, own) => own[j] = value / lower[k * n + k]);
  }
  return b;
}
