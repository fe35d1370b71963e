import { mean } from "./mean.ts";

/**
 * Tells how alike two lists order the same things, where one has few distinct values.
 *
 * `τ_c = 2 (C − D) / (n² (m − 1) / m)` with `C` the pairs that both lists order alike, `D` those they
 * order contrarily, and `m` the smaller number of distinct values. It is how caption metrics are
 * compared with people's ratings. Takes time n log n (Knight, 1966).
 *
 * Stuart, 1953 (https://doi.org/10.2307/2333101).
 *
 * @param first One value a thing, a metric's score for instance.
 * @param second Another one, a rating for instance.
 * @returns From −1 to 1; `NaN` where a list has less than two distinct values.
 * @throws {TypeError} If the lists differ in length.
 * @throws {RangeError} If a value is `NaN`.
 *
 * @example
 * ```ts
 * import { kendallTauC } from "#lib/statistics";
 * import assert from "node:assert/strict";
 *
 * assert.equal(kendallTauC([0.1, 0.4, 0.7, 0.9], [1, 1, 2, 2]), 1);
 * assert.equal(kendallTauC([0.9, 0.7, 0.4, 0.1], [1, 1, 2, 2]), -1);
 * ```
 */
export function kendallTauC(first: ArrayLike<number>, second: ArrayLike<number>): number {
  checkPaired(first, second);
  const n = first.length;
  const order = Array.from({ length: n }, (_, i) => i)
    .sort((i, j) => first[i] - first[j] || second[i] - second[j]);
  const rows = order.map((i) => first[i]), columns = order.map((i) => second[i]);
  const both = tiedPairs(n, (i) => rows[i] === rows[i - 1] && columns[i] === columns[i - 1]);
  const inFirst = tiedPairs(n, (i) => rows[i] === rows[i - 1]);
  const sorted = Float64Array.from(columns);
  const contrary = sortCountingSwaps(sorted);
  const inSecond = tiedPairs(n, (i) => sorted[i] === sorted[i - 1]);
  const alike = n * (n - 1) / 2 - inFirst - inSecond + both - contrary;
  const m = Math.min(new Set(rows).size, new Set(columns).size);
  return m < 2 ? NaN : 2 * (alike - contrary) / (n ** 2 * (m - 1) / m);
}

/**
 * Pearson's r: how near two lists are to a straight line.
 *
 * `r = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²)`.
 *
 * @returns From −1 to 1; `NaN` where a list has less than two distinct values.
 * @throws {TypeError} If the lists differ in length.
 * @throws {RangeError} If a value is `NaN`.
 *
 * @example
 * ```ts
 * import { pearson } from "#lib/statistics";
 * import assert from "node:assert/strict";
 *
 * assert.ok(Math.abs(pearson([1, 2, 3], [2, 4, 6]) - 1) < 1e-12);
 * ```
 */
export function pearson(first: ArrayLike<number>, second: ArrayLike<number>): number {
  checkPaired(first, second);
  const x = centred(first), y = centred(second);
  const sizes = Math.sqrt(products(x, x)) * Math.sqrt(products(y, y));
  if (sizes === 0) return NaN;
  return Math.max(-1, Math.min(1, products(x, y) / sizes));
}

function checkPaired(first: ArrayLike<number>, second: ArrayLike<number>): void {
  if (first.length !== second.length) {
    throw new TypeError(
      `Cannot correlate lists: both must have the same length, current lengths are ` +
        `${first.length} and ${second.length}`,
    );
  }
  for (const list of [first, second]) {
    const at = Array.prototype.findIndex.call(list, Number.isNaN);
    if (at >= 0) {
      throw new RangeError(`Cannot correlate lists: values must be numbers, value ${at} is NaN`);
    }
  }
}

/** Differences to the mean; none where all values are equal, whatever the mean is rounded to. */
function centred(values: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(values);
  if (list.every((value) => value === list[0])) return list.fill(0);
  const middle = mean(list);
  return list.map((value) => value - middle);
}

function products(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** Pairs within runs of equal things. */
function tiedPairs(n: number, likeBefore: (i: number) => boolean): number {
  let pairs = 0, run = 0;
  for (let i = 1; i < n; i++) {
    run = likeBefore(i) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/** Sorts by merging, and counts the pairs that stood in the wrong order. */
function sortCountingSwaps(values: Float64Array): number {
  const merged = new Float64Array(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      for (let i = start, j = middle, k = start; k < end; k++) {
        if (j === end || (i < middle && values[i] <= values[j])) merged[k] = values[i++];
        else {
          swaps += middle - i;
          merged[k] = values[j++];
        }
      }
    }
    values.set(merged);
  }
  return swaps;
}
