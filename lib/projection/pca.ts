import { matMul, Random, tensor2d, tidy } from "../tensor/mod.ts";
import { centred, type Matrix, matrixSize } from "./matrix.ts";

/** Directions that are iterated beside those asked for: they carry off what converges slowly. */
const SPARE = 8;

/** Iterations end when `1 − cos` of the wanted directions' turns is this small, or after so many. */
const TURN = 1e-14, MOST_ITERATIONS = 500;

/** Points along their principal components. */
export interface Principal {
  /** Coordinates, `[N, K]`; the columns have mean 0 and falling variance. */
  map: Matrix & { data: Float64Array };
  /** Share of the whole variance that each component has. */
  shares: number[];
}

/**
 * Projects points on the directions in which they vary most.
 *
 * `C = XᵀX / N` of the centred points; the components are the eigenvectors of the largest eigenvalues,
 * by subspace iteration: `V ← orthonormal(C V)`. Each is turned so that its largest loading is positive.
 *
 * Halko, Martinsson & Tropp, 2011, section 4.5 (https://doi.org/10.1137/090771806). Start the tensors first.
 *
 * @param options.components How many; where the points have fewer columns, the others are zero.
 * @throws {TypeError | RangeError} If the points are no finite matrix.
 *
 * @example
 * ```ts
 * import { pca } from "#lib/projection";
 * import { startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const line = { shape: [3, 2], data: Float64Array.of(0, 0, 1, 2, 2, 4) };
 * const { shares } = await pca(line, { components: 1 });
 * assert.ok(Math.abs(shares[0] - 1) < 1e-6);
 * ```
 */
export async function pca(
  points: Matrix,
  { components = 2 }: { components?: number } = {},
): Promise<Principal> {
  const [rows, columns] = matrixSize(points);
  const values = centred(points);
  const covariance = await covarianceOf(values, rows, columns);
  let total = 0;
  for (let k = 0; k < columns; k++) total += covariance[k * columns + k];
  const found = Math.min(components, columns);
  const directions = leadingDirections(covariance, { columns, found });
  const data = new Float64Array(rows * components);
  for (let i = 0; i < rows; i++) {
    const row = values.subarray(i * columns, (i + 1) * columns);
    for (let c = 0; c < found; c++) data[i * components + c] = product(row, directions[c]);
  }
  const shares = Array.from({ length: components }, (_, c) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += data[i * components + c] ** 2;
    return total > 0 ? sum / rows / total : 0;
  });
  return { map: { shape: [rows, components], data }, shares };
}

async function covarianceOf(values: Float64Array, rows: number, columns: number) {
  let scale = 0;
  for (const value of values) scale = Math.max(scale, Math.abs(value));
  scale ||= 1;
  const scaled = new Float32Array(values.length);
  for (let k = 0; k < values.length; k++) scaled[k] = values[k] / scale;
  const product = tidy(() => {
    const x = tensor2d(scaled, [rows, columns]);
    return matMul(x, x, true, false);
  });
  const sums = await product.data();
  product.dispose();
  return Float64Array.from(sums, (sum) => sum * scale * scale / rows);
}

function leadingDirections(
  matrix: Float64Array,
  { columns, found }: { columns: number; found: number },
): Float64Array[] {
  const random = new Random(0);
  let basis = orthonormal(
    Array.from(
      { length: Math.min(columns, found + SPARE) },
      () => Float64Array.from({ length: columns }, () => random.normal()),
    ),
  );
  for (let i = 0; i < MOST_ITERATIONS; i++) {
    const next = orthonormal(basis.map((direction) => times(matrix, direction)));
    const turn = Math.max(
      ...next.slice(0, found).map((direction, c) =>
        1 - Math.abs(product(direction, basis[c])) / (norm(direction) * norm(basis[c]) || 1)
      ),
    );
    basis = next;
    if (turn < TURN) break;
  }
  return basis.slice(0, found).map(turned);
}

/** Gram–Schmidt, twice: once loses orthogonality where directions are nearly the same. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  vectors.forEach((vector, c) => {
    const before = norm(vector);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors.slice(0, c)) {
        const along = product(vector, other);
        vector.forEach((_, k) => vector[k] -= along * other[k]);
      }
    }
    const length = norm(vector);
    // What only rounding has left is no direction.
    const scale = length > 1e-13 * before ? 1 / length : 0;
    vector.forEach((_, k) => vector[k] *= scale);
  });
  return vectors;
}

function turned(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, v) => Math.abs(v) > Math.abs(most) ? v : most, 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, row) => product(matrix.subarray(row * n, (row + 1) * n), vector));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(product(vector, vector));
}
