import { escapeText } from "../figures/escape.ts";
import type { Page } from "../figures/figure.ts";
import { FAINT_RULE, html, MUTED, RULE } from "../figures/html.ts";
import { count, decimals } from "../figures/numbers.ts";
import { type Displayable, show } from "./bundle.ts";

/** A value in a table. */
export type Cell = string | number | boolean | null | undefined;

/** A column of a table. */
export interface Column {
  /** Key of its values in the rows. */
  key: string;
  /** Heading; by default the key. */
  label?: string;
  /** Decimals of its numbers; by default 0 where all are whole, else 3. */
  digits?: number;
}

/** Options of {@link table}. */
export interface TableOptions {
  /** A line above the table. */
  caption?: string;
  /** The columns in order, as keys or in full; by default the keys of the rows as they come. */
  columns?: readonly (string | Column)[];
}

/**
 * Makes a table the output of a cell: one row an object; numbers stand at the right.
 *
 * @example
 * ```ts
 * import { DISPLAY, table } from "#lib/notebook";
 * import assert from "node:assert/strict";
 *
 * const shown = table([{ split: "train", pictures: 3000 }, { split: "val", pictures: 600 }]);
 * const bundle = await shown[DISPLAY]();
 * assert.equal(bundle["text/plain"], "split  pictures\ntrain     3,000\nval         600");
 * ```
 */
export function table(
  rows: readonly Readonly<Record<string, Cell>>[],
  options: TableOptions = {},
): Displayable {
  return show(tablePage(rows, options));
}

/** Sets rows in a table as a page: what {@link table} shows. */
export function tablePage(
  rows: readonly Readonly<Record<string, Cell>>[],
  { caption, columns }: TableOptions = {},
): Page {
  const keys = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const set = keys.map((column) =>
    setColumn(typeof column === "string" ? { key: column } : column, rows)
  );
  const head = set.map(({ label, numeric }) =>
    html(
      "th",
      { scope: "col", style: cellStyle(numeric, { "font-weight": "600" }) },
      escapeText(label),
    )
  );
  const body = rows.map((_, i) => {
    const cells = set.map(({ texts, numeric }) =>
      html("td", { style: cellStyle(numeric) }, escapeText(texts[i]))
    );
    return tr(cells, i === 0 ? RULE : FAINT_RULE);
  });
  const above = caption === undefined
    ? ""
    : html("caption", { style: captionStyle(caption) }, escapeText(caption));
  const markup = html(
    "table",
    { style: TABLE },
    [
      above,
      html("thead", {}, tr(head)),
      html("tbody", {}, body.join("")),
    ].join(""),
  );
  return {
    kind: "page",
    html: html("div", { style: { "overflow-x": "auto", "max-width": "100%" } }, markup),
    description: plain(set, caption),
  };
}

const TABLE = {
  "border-collapse": "collapse",
  "font-size": "14px",
  "line-height": "1.35",
  "font-variant-numeric": "tabular-nums",
  margin: "4px 0",
};
const CAPTION = {
  "caption-side": "top",
  "text-align": "left",
  color: MUTED,
  "font-size": "12.5px",
  padding: "0 0 6px",
};

/** A short caption stays in one line however narrow its table is. */
function captionStyle(caption: string): Record<string, string> {
  return caption.length > 80 ? CAPTION : { ...CAPTION, "white-space": "nowrap" };
}

function cellStyle(numeric: boolean, more: Record<string, string> = {}): Record<string, string> {
  return {
    "text-align": numeric ? "right" : "left",
    "vertical-align": "top",
    padding: "4px 18px 4px 0",
    ...more,
  };
}

/** Stripes that a front end gives to rows would fight with the lines. */
function tr(cells: readonly string[], rule?: string): string {
  const line: Record<string, string> = rule === undefined ? {} : { "border-top": rule };
  return html("tr", { style: { ...line, "background-color": "transparent" } }, cells.join(""));
}

interface SetColumn {
  label: string;
  numeric: boolean;
  texts: readonly string[];
}

function setColumn(
  { key, label = key, digits }: Column,
  rows: readonly Readonly<Record<string, Cell>>[],
): SetColumn {
  const values = rows.map((row) => row[key]);
  const numbers = values.filter((value) => typeof value === "number");
  const places = digits ??
    (numbers.some((n) => Number.isFinite(n) && !Number.isInteger(n)) ? 3 : 0);
  const numeric = numbers.length > 0 && values.every((v) => typeof v === "number" || v == null);
  return { label, numeric, texts: values.map((value) => format(value, places)) };
}

function format(value: Cell, digits: number): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return "–";
  return digits === 0 ? count(value) : decimals(value, digits);
}

function plain(columns: readonly SetColumn[], caption?: string): string {
  const widths = columns.map(({ label, texts }) =>
    Math.max(label.length, ...texts.map(({ length }) => length))
  );
  const line = (texts: readonly string[]) =>
    texts.map((text, k) => columns[k].numeric ? text.padStart(widths[k]) : text.padEnd(widths[k]))
      .join("  ").trimEnd();
  const rows = columns[0]?.texts.map((_, i) => line(columns.map(({ texts }) => texts[i]))) ?? [];
  return [
    ...(caption === undefined ? [] : [caption]),
    line(columns.map(({ label }) => label)),
    ...rows,
  ]
    .join("\n");
}
