/**
 * Cosines of all rows with all others, `[rows][others]`; 0 for a row of zeros.
 *
 * @param values Row by row, `width` numbers each; `others` likewise.
 */
export function cosineMatrix(
  values: Float32Array,
  { others, width }: { others: Float32Array; width: number },
): number[][] {
  const columns = unitRows(others, width);
  return unitRows(values, width).map((row) =>
    columns.map((column) => row.reduce((sum, value, k) => sum + value * column[k], 0))
  );
}

function unitRows(values: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, i) => {
    const row = values.slice(i * width, (i + 1) * width), length = Math.hypot(...row) || 1;
    return row.map((value) => value / length);
  });
}
