import type { Chart } from "./figure.ts";
import { checkIntervals, intervalText } from "./interval_rows.ts";
import { decimals } from "./numbers.ts";
import { modelStyle, NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions } from "./theme.ts";

/** A value with its 95 % interval. */
export interface Interval {
  /** Name of the model: its row. */
  model: string;
  /** Name of the metric: its panel. */
  metric: string;
  /** The value itself. */
  value: number;
  /** Lower end of the interval. */
  low: number;
  /** Upper end of the interval. */
  high: number;
}

/** Options of {@link intervals}. */
export interface IntervalsOptions extends ChartOptions {
  /** Data set of the values, "mini" for instance. */
  dataSet: string;
  /** A published value for each metric, on the same data set; drawn in a row of its own. */
  paper?: { dataSet: string; values: Readonly<Record<string, number>> };
  /** Draws a line at 0, for differences. */
  zero?: boolean;
  /** Panels beside each other before a new row begins. Default 3, and 2 for four metrics. */
  columns?: number;
}

/**
 * Draws values as dots with their 95 % intervals: models on rows, one panel for each metric.
 *
 * Every panel has its own scale, which need not begin at 0: dots show position, not length.
 *
 * @throws {RangeError} If there is no value, an interval's ends are not in order, or the paper's
 * values are of another data set: such numbers are never shown in one panel.
 *
 * @example
 * ```ts
 * import { intervals } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const row = { model: "cnn-lstm", metric: "CIDEr-D", value: 0.62, low: 0.58, high: 0.66 };
 * const chart = intervals([row], { title: "Scores", dataSet: "mini" });
 * assert.match(chart.description, /CNN\+LSTM 0.620 \[0.580, 0.660\]/);
 * ```
 */
export function intervals(rows: readonly Interval[], options: IntervalsOptions): Chart {
  check(rows, options);
  const { zero = false, paper } = options;
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  const columns = options.columns ?? (metrics.length === 4 ? 2 : 3);
  const labels = [...new Set(rows.map(({ model }) => modelStyle(model).label))];
  const published = paper && { ...paper, label: `Paper, ${paper.dataSet}` };
  if (published !== undefined) labels.push(published.label);
  const panels = metrics.map((metric, i) => {
    const value = published?.values[metric];
    return panel(rows.filter((row) => row.metric === metric), {
      metric,
      labels,
      labelled: i % columns === 0,
      zero,
      paper: published && value !== undefined ? { label: published.label, value } : undefined,
    });
  });
  return chart({ concat: panels, columns }, { ...options, description: describe(rows, options) });
}

function check(rows: readonly Interval[], { dataSet, paper }: IntervalsOptions): void {
  checkIntervals(rows, ({ metric }) => metric);
  if (paper !== undefined && paper.dataSet !== dataSet) {
    throw new RangeError(
      `Cannot draw the paper's values: they must be of the same data set, current values are "${paper.dataSet}" and "${dataSet}"`,
    );
  }
}

interface PanelOptions {
  metric: string;
  /** Labels of the rows, from the top. */
  labels: readonly string[];
  /** Whether this panel writes the labels. */
  labelled: boolean;
  zero: boolean;
  paper?: { label: string; value: number };
}

function panel(rows: readonly Interval[], options: PanelOptions): object {
  const { metric, zero, paper } = options;
  const encoding = axes(options);
  const { x, y } = encoding;
  const color = { field: "color", type: "nominal", scale: null };
  const text = { x, y, text: { field: "text", type: "nominal" } };
  const number = { type: "text", baseline: "bottom", dy: -6, fontSize: 11 };
  const layer: object[] = [
    {
      mark: { type: "rule", strokeWidth: 2.2, strokeCap: "round" },
      encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color },
    },
    { mark: { type: "circle", size: 62, opacity: 1 }, encoding: { x, y, color } },
    { mark: number, encoding: text },
  ];
  if (zero) {
    const mark = { type: "rule", color: NEUTRAL.faint };
    // A halo, so that the line does not cross out a number.
    const halo = { ...number, stroke: NEUTRAL.page, strokeWidth: 4, strokeJoin: "round" };
    layer.unshift({ data: { values: [{ value: 0 }] }, mark, encoding: { x } }, {
      mark: halo,
      encoding: text,
    });
  }
  if (paper !== undefined) {
    const data = { values: [{ ...paper, text: decimals(paper.value, 3) }] };
    const mark = { type: "point", shape: "diamond", size: 70, color: NEUTRAL.ink };
    layer.push({ data, mark, encoding }, { data, mark: number, encoding: text });
  }
  return {
    title: { text: metric, fontSize: 12.5, offset: 12, frame: "group" },
    width: 148,
    height: { step: 34 },
    data: { values: rows.map(datum) },
    layer,
  };
}

function datum({ model, value, low, high }: Interval) {
  const { label, mark } = modelStyle(model);
  return { label, color: mark, text: decimals(value, 3), value, low, high };
}

/** Values along x, one row a model. */
function axes({ labels, labelled }: PanelOptions) {
  const names = { labelColor: NEUTRAL.ink, labelPadding: 10, labelLimit: 280, labelOverlap: false };
  return {
    x: {
      field: "value",
      type: "quantitative",
      title: null,
      scale: { zero: false, nice: true, padding: 8 },
      axis: { tickCount: 4, grid: true, format: "~g" },
    },
    y: {
      field: "label",
      type: "nominal",
      title: null,
      sort: null,
      scale: { domain: labels },
      axis: { grid: false, ...(labelled ? names : { labels: false }) },
    },
  };
}

function describe(rows: readonly Interval[], { title, dataSet, paper }: IntervalsOptions): string {
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  const parts = metrics.map((metric) => {
    const list = rows.filter((row) => row.metric === metric).map(intervalText);
    const published = paper?.values[metric];
    if (published !== undefined) list.push(`paper ${decimals(published, 3)}`);
    return `${metric}: ${list.join(", ")}`;
  });
  return `${title}. Values with 95 % intervals on ${dataSet}. ${parts.join(". ")}.`;
}
