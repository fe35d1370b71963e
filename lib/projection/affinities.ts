import type { Matrix } from "./matrix.ts";
import { distanceBlocks, type Neighbours } from "./neighbours.ts";

/** A row's entropy is this near to the wanted one, in nats, or so many bisections were made. */
const ENTROPY_TOLERANCE = 1e-7, MOST_BISECTIONS = 200;

/** Symmetric affinities that are zero for most pairs: row `i` has the entries `starts[i]` … `starts[i + 1] − 1`. */
export interface SparseAffinities {
  /** `[N + 1]`. */
  starts: Int32Array;
  /** The other point of each entry. */
  indices: Int32Array;
  /** `p_ij`; all together sum to 1. */
  values: Float64Array;
}

/**
 * Turns squared distances from one point into probabilities of a given perplexity, in place.
 *
 * `p_j|i = exp(−β d²_ij) / Σ_k exp(−β d²_ik)`, where `β = 1 / 2σ_i²` is found by bisection such that the
 * entropy is `ln(perplexity)`: about so many points count as neighbours.
 *
 * van der Maaten & Hinton, 2008, section 2 (https://jmlr.org/papers/v9/vandermaaten08a.html). More
 * duplicates of a point than `perplexity` share its probability alike: no β comes nearer.
 *
 * @param row Squared distances to other points, not to itself; receives the probabilities, sum 1.
 * @param tsnePerplexity From 1 to the number of distances.
 */
export function perplexityRow(row: Float64Array, tsnePerplexity: number): void {
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
 * `p_ij = (p_j|i + p_i|j) / 2N`; over both orders of all pairs they sum to 1.
 *
 * @returns The upper triangle by rows, `N(N − 1)/2` values: `p_01, p_02, … p_12, …`.
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
 * The same as {@linkcode affinities}, with sums over a point's neighbours only: three times the
 * perplexity are enough (van der Maaten, 2014, section 3, https://jmlr.org/papers/v15/vandermaaten14a.html).
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
