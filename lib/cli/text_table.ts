import { decimals } from "../figures/numbers.ts";
import type { Interval } from "../statistics/bootstrap.ts";

/**
 * Sets rows of cells in columns of equal width, two blanks apart: the first at the left, the others at
 * the right.
 *
 * @returns A line for each row, without blanks at its end.
 */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from(
    { length: columns },
    (_, k) => Math.max(...rows.map((row) => row[k]?.length ?? 0)),
  );
  return rows.map((row) =>
    row.map((cell, k) => k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))
      .join("  ").trimEnd()
  );
}

/** A value and its interval, each in a cell. */
export function intervalCells(
  { value, low, high }: Pick<Interval, "value" | "low" | "high">,
  digits: number,
): [string, string] {
  return [decimals(value, digits), `[${decimals(low, digits)}, ${decimals(high, digits)}]`];
}
