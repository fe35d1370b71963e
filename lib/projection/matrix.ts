/** Points as rows of a matrix: values in row-major order. */
export interface Matrix {
  /** Rows and columns, `[N, F]`. */
  shape: readonly number[];
  /** `N · F` values. */
  data: Float32Array | Float64Array;
}

/**
 * Checks that a matrix can be projected.
 *
 * @returns Its numbers of rows and columns.
 * @throws {TypeError} If it has not two axes, or its values do not fill them.
 * @throws {RangeError} If a value is not finite (named by row and column), or there is no column.
 */
export function matrixSize({ shape, data }: Matrix): [rows: number, columns: number] {
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows * columns !== data.length) {
    throw new TypeError(
      `Cannot project points: they must be a matrix [N, F], current value is ${data.length} ` +
        `values of shape [${shape.join(", ")}]`,
    );
  }
  if (columns === 0) {
    throw new RangeError(
      `Cannot project points: they must have a column, current shape is [${shape.join(", ")}]`,
    );
  }
  let bad = 0;
  while (bad < data.length && Number.isFinite(data[bad])) bad++;
  if (bad < data.length) {
    throw new RangeError(
      `Cannot project points: every value must be finite, row ${Math.floor(bad / columns)}, ` +
        `column ${bad % columns} is ${data[bad]}`,
    );
  }
  return [rows, columns];
}

/**
 * Subtracts from every column its mean: distances stay, and 32-bit arithmetic loses fewer digits. Means are
 * those of differences to the first row, so that a constant column becomes exactly 0.
 */
export function centred({ shape, data }: Matrix): Float64Array {
  const [rows, columns] = shape;
  const means = new Float64Array(columns), values = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++, at++) means[k] += values[at] = data[at] - data[k];
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++, at++) values[at] -= means[k] / rows;
  }
  return values;
}
