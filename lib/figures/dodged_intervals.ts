import type { Chart } from "./figure.ts";
import { checkIntervals, intervalText } from "./interval_rows.ts";
import { modelStyle, NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions, sentence } from "./theme.ts";

/** A value of one model in one row of one panel, with its 95 % interval. */
export interface DodgedInterval {
  /** Name of the model, which gives colour and place within the row. */
  model: string;
  /** Label of the row. */
  row: string;
  /** Heading above the rows it belongs to; rows of one heading follow each other. */
  group?: string;
  /** Name of the panel: a metric. */
  panel: string;
  /** The value itself. */
  value: number;
  /** Lower end of the interval. */
  low: number;
  /** Upper end of the interval. */
  high: number;
}

/** Options of {@link dodgedIntervals}. */
export interface DodgedIntervalsOptions extends ChartOptions {
  /** Data set of the values, "mini" for instance. */
  dataSet: string;
  /** Lines through all rows, each with what it stands for: 0 for one, 1 for another. */
  lines?: readonly { value: number; label: string }[];
  /** Width of a panel in pixels. Default 210. */
  panelWidth?: number;
  /** Writes the axis in percent. */
  percent?: boolean;
}

/** Pixels from model to model within a row, and between rows. */
const DODGE = 7, BETWEEN = 14;

/**
 * Draws the values of several models in each row, beside each other, with their intervals; one panel a
 * metric with a scale of its own, which need not begin at 0.
 *
 * @throws {RangeError} If there is no value, or an interval's ends are not in order.
 *
 * @example
 * ```ts
 * import { dodgedIntervals } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const row = { row: "blur", panel: "CIDEr-D", value: 0.62, low: 0.58, high: 0.66 };
 * const { description } = dodgedIntervals([
 *   { ...row, model: "cnn-lstm" },
 *   { ...row, model: "references", value: 1.2, low: 1.1, high: 1.3 },
 * ], { title: "Slices", dataSet: "mini" });
 * assert.match(description, /CIDEr-D, blur: CNN\+LSTM 0.620 \[0.580, 0.660\], References 1.200/);
 * ```
 */
export function dodgedIntervals(
  rows: readonly DodgedInterval[],
  options: DodgedIntervalsOptions,
): Chart {
  checkIntervals(rows, ({ row }) => row);
  const models = [...new Set(rows.map(({ model }) => model))];
  const labels = rowLabels(rows);
  const panels = [...new Set(rows.map(({ panel }) => panel))].map((name, i) =>
    panelOf(rows.filter(({ panel }) => panel === name), {
      ...{ name, models, labels, labelled: i === 0 },
      ...options,
    })
  );
  const body = { hconcat: panels, spacing: 22, resolve: { scale: { color: "shared" } } };
  return chart(body, { ...options, description: describe(rows, options) });
}

/** Rows from the top, with a row for each heading. */
function rowLabels(rows: readonly DodgedInterval[]): { label: string; heading: boolean }[] {
  const labels: { label: string; heading: boolean }[] = [];
  let group: string | undefined;
  for (const row of rows) {
    if (row.group !== undefined && row.group !== group) {
      labels.push({ label: row.group, heading: true });
    }
    group = row.group;
    if (!labels.some(({ label }) => label === row.row)) {
      labels.push({ label: row.row, heading: false });
    }
  }
  return labels;
}

interface PanelOptions extends DodgedIntervalsOptions {
  name: string;
  models: readonly string[];
  labels: readonly { label: string; heading: boolean }[];
  labelled: boolean;
}

function panelOf(rows: readonly DodgedInterval[], options: PanelOptions): object {
  const { name, models, labels, panelWidth = 210, lines = [] } = options;
  const places = new Map<string, number>();
  const rowHeight = models.length * DODGE + BETWEEN;
  let height = 0;
  for (const { label, heading } of labels) {
    places.set(label, height + (heading ? 14 : rowHeight / 2));
    height += heading ? 24 : rowHeight;
  }
  const values = rows.map(({ model, row, value, low, high }) => {
    const off = (models.indexOf(model) - (models.length - 1) / 2) * DODGE;
    return { label: modelStyle(model).label, at: places.get(row)! + off, value, low, high };
  });
  const { x, y, color } = channels(options, height);
  return {
    ...(name === "" ? {} : { title: { text: name, fontSize: 12.5, offset: 12, frame: "group" } }),
    width: panelWidth,
    height,
    data: { values },
    layer: [
      ...lines.map((line) => level(line, x)),
      {
        mark: { type: "rule", strokeWidth: 2, strokeCap: "round" },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color },
      },
      { mark: { type: "circle", size: 42, opacity: 1 }, encoding: { x, y, color } },
      ...(options.labelled ? rowNames(labels, places, y) : []),
    ],
  };
}

function channels({ models, percent }: PanelOptions, height: number) {
  const styles = models.map((model) => modelStyle(model));
  return {
    x: {
      field: "value",
      type: "quantitative",
      title: null,
      scale: { zero: false, nice: true, padding: 8 },
      axis: { tickCount: 5, grid: true, format: percent ? ".0%" : "~g" },
    },
    y: {
      field: "at",
      type: "quantitative",
      title: null,
      scale: { domain: [height, 0], nice: false, zero: false },
      axis: null,
    },
    color: {
      field: "label",
      type: "nominal",
      scale: { domain: styles.map(({ label }) => label), range: styles.map(({ mark }) => mark) },
      legend: {
        orient: "top",
        title: null,
        symbolType: "circle",
        labelFontSize: 12.5,
        labelLimit: 240,
        offset: 18,
      },
    },
  };
}

type Channels = ReturnType<typeof channels>;

/** A line through all rows, with its meaning above. */
function level({ value, label }: { value: number; label: string }, x: Channels["x"]): object {
  const data = { values: [{ value, label }] };
  return {
    data,
    layer: [
      { mark: { type: "rule", color: NEUTRAL.faint, strokeWidth: 1.4 }, encoding: { x } },
      {
        mark: { type: "text", y: -8, fontSize: 11.5, color: NEUTRAL.secondary },
        encoding: { x, text: { field: "label", type: "nominal" } },
      },
    ],
  };
}

/** Row labels right of which the panel begins; headings stand out. */
function rowNames(
  labels: PanelOptions["labels"],
  places: ReadonlyMap<string, number>,
  y: Channels["y"],
): object[] {
  return [false, true].flatMap((heading) => {
    const values = labels.filter((each) => each.heading === heading)
      .map(({ label }) => ({ name: label, at: places.get(label) }));
    if (values.length === 0) return [];
    const look = heading
      ? { fontWeight: "bold", fontSize: 12, color: NEUTRAL.secondary }
      : { fontSize: 12, color: NEUTRAL.ink };
    return [{
      data: { values },
      mark: { type: "text", align: "right", baseline: "middle", x: -12, ...look },
      encoding: { y, text: { field: "name", type: "nominal" } },
    }];
  });
}

function describe(
  rows: readonly DodgedInterval[],
  { title, dataSet, lines = [] }: DodgedIntervalsOptions,
): string {
  const places = [...new Set(rows.map(({ panel, row }) => JSON.stringify([panel, row])))];
  const parts = places.map((place) => {
    const own = rows.filter(({ panel, row }) => JSON.stringify([panel, row]) === place);
    const list = own.map(intervalText);
    return `${[own[0].panel, own[0].row].filter((name) => name !== "").join(", ")}: ${
      list.join(", ")
    }`;
  });
  const levels = lines.map(({ value, label }) => `Line at ${value}: ${label}. `).join("");
  return `${sentence(title)} Values with 95 % intervals on ${dataSet}. ${levels}${
    parts.join(". ")
  }.`;
}
