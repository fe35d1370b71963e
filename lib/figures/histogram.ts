import type { Chart } from "./figure.ts";
import { count, decimals } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { chart, type ChartOptions } from "./theme.ts";

/** Options of {@link histogram}. */
export interface HistogramOptions extends ChartOptions {
  /** What is measured, with its unit: "words a caption". */
  x: string;
  /** What is counted: "captions". */
  y: string;
  /** Width of a bin; the bins begin at multiples of it. Default 1. */
  bin?: number;
  /** Marks the median. Default true. */
  median?: boolean;
  /** Colour of the bars. */
  color?: string;
}

/**
 * Draws how often each value occurs, with the median marked unless an option says no.
 *
 * A bin `k` holds `bin · k ≤ value < bin · (k + 1)`; for whole numbers and a bin of 1 it is named
 * after the number itself.
 *
 * @throws {RangeError} If there are no values, or one is not finite.
 */
export function histogram(values: readonly number[], options: HistogramOptions): Chart {
  const { x, y, bin = 1, color = NEUTRAL.secondary, title } = options;
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot draw a histogram: it needs finite values, current value is ${values.length} of them, finite: ${
        values.filter(Number.isFinite).length
      }`,
    );
  }
  const rows = bins(values, bin);
  const median = middle(values);
  // A whole number stands in the middle of its bar.
  const shift = bin === 1 ? 0.5 : 0;
  const inset = bin * 0.06;
  const encode = (field: string) => ({
    field,
    type: "quantitative",
    title: `${x} →`,
    scale: { nice: false, zero: false, padding: 4 },
    axis: { format: ",~g", tickMinStep: bin, tickCount: 10 },
  });
  const bars = {
    data: {
      values: rows.map(({ start, n }) => ({
        from: start - shift + inset,
        to: start - shift + bin - inset,
        n,
      })),
    },
    mark: { type: "rect", color, opacity: 0.85 },
    encoding: {
      x: encode("from"),
      x2: { field: "to" },
      y: {
        field: "n",
        type: "quantitative",
        title: `↑ ${y}`,
        axis: { format: ",d", tickCount: 5 },
      },
      y2: { datum: 0 },
    },
  };
  const description = `${title}. Histogram of ${x}, ${count(values.length)} ${y}: median ${
    decimals(median, Number.isInteger(median) ? 0 : 1)
  }, from ${trim(Math.min(...extent(values)))} to ${trim(Math.max(...extent(values)))}.`;
  return chart(
    {
      width: 460,
      height: 200,
      layer: options.median === false ? [bars] : [bars, ...medianMark(median, encode("median"))],
    },
    { ...options, description },
  );
}

/** Counts of the bins from the first to the last that holds a value, empty ones between included. */
function bins(values: readonly number[], bin: number): { start: number; n: number }[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const k = Math.floor(value / bin + 1e-9);
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  const [first, last] = extent([...counts.keys()]);
  return Array.from(
    { length: last - first + 1 },
    (_, i) => ({ start: (first + i) * bin, n: counts.get(first + i) ?? 0 }),
  );
}

function medianMark(median: number, x: object): object[] {
  const data = { values: [{ median, label: `median ${trim(median)}` }] };
  return [
    { data, mark: { type: "rule", color: NEUTRAL.ink, strokeDash: [2, 2] }, encoding: { x } },
    {
      data,
      mark: {
        type: "text",
        align: "left",
        baseline: "bottom",
        dx: -2,
        dy: -4,
        y: 0,
        color: NEUTRAL.ink,
      },
      encoding: { x, text: { field: "label", type: "nominal" } },
    },
  ];
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Smallest and largest; spreading into Math.min would fail for a hundred thousand values. */
function extent(values: readonly number[]): [number, number] {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function trim(value: number): string {
  return String(Number(value.toPrecision(4)));
}
