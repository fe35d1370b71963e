import type { Chart } from "./figure.ts";
import { decimals } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { textWidth } from "./text_width.ts";
import { chart, type ChartOptions, sentence } from "./theme.ts";

/** A value of a matrix. */
export interface MatrixCell {
  /** Label of its row. */
  row: string;
  /** Label of its column. */
  column: string;
  /** The value, which gives the colour. */
  value: number;
  /** Lower end of its 95 % interval. */
  low?: number;
  /** Upper end. */
  high?: number;
}

/** Options of {@link matrix}. */
export interface MatrixOptions extends ChartOptions {
  /** What the values are: "Kendall's τ". */
  unit: string;
  /** The columns in order; others are left out. Default: all, as they come. */
  columns?: readonly string[];
  /** Values of the palest and of the darkest colour. Default: 0 and 1. */
  range?: readonly [number, number];
  /** Decimals of a value. Default 2. */
  digits?: number;
  /** Writes shares as percentages, without the sign. */
  percent?: boolean;
}

/** From the palest to the darkest colour; text of `NEUTRAL.ink` is readable on both. */
const COLORS = ["#fdf6f0", "#e9884a"];

/** Font size of the columns' labels: they decide how wide the figure is. */
const COLUMN_SIZE = 11;

/** Least width and the height of a cell; with an interval there is a second line. */
const WIDTH = 74, HEIGHT = 26, HEIGHT_OF_TWO = 38;

/**
 * Draws a matrix of values as coloured cells, rows in the order of the cells.
 *
 * @param all The cells, row by row.
 * @throws {RangeError} If there is no cell, a place occurs twice, or a value is not finite.
 *
 * @example
 * ```ts
 * import { matrix } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const cells = [{ row: "shuffled", column: "BLEU-1", value: 1, low: 1, high: 1 }];
 * const { description } = matrix(cells, { title: "Kept", unit: "% of the score", percent: true });
 * assert.equal(description, "Kept. % of the score. shuffled: BLEU-1 100 [100, 100].");
 * ```
 */
export function matrix(all: readonly MatrixCell[], options: MatrixOptions): Chart {
  const cells = inColumns(all, options.columns);
  check(cells);
  const { unit, range = [0, 1] } = options, write = writer(options);
  const bounded = cells.some(({ low }) => low !== undefined);
  const values = cells.map((cell) => ({
    row: cell.row,
    column: cell.column,
    value: cell.value,
    text: write(cell.value),
    ...(boundsOf(cell, write) && { bounds: boundsOf(cell, write) }),
  }));
  const axis = { title: null, grid: false, domain: false, ticks: false, labelColor: NEUTRAL.ink };
  const band = { paddingInner: 0.03, paddingOuter: 0 };
  const domain = options.columns?.filter((name) => cells.some(({ column }) => column === name));
  const x = { field: "column", type: "nominal", sort: null, scale: { ...band, domain } };
  const y = { field: "row", type: "nominal", sort: null, scale: band };
  const text = (field: string, size: number, dy: number, color: string) => ({
    mark: { type: "text", fontSize: size, dy, color },
    encoding: { text: { field, type: "nominal" } },
  });
  const body = {
    width: { step: Math.max(WIDTH, ...cells.map(({ column }) => room(column))) },
    height: { step: bounded ? HEIGHT_OF_TWO : HEIGHT },
    data: { values },
    encoding: {
      x: {
        ...x,
        axis: {
          ...axis,
          orient: "top",
          labelAngle: 0,
          labelFontSize: COLUMN_SIZE,
          labelOverlap: false,
        },
      },
      y: { ...y, axis: { ...axis, labelLimit: 240, labelPadding: 8, labelOverlap: false } },
    },
    layer: [
      {
        mark: { type: "rect" },
        encoding: {
          color: {
            field: "value",
            type: "quantitative",
            scale: { domain: range, range: COLORS, clamp: true },
            legend: null,
          },
        },
      },
      text("text", 13, bounded ? -6 : 0, NEUTRAL.ink),
      ...(bounded ? [text("bounds", 10.5, 9, "#4a525b")] : []),
    ],
  };
  const subtitle = options.subtitle ?? unit;
  return chart(body, { ...options, subtitle, description: describe(cells, options) });
}

/** The cells of the columns that are wanted; rows stay in their order. */
function inColumns(cells: readonly MatrixCell[], columns?: readonly string[]): MatrixCell[] {
  if (columns === undefined) return [...cells];
  const rows = [...new Set(cells.map(({ row }) => row))];
  return rows.flatMap((name) =>
    columns.flatMap((column) => cells.filter((cell) => cell.row === name && cell.column === column))
  );
}

/** The width of a column's label, with space between labels. */
function room(label: string): number {
  return Math.ceil(textWidth(label, { size: COLUMN_SIZE })) + 10;
}

function check(cells: readonly MatrixCell[]): void {
  if (cells.length === 0) throw new RangeError("Cannot draw a matrix: there must be a cell");
  const seen = new Set<string>();
  for (const { row, column, value } of cells) {
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot draw a matrix: each value must be finite, current value is ${value} (${row}, ${column})`,
      );
    }
    const place = JSON.stringify([row, column]);
    if (seen.has(place)) {
      throw new RangeError(`Cannot draw a matrix: ${row}, ${column} is there twice`);
    }
    seen.add(place);
  }
}

function writer({ digits, percent = false }: MatrixOptions): (value: number) => string {
  return (value) => percent ? decimals(100 * value, digits ?? 0) : decimals(value, digits ?? 2);
}

function boundsOf({ low, high }: MatrixCell, write: (value: number) => string): string | undefined {
  return low === undefined || high === undefined ? undefined : `[${write(low)}, ${write(high)}]`;
}

function describe(cells: readonly MatrixCell[], options: MatrixOptions): string {
  const write = writer(options), rows = [...new Set(cells.map(({ row }) => row))];
  const lines = rows.map((name) => {
    const own = cells.filter(({ row }) => row === name).map((cell) =>
      `${cell.column} ${write(cell.value)} ${boundsOf(cell, write) ?? ""}`.trim()
    );
    return `${name}: ${own.join(", ")}`;
  });
  return `${sentence(options.title)} ${options.unit}. ${lines.join(". ")}.`;
}
