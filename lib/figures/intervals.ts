import type { Chart } from "./figure.ts";
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
  /** A published value for each metric, on the same data set; drawn as a line of its own. */
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
 * @throws {RangeError} If there is no value, an interval does not hold its value, or the paper's
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
  const models = [...new Set(rows.map(({ model }) => model))];
  const panels = metrics.map((metric, i) =>
    panel(rows.filter((row) => row.metric === metric), {
      metric,
      models,
      labels: i % columns === 0,
      zero,
      paper: paper?.values[metric],
    })
  );
  return chart({ concat: panels, columns }, { ...options, description: describe(rows, options) });
}

function check(rows: readonly Interval[], { dataSet, paper }: IntervalsOptions): void {
  if (rows.length === 0) throw new RangeError("Cannot draw intervals: the list must not be empty");
  const wrong = rows.find(({ value, low, high }) => !(low <= value && value <= high));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot draw an interval: it must hold its value, current value is ${wrong.value} in [${wrong.low}, ${wrong.high}] (${wrong.model}, ${wrong.metric})`,
    );
  }
  if (paper !== undefined && paper.dataSet !== dataSet) {
    throw new RangeError(
      `Cannot draw the paper's values: they must be of the same data set, current values are "${paper.dataSet}" and "${dataSet}"`,
    );
  }
}

interface PanelOptions {
  metric: string;
  models: readonly string[];
  /** Whether this panel writes the models' names. */
  labels: boolean;
  zero: boolean;
  paper?: number;
}

function panel(rows: readonly Interval[], options: PanelOptions): object {
  const { metric, models, labels, zero, paper } = options;
  const x = {
    field: "value",
    type: "quantitative",
    title: null,
    scale: { zero: false, nice: true, padding: 8 },
    axis: { tickCount: 4, grid: true, format: "~g" },
  };
  const y = {
    field: "label",
    type: "nominal",
    title: null,
    sort: null,
    scale: { domain: models.map((model) => modelStyle(model).label) },
    axis: labels
      ? {
        grid: false,
        labelColor: NEUTRAL.ink,
        labelPadding: 10,
        labelLimit: 200,
        labelOverlap: false,
      }
      : { grid: false, labels: false },
  };
  const color = { field: "color", type: "nominal", scale: null };
  const values = rows.map(({ model, value, low, high }) => ({
    label: modelStyle(model).label,
    color: modelStyle(model).mark,
    text: decimals(value, 3),
    value,
    low,
    high,
  }));
  const layer: object[] = [
    {
      mark: { type: "rule", strokeWidth: 2.2, strokeCap: "round" },
      encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color },
    },
    { mark: { type: "circle", size: 62, opacity: 1 }, encoding: { x, y, color } },
    {
      mark: { type: "text", baseline: "bottom", dy: -6, fontSize: 11 },
      encoding: { x, y, text: { field: "text", type: "nominal" } },
    },
  ];
  if (zero) layer.unshift(rule(0, x, { color: NEUTRAL.faint }));
  if (paper !== undefined) {
    layer.unshift(rule(paper, x, { color: NEUTRAL.ink, strokeDash: [3, 3] }));
  }
  return {
    title: { text: metric, fontSize: 12.5, offset: 12, frame: "group" },
    width: 148,
    height: { step: 34 },
    data: { values },
    layer,
  };
}

function rule(value: number, x: object, look: object): object {
  return { data: { values: [{ value }] }, mark: { type: "rule", ...look }, encoding: { x } };
}

function describe(rows: readonly Interval[], { title, dataSet, paper }: IntervalsOptions): string {
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  const parts = metrics.map((metric) => {
    const list = rows.filter((row) => row.metric === metric).map(({ model, value, low, high }) =>
      `${modelStyle(model).label} ${decimals(value, 3)} [${decimals(low, 3)}, ${decimals(high, 3)}]`
    );
    const published = paper?.values[metric];
    if (published !== undefined) list.push(`paper ${decimals(published, 3)} (dashed line)`);
    return `${metric}: ${list.join(", ")}`;
  });
  return `${title}. Values with 95 % intervals on ${dataSet}. ${parts.join(". ")}.`;
}
