import type { FeatureRows } from "./feature_rows.ts";

/** Rows of the pool that are taken together, so that they stay in the processor's cache. */
const BLOCK = 64;

/**
 * Finds the rows of a pool with the highest cosine to each query, best first; of equal ones the
 * earlier row.
 *
 * @returns Row numbers of the pool, for each query.
 * @throws {TypeError} If the features are not of one width.
 */
export function nearest(queries: FeatureRows, pool: FeatureRows, count: number): number[][] {
  const width = widthOf(pool);
  if (queries.ids.length === 0) return [];
  if (widthOf(queries) !== width) {
    throw new TypeError(
      `Cannot compare features: both must be ${width} wide, current width is ${widthOf(queries)}`,
    );
  }
  const units = normalized(pool.rows, width);
  const found = queries.ids.map(() => ({ rows: [] as number[], cosines: [] as number[] }));
  // The length of a query changes no order, so only the pool is normalized.
  for (let block = 0; block < pool.ids.length; block += BLOCK) {
    const end = Math.min(block + BLOCK, pool.ids.length);
    for (let query = 0; query < queries.ids.length; query++) {
      for (let row = block; row < end; row++) {
        const cosine = dot(queries.rows, query * width, units, row * width, width);
        insert(found[query], row, cosine, count);
      }
    }
  }
  return found.map(({ rows }) => rows);
}

/** Keeps the best in falling order; an equal later one goes behind. */
function insert(
  best: { rows: number[]; cosines: number[] },
  row: number,
  cosine: number,
  count: number,
): void {
  const { rows, cosines } = best;
  if (rows.length === count && !(cosine > cosines[count - 1])) return;
  let place = rows.length;
  while (place > 0 && cosine > cosines[place - 1]) place--;
  rows.splice(place, 0, row);
  cosines.splice(place, 0, cosine);
  if (rows.length > count) {
    rows.pop();
    cosines.pop();
  }
}

/** The scalar product of two rows, in four sums that the processor works on at once. */
function dot(a: Float32Array, i: number, b: Float32Array, j: number, width: number): number {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, k = 0;
  for (; k + 3 < width; k += 4) {
    s0 += a[i + k] * b[j + k];
    s1 += a[i + k + 1] * b[j + k + 1];
    s2 += a[i + k + 2] * b[j + k + 2];
    s3 += a[i + k + 3] * b[j + k + 3];
  }
  for (; k < width; k++) s0 += a[i + k] * b[j + k];
  return s0 + s1 + s2 + s3;
}

/** Rows of length 1; a row of zeros stays one. */
function normalized(rows: Float32Array, width: number): Float32Array {
  const units = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += width) {
    const length = Math.sqrt(dot(rows, start, rows, start, width)) || 1;
    for (let k = start; k < start + width; k++) units[k] = rows[k] / length;
  }
  return units;
}

function widthOf({ ids, rows }: FeatureRows): number {
  const width = rows.length / ids.length;
  if (ids.length > 0 && (!Number.isInteger(width) || width === 0)) {
    throw new TypeError(
      `Cannot compare features: ${ids.length} rows must fill the matrix, current length is ${rows.length}`,
    );
  }
  return width;
}
