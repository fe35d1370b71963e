import { meanRow, shifted } from "./linear_map.ts";
import { type Matrix, matrixSize } from "./matrix.ts";
import { nearestNeighbours } from "./neighbours.ts";

/** Pairs of points of two kinds in one space: pictures and their captions for instance. */
export interface Pairs {
  /** `[N, F]`. */
  first: Matrix;
  /** `[N, F]`, the partners in the same order. */
  second: Matrix;
}

/** How far apart two kinds of points lie in one space. */
export interface ModalityGap {
  /** Distance of the two means. */
  distance: number;
  /** Mean distance of a point to the mean of its own kind: what `distance` is large or small against. */
  radius: number;
  /** Share of same-kind points among the nearest neighbours; see the function for chance. */
  sameShare: number;
  /** The same of each pair, the mean of its two points', `[N]`. */
  sameShares: Float64Array;
}

/**
 * Measures the gap between two kinds of points that share a space.
 *
 * `distance = |mean(first) − mean(second)|`. `sameShare` is the share of a point's `k` nearest neighbours, among the
 * points of both kinds, that are of its own kind: 1 where the kinds lie apart, about
 * `(N − 1) / (2N − 1)`, chance, where they are mixed, and less where partners draw each other.
 *
 * Liang, Zhang, Kwon, Yeung & Zou, 2022 (https://arxiv.org/abs/2203.02053), for the gap and the distance.
 * Start the tensors first.
 *
 * @param k Neighbours looked at; from 1 to `2N − 1`; default 10.
 * @throws {TypeError} If the two are not of one shape.
 * @throws {RangeError} If `k` is out of range or a value is not finite.
 *
 * @example
 * ```ts
 * import { modalityGap } from "#lib/projection";
 * import { startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const row = (...values: number[]) => ({ shape: [3, 1], data: Float64Array.from(values) });
 * const { distance, sameShare } = await modalityGap({ first: row(0, 1, 2), second: row(9, 10, 11) }, 2);
 * assert.deepEqual([distance, sameShare], [9, 1]);
 * ```
 */
export async function modalityGap(pairs: Pairs, k = 10): Promise<ModalityGap> {
  const [n] = checkedPairs(pairs), { first, second } = pairs;
  const means = [meanRow(first), meanRow(second)];
  const { indices } = await nearestNeighbours(joinedRows(pairs), k);
  const sameShares = new Float64Array(n);
  indices.forEach((other, at) => {
    const point = Math.floor(at / k);
    if ((point < n) === (other < n)) sameShares[point % n] += 1 / (2 * k);
  });
  return {
    distance: length(means[0].map((value, j) => value - means[1][j])),
    radius: (spreadOf(first, means[0]) + spreadOf(second, means[1])) / 2,
    sameShare: sameShares.reduce((sum, share) => sum + share, 0) / n,
    sameShares,
  };
}

/** All points as rows of one matrix, `[2N, F]`: the first kind, then the second. */
export function joinedRows(pairs: Pairs): Matrix & { data: Float64Array } {
  const [n, columns] = checkedPairs(pairs), data = new Float64Array(2 * n * columns);
  data.set(pairs.first.data);
  data.set(pairs.second.data, n * columns);
  return { shape: [2 * n, columns], data };
}

/**
 * Moves the points of each kind so that a mean lies at the origin: the whole gap that a shift can close.
 *
 * @param means The means to take, of training points for instance; default: of the points themselves.
 */
export function centredPairs(
  { first, second }: Pairs,
  means: { first: Float64Array; second: Float64Array } = {
    first: meanRow(first),
    second: meanRow(second),
  },
): Pairs {
  return {
    first: { shape: first.shape, data: shifted(first, means.first) },
    second: { shape: second.shape, data: shifted(second, means.second) },
  };
}

/** Rows of length 1, so that distances are those of directions: `|x − y|² = 2 − 2 cos`. A row of zeros stays one. */
export function unitRows({ shape, data }: Matrix): Matrix & { data: Float64Array } {
  const [rows, columns] = shape, units = Float64Array.from(data as ArrayLike<number>);
  for (let i = 0; i < rows; i++) {
    const row = units.subarray(i * columns, (i + 1) * columns), long = length(row) || 1;
    row.forEach((value, k) => row[k] = value / long);
  }
  return { shape, data: units };
}

/**
 * Counts, for each point of the first kind, how many of the second kind are nearer than its partner is; one that
 * is as near counts as nearer. 0: the partner is found at once (recall@1).
 *
 * Chance is `1 / N` for each place.
 *
 * @throws {TypeError} If the two are not of one shape.
 */
export function partnerRanks(pairs: Pairs): Int32Array {
  const [n, columns] = checkedPairs(pairs), { first: { data: x }, second: { data: y } } = pairs;
  const ranks = new Int32Array(n), distances = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0, a = i * columns, b = j * columns; k < columns; k++) {
        sum += (x[a++] - y[b++]) ** 2;
      }
      distances[j] = sum;
    }
    for (let j = 0; j < n; j++) if (j !== i && distances[j] <= distances[i]) ranks[i]++;
  }
  return ranks;
}

function checkedPairs({ first, second }: Pairs): [rows: number, columns: number] {
  const [rows, columns] = matrixSize(first), [others, width] = matrixSize(second);
  if (rows === others && columns === width) return [rows, columns];
  throw new TypeError(
    `Cannot compare two kinds of points: both must be of shape [${rows}, ${columns}], ` +
      `current value is [${others}, ${width}]`,
  );
}

function spreadOf({ shape: [rows, columns], data }: Matrix, mean: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += length(mean.map((m, k) => data[i * columns + k] - m));
  return sum / rows;
}

function length(vector: Float64Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}
