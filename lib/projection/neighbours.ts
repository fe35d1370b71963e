import {
  add,
  matMul,
  mul,
  neg,
  relu,
  reshape,
  slice,
  square,
  sum,
  type Tensor2D,
  tensor2d,
  tidy,
  topk,
} from "../tensor/mod.ts";
import { centred, type Matrix, matrixSize } from "./matrix.ts";

/** Values of one block of distances: 16 MB. */
const BLOCK = 2 ** 22;

/** The nearest other points of each point. */
export interface Neighbours {
  /** How many each point has. */
  k: number;
  /** Their rows, the nearest first, `[N, K]`. */
  indices: Int32Array;
  /** Squared Euclidean distances to them, `[N, K]`. */
  distances: Float64Array;
}

/**
 * Finds the `k` nearest other points of each point, by squared Euclidean distance.
 *
 * `d²(x, y) = |x|² + |y|² − 2xᵀy` by matrix products, block by block of rows; distances to those found
 * are then computed again in 64 bits, where nothing cancels. Start the tensors first.
 *
 * @param points `[N, F]`.
 * @param k From 1 to `N − 1`.
 * @param options.signal Stops the search between two blocks.
 * @throws {TypeError} If the points are no matrix.
 * @throws {RangeError} If `k` is not in its range, or a value of the points is not finite.
 * @throws The signal's reason, if that has stopped it.
 *
 * @example
 * ```ts
 * import { nearestNeighbours } from "#lib/projection";
 * import { startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const { indices } = await nearestNeighbours({ shape: [3, 1], data: Float64Array.of(0, 1, 5) }, 1);
 * assert.deepEqual([...indices], [1, 0, 1]);
 * ```
 */
export async function nearestNeighbours(
  points: Matrix,
  k: number,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Neighbours> {
  const [rows, columns] = matrixSize(points);
  if (!Number.isInteger(k) || k < 1 || k >= rows) {
    throw new RangeError(
      `Cannot find neighbours: k must be from 1 to ${rows - 1}, current value is ${k}`,
    );
  }
  const indices = new Int32Array(rows * k), distances = new Float64Array(rows * k);
  for await (const { first, count, block } of distanceBlocks(points, signal)) {
    const found = tidy(() => topk(neg(block), k + 1, true).indices);
    const near = await found.data();
    found.dispose();
    for (let r = 0; r < count; r++) {
      // The point itself is the first, but for duplicates: then it may stand anywhere, or be pushed out.
      let at = (first + r) * k;
      const end = at + k;
      for (let c = 0; c <= k && at < end; c++) {
        const j = near[r * (k + 1) + c];
        if (j !== first + r) indices[at++] = j;
      }
    }
  }
  measure(points.data, { indices, distances, columns, k });
  return { k, indices, distances };
}

/** Exact distances to neighbours; their order is made exact, too. */
function measure(
  data: Matrix["data"],
  { indices, distances, columns, k }: Neighbours & { columns: number },
): void {
  for (let i = 0, at = 0; at < indices.length; i++) {
    const first = at;
    for (; at < first + k; at++) {
      const j = indices[at],
        sum = squaredDistance(data, { a: i * columns, b: j * columns, columns });
      let place = at;
      for (; place > first && distances[place - 1] > sum; place--) {
        distances[place] = distances[place - 1];
        indices[place] = indices[place - 1];
      }
      distances[place] = sum;
      indices[place] = j;
    }
  }
}

/** Four sums side by side: one alone would wait for each addition before the next. */
function squaredDistance(
  data: Matrix["data"],
  { a, b, columns }: { a: number; b: number; columns: number },
): number {
  let one = 0, two = 0, three = 0, four = 0, c = 0;
  for (; c + 3 < columns; c += 4) {
    const first = data[a + c] - data[b + c], second = data[a + c + 1] - data[b + c + 1];
    const third = data[a + c + 2] - data[b + c + 2], fourth = data[a + c + 3] - data[b + c + 3];
    one += first * first;
    two += second * second;
    three += third * third;
    four += fourth * fourth;
  }
  for (; c < columns; c++) one += (data[a + c] - data[b + c]) ** 2;
  return one + two + three + four;
}

/** Rows `first` … `first + count − 1` of the matrix of all squared distances. */
export interface DistanceBlock {
  first: number;
  count: number;
  /** `[count, N]`, never negative; it ends with the step of the loop. */
  block: Tensor2D;
}

/**
 * Gives all squared distances, block by block of rows: the whole matrix never stands in memory. Before
 * each block others may run, a signal's listener among them.
 */
export async function* distanceBlocks(
  points: Matrix,
  signal?: AbortSignal,
): AsyncGenerator<DistanceBlock> {
  const [rows, columns] = matrixSize(points);
  const x = tensor2d(new Float32Array(centred(points)), [rows, columns]);
  const lengths = tidy(() => sum(square(x), 1, true)) as Tensor2D;
  try {
    const most = Math.max(1, Math.floor(BLOCK / rows));
    for (let first = 0; first < rows; first += most) {
      const count = Math.min(most, rows - first);
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      const block = tidy(() => {
        const part = slice(x, [first, 0], [count, columns]);
        const own = slice(lengths, [first, 0], [count, 1]);
        const products = mul(matMul(part, x, false, true), -2);
        return relu(add(add(products, own), reshape(lengths, [1, rows]))) as Tensor2D;
      });
      try {
        yield { first, count, block };
      } finally {
        block.dispose();
      }
    }
  } finally {
    x.dispose();
    lengths.dispose();
  }
}
