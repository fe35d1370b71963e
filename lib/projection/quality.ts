import { affinities } from "./affinities.ts";
import { exactObjective } from "./gradient.ts";
import { type Matrix, matrixSize } from "./matrix.ts";
import { distanceBlocks, nearestNeighbours } from "./neighbours.ts";

/** Points, and a map of them. */
export interface Projected {
  /** `[N, F]`. */
  points: Matrix;
  /** `[N, 2]`, rows in the same order. */
  map: Matrix;
}

/**
 * Measures whether neighbours in the map are true neighbours.
 *
 * `T(k) = 1 − 2 / (Nk(2N − 3k − 1)) Σ_i Σ_j max(0, r(i, j) − k)`, over the `k` neighbours `j` of `i` in the map, where
 * `r(i, j)` is the rank of `j` among the neighbours of `i` in the data. 1 is perfect, about .5 is chance.
 *
 * Venna & Kaski, 2001 (https://doi.org/10.1007/3-540-44668-0_68). Start the tensors first.
 *
 * @param k From 1 to below half the number of points; default 12.
 * @throws {TypeError} If points or map are no matrix, or the map is not `[N, 2]`.
 * @throws {RangeError} If `k` is out of range, or a value is not finite.
 */
export async function trustworthiness({ points, map }: Projected, k = 12): Promise<number> {
  const n = sameRows({ points, map });
  if (!Number.isInteger(k) || k < 1 || k >= n / 2) {
    throw new RangeError(
      `Cannot measure trustworthiness: k must be from 1 to below ${n / 2}, current value is ${k}`,
    );
  }
  const { indices } = await nearestNeighbours(map, k);
  let excess = 0;
  for await (const { first, count, block } of distanceBlocks(points)) {
    const distances = await block.data();
    for (let i = first; i < first + count; i++) {
      const row = distances.subarray((i - first) * n, (i - first + 1) * n);
      for (let at = i * k; at < (i + 1) * k; at++) {
        excess += Math.max(0, rank(row as Float32Array, { self: i, other: indices[at] }) - k);
      }
    }
  }
  return 1 - 2 * excess / (n * k * (2 * n - 3 * k - 1));
}

/** Rank of a point by distance, from 1; of points equally far the one with the lower row comes first. */
function rank(row: Float32Array, { self, other }: { self: number; other: number }): number {
  const distance = row[other];
  let nearer = 1;
  for (let j = 0; j < row.length; j++) {
    if (row[j] < distance || (row[j] === distance && j < other)) nearer++;
  }
  // The point itself is none of its neighbours.
  const counted = row[self] < distance || (row[self] === distance && self < other);
  return counted ? nearer - 1 : nearer;
}

/**
 * Measures how many of the `k` nearest neighbours in the data are among the `k` nearest in the map.
 *
 * `1/N Σ_i |data_k(i) ∩ map_k(i)| / k`, from 0 to 1; chance gives `k / (N − 1)`. Start the tensors first.
 *
 * @param k From 1 to `N − 1`; default 10.
 * @throws {TypeError} If points or map are no matrix, or the map is not `[N, 2]`.
 * @throws {RangeError} If `k` is out of range, or a value is not finite.
 */
export async function neighbourPreservation({ points, map }: Projected, k = 10): Promise<number> {
  const n = sameRows({ points, map });
  const [{ indices: data }, { indices: shown }] = [
    await nearestNeighbours(points, k),
    await nearestNeighbours(map, k),
  ];
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const near = new Set(data.subarray(i * k, (i + 1) * k));
    for (const j of shown.subarray(i * k, (i + 1) * k)) if (near.has(j)) kept++;
  }
  return kept / (n * k);
}

/**
 * Measures what t-SNE makes small, over all pairs, whatever method made the map.
 *
 * `KL(P‖Q) = Σ_ij p_ij ln(p_ij / q_ij)`, in nats; 0 is perfect. Costs 4 bytes for each ordered pair of points:
 * 400 MB for 10,000. Start the tensors first.
 *
 * @param tsnePerplexity From 1 to below the number of points; default 30. Maps are compared at the same one.
 * @throws {TypeError} If points or map are no matrix, or the map is not `[N, 2]`.
 * @throws {RangeError} If the perplexity is out of range, or a value is not finite.
 */
export async function klDivergence(
  { points, map }: Projected,
  tsnePerplexity = 30,
): Promise<number> {
  sameRows({ points, map });
  const pairs = await affinities(points, tsnePerplexity);
  return exactObjective(pairs, Float64Array.from(map.data as ArrayLike<number>)).evaluate(1, true);
}

function sameRows({ points, map }: Projected): number {
  const [n] = matrixSize(points), [rows, columns] = matrixSize(map);
  if (rows === n && columns === 2) return n;
  throw new TypeError(
    `Cannot judge the map: it must be [${n}, 2], current value is [${rows}, ${columns}]`,
  );
}
