import type { Matrix } from "./matrix.ts";
import { distanceBlocks, type Neighbours } from "./neighbours.ts";

/** A row's entropy is this near to the wanted one, in nats, or so many bisections were made. */
const ENTROPY_TOLERANCE = 1e-7, MOST_BISECTIONS = 200;

/**
 * Symmetric affinities that are zero for most pairs: row `i` has the entries `starts[i]` … `starts[i + 1] − 1`,
 * `M` in all rows together. Each pair stands in both rows.
 */
export interface SparseAffinities {
  /** Where each row begins, and last where all end, `[N + 1]`. */
  starts: Int32Array;
  /** The other point of each entry, `[M]`; never the row's own. */
  indices: Int32Array;
  /** `p_ij` of each entry, `[M]`; all together sum to 1. */
  values: Float64Array;
}

/**
 * Turns squared distances from one point into probabilities of a given perplexity, in place.
 *
 * `p_j|i = exp(−β d²_ij) / Σ_k exp(−β d²_ik)`, where `β = 1 / 2σ_i²` is found by bisection such that the
 * entropy `−Σ_j p_j|i ln p_j|i` is `ln(perplexity)`, to 1e-7 nats: about so many points count as neighbours.
 *
 * van der Maaten & Hinton, 2008, section 2 (https://jmlr.org/papers/v9/vandermaaten08a.html), whose
 * perplexity is 2 to the power of the entropy in bits: the same number. More duplicates of a point than
 * `perplexity` share its probability alike: no β comes nearer.
 *
 * @param row Squared distances to other points, not to itself; receives the probabilities, sum 1. Only
 *   their ratios count: all distances twice as long give the same probabilities.
 * @param tsnePerplexity From 1 to the number of distances.
 * @throws {RangeError} If the perplexity is out of range.
 *
 * @example
 * ```ts
 * import { perplexityRow } from "#lib/projection";
 * import assert from "node:assert/strict";
 *
 * const row = Float64Array.of(1, 4, 9); // squared distances
 * perplexityRow(row, 2);
 * const entropy = -row.reduce((sum, p) => sum + p * Math.log(p), 0);
 * assert.ok(Math.abs(Math.exp(entropy) - 2) < 1e-6);
 * ```
 */
export function perplexityRow(row: Float64Array, tsnePerplexity: number): void {
  // Up to the whole number above it, as fewer than all points are asked for: it then counts them alike.
  if (!(tsnePerplexity >= 1 && tsnePerplexity < row.length + 1)) {
    throw new RangeError(
      `Cannot weigh neighbours: the perplexity must be from 1 to their number, ${row.length}, ` +
        `current value is ${tsnePerplexity}`,
    );
  }
  const wanted = Math.log(tsnePerplexity);
  let nearest = Infinity, mean = 0;
  for (const distance of row) nearest = Math.min(nearest, distance);
  for (let k = 0; k < row.length; k++) mean += (row[k] -= nearest) / row.length;
  // Without a distance that differs there is nothing to search.
  let beta = mean > 0 ? 1 / mean : 0, low = 0, high = Infinity;
  for (let i = 0; i < MOST_BISECTIONS && mean > 0; i++) {
    let sum = 0, weighted = 0;
    for (let k = 0; k < row.length; k++) {
      const weight = Math.exp(-beta * row[k]);
      sum += weight;
      weighted += weight * row[k];
    }
    const over = Math.log(sum) + beta * weighted / sum - wanted;
    if (Math.abs(over) <= ENTROPY_TOLERANCE) break;
    if (over > 0) low = beta;
    else high = beta;
    const next = high === Infinity ? beta * 2 : (low + high) / 2;
    if (next === beta || !Number.isFinite(next)) break;
    beta = next;
  }
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += row[k] = Math.exp(-beta * row[k]);
  for (let k = 0; k < row.length; k++) row[k] /= sum;
}

/**
 * Affinities of all pairs of points.
 *
 * `p_ij = (p_j|i + p_i|j) / 2N`, with `p_j|i` of {@linkcode perplexityRow} at squared Euclidean distances; over
 * both orders of all pairs they sum to 1. So each point has at least `1 / 2N` in all, be it ever so far off.
 *
 * van der Maaten & Hinton, 2008, section 3.1 (https://jmlr.org/papers/v9/vandermaaten08a.html). Memory: 4
 * bytes for each ordered pair, 36 MB for 3,000 points. Start the tensors first.
 *
 * @param points `[N, F]`, `N` at least 2.
 * @param tsnePerplexity From 1 to below `N`.
 * @param options.signal Stops it between two blocks of rows.
 * @returns The upper triangle by rows, `N(N − 1)/2` values: `p_01, p_02, … p_12, …`.
 * @throws {TypeError} If the points are no matrix.
 * @throws {RangeError} If a value is not finite, or the perplexity is out of range.
 * @throws The signal's reason, if that has stopped it.
 *
 * @example
 * ```ts
 * import { affinities } from "#lib/projection";
 * import { startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const [near, far] = await affinities({ shape: [3, 1], data: Float64Array.of(0, 1, 5) }, 1.5);
 * assert.ok(near > far);
 * ```
 */
export async function affinities(
  points: Matrix,
  tsnePerplexity: number,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Float64Array> {
  const [n] = points.shape;
  const pairs = new Float64Array(n * (n - 1) / 2), row = new Float64Array(n - 1);
  for await (const { first, count, block } of distanceBlocks(points, signal)) {
    const distances = await block.data();
    for (let i = first; i < first + count; i++) {
      for (let j = 0, at = (i - first) * n, k = 0; j < n; j++, at++) {
        if (j !== i) row[k++] = distances[at];
      }
      perplexityRow(row, tsnePerplexity);
      for (let k = 0; k < n - 1; k++) {
        pairs[pairAt(n, i, k < i ? k : k + 1)] += row[k] / (2 * n);
      }
    }
  }
  return pairs;
}

/** Where the upper triangle has the pair of two points. */
export function pairAt(n: number, i: number, j: number): number {
  const a = Math.min(i, j), b = Math.max(i, j);
  return a * n - a * (a + 1) / 2 + b - a - 1;
}

/**
 * Affinities of neighbours; those of all other pairs count as zero.
 *
 * `p_ij = (p_j|i + p_i|j) / 2N` as in {@linkcode affinities}, where `p_j|i` is zero unless `j` is one of the `K`
 * nearest neighbours of `i`. Three times the perplexity are enough neighbours (van der Maaten, 2014, section 4,
 * https://jmlr.org/papers/v15/vandermaaten14a.html): what is farther off would have next to nothing.
 *
 * @param neighbours Of each point, with squared distances: {@linkcode nearestNeighbours}.
 * @param tsnePerplexity From 1 to `K`.
 * @returns Rows of `K` to `N − 1` entries: the neighbours of a point, and those whose neighbour it is.
 * @throws {RangeError} If the perplexity is out of range.
 */
export function sparseAffinities(
  { k, indices, distances }: Neighbours,
  tsnePerplexity: number,
): SparseAffinities {
  const conditional = distances.slice(), n = indices.length / k;
  for (let i = 0; i < n; i++) {
    perplexityRow(conditional.subarray(i * k, (i + 1) * k), tsnePerplexity);
  }
  const incoming = transposed(indices, { n, k });
  const starts = new Int32Array(n + 1), joined = new Int32Array(2 * n * k);
  const values = new Float64Array(2 * n * k), place = new Int32Array(n).fill(-1);
  let size = 0;
  const join = (row: number, column: number, entry: number) => {
    if (place[column] < starts[row]) {
      joined[size] = column;
      place[column] = size++;
    }
    values[place[column]] += conditional[entry] / (2 * n);
  };
  for (let i = 0; i < n; i++) {
    starts[i] = size;
    for (let entry = i * k; entry < (i + 1) * k; entry++) join(i, indices[entry], entry);
    for (let at = incoming.starts[i]; at < incoming.starts[i + 1]; at++) {
      const entry = incoming.entries[at];
      join(i, Math.floor(entry / k), entry);
    }
  }
  starts[n] = size;
  return { starts, indices: joined.slice(0, size), values: values.slice(0, size) };
}

/** For each point the entries that have it as a neighbour. */
function transposed(indices: Int32Array, { n, k }: { n: number; k: number }) {
  const starts = new Int32Array(n + 1), entries = new Int32Array(n * k);
  for (const j of indices) starts[j + 1]++;
  for (let j = 0; j < n; j++) starts[j + 1] += starts[j];
  const next = starts.slice();
  for (let entry = 0; entry < n * k; entry++) entries[next[indices[entry]]++] = entry;
  return { starts, entries };
}
