import type { Chart } from "./figure.ts";
import { count, percent } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions } from "./theme.ts";

/** A bar: what is counted and how often. */
export interface Bar {
  /** What is counted. */
  label: string;
  /** How often. */
  count: number;
  /** Colour, where bars differ by more than their length. */
  color?: string;
}

/** Options of {@link bars}. */
export interface BarsOptions extends ChartOptions {
  /** What is counted: "pictures". */
  x: string;
  /** The whole, to show each bar's share of it. Bars may overlap, as flags of a picture do. */
  total?: number;
  /** Longest first (default), or in the order given. */
  order?: "count" | "given";
}

/**
 * Draws counts as horizontal bars, with the number (and the share of `total`) at their ends.
 *
 * @throws {RangeError} If there is no bar.
 *
 * @example
 * ```ts
 * import { bars } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const flags = [{ label: "blur", count: 30 }, { label: "dark", count: 12 }];
 * const chart = bars(flags, { title: "Quality flags", x: "pictures", total: 120 });
 * assert.match(chart.description, /blur 30 \(25 %\)/);
 * ```
 */
export function bars(data: readonly Bar[], options: BarsOptions): Chart {
  if (data.length === 0) throw new RangeError("Cannot draw bars: the list must not be empty");
  const { x, total, order = "count", title } = options;
  const sorted = order === "count" ? [...data].sort((a, b) => b.count - a.count) : data;
  const rows = sorted.map((bar) => ({
    label: bar.label,
    count: bar.count,
    text: count(bar.count) + (total === undefined ? "" : `  (${percent(bar.count / total)})`),
    color: bar.color ?? NEUTRAL.secondary,
  }));
  const y = {
    field: "label",
    type: "nominal",
    sort: null,
    title: null,
    axis: {
      grid: false,
      labelColor: NEUTRAL.ink,
      labelLimit: 220,
      labelPadding: 8,
      labelOverlap: false,
    },
  };
  const length = {
    field: "count",
    type: "quantitative",
    title: `${x} →`,
    axis: null,
    scale: { nice: false },
  };
  const body = {
    width: 320,
    height: { step: 24 },
    data: { values: rows },
    encoding: { y, x: length },
    layer: [
      {
        mark: { type: "bar", height: 14, opacity: 0.85 },
        encoding: { color: { field: "color", type: "nominal", scale: null } },
      },
      {
        mark: { type: "text", align: "left", baseline: "middle", dx: 6, color: NEUTRAL.secondary },
        encoding: { text: { field: "text", type: "nominal" } },
      },
    ],
  };
  const list = rows.map(({ label, text }) => `${label} ${text.replace("  ", " ")}`).join(", ");
  return chart(body, { ...options, description: `${title}. Bars of ${x}: ${list}.` });
}
