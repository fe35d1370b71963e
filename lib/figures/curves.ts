import { chart, type ChartOptions } from "./theme.ts";
import type { Chart } from "./figure.ts";
import { decimals } from "./numbers.ts";
import { modelStyle, NEUTRAL } from "./palette.ts";
import { spread } from "./spread.ts";

/** One curve: a loss against the number of updates. */
export interface LossCurve {
  /** Name of the model, which gives the colour. */
  model: string;
  /** On which part of the data the loss was measured. */
  split: "training" | "dev" | "validation";
  /** In the order of the updates. */
  points: readonly { update: number; loss: number }[];
}

/** Options of {@link lossCurves}. */
export interface LossCurvesOptions extends ChartOptions {
  /** What the loss is, with its unit. */
  y?: string;
  /** Update of the checkpoint that was kept; marked on the curves that are not of training. */
  kept?: number;
  /** Range of the y axis; by default that of the curves without the first tenth of the updates. */
  range?: readonly [number, number];
}

const WIDTH = 420, HEIGHT = 260, MOST_POINTS = 200;

/**
 * Draws loss curves: training thin, dev and validation bold with dots, each labelled where it ends.
 *
 * Long curves are averaged down to 200 points. The steep start is cut off unless `range` says
 * otherwise, so that the part where models differ fills the panel.
 *
 * Losses that are not finite are left out.
 *
 * @throws {RangeError} If there is no curve, or one without a finite loss.
 *
 * @example
 * ```ts
 * import { lossCurves } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const points = [{ update: 100, loss: 3.2 }, { update: 200, loss: 2.9 }];
 * const chart = lossCurves([{ model: "cnn-lstm", split: "validation", points }], { title: "Loss" });
 * assert.match(chart.description, /CNN\+LSTM, validation: from 3.20 to 2.90/);
 * ```
 */
export function lossCurves(given: readonly LossCurve[], options: LossCurvesOptions): Chart {
  const curves = given.map((curve) => ({
    ...curve,
    points: curve.points.filter(({ loss }) => Number.isFinite(loss)),
  }));
  if (curves.length === 0 || curves.some(({ points }) => points.length === 0)) {
    throw new RangeError(
      `Cannot draw loss curves: each must have a finite loss, current value is [${
        curves.map(({ points }) => points.length)
      }]`,
    );
  }
  const { y = "Cross-entropy (nats a token)", kept } = options;
  const range = options.range ?? innerRange(curves);
  const values = curves.flatMap(({ model, split, points }) =>
    thin(points, MOST_POINTS).map((point) => ({ ...point, model, split }))
  );
  const encoding = channels(curves, { range, y });
  const layer = [
    ...lines(encoding, range),
    ...endLabels(curves, range),
    ...(kept === undefined ? [] : keptMark(kept, encoding.x)),
  ];
  return chart(
    { width: WIDTH, height: HEIGHT, data: { values }, layer },
    { ...options, description: describe(curves, options, y) },
  );
}

/** The axes and the colours. */
function channels(
  curves: readonly LossCurve[],
  { range, y }: { range: readonly [number, number]; y: string },
) {
  const models = [...new Set(curves.map(({ model }) => model))];
  return {
    x: {
      field: "update",
      type: "quantitative",
      title: "updates →",
      scale: { nice: false, zero: true },
      axis: { format: ",d", tickCount: 6 },
    },
    y: {
      field: "loss",
      type: "quantitative",
      title: `↑ ${y}`,
      scale: { domain: range, nice: false, zero: false },
      axis: { tickCount: 6 },
    },
    color: {
      field: "model",
      type: "nominal",
      legend: null,
      scale: { domain: models, range: models.map((model) => modelStyle(model).mark) },
    },
  };
}

/** Training, what is measured beside it, and the dots of the latter inside the range. */
function lines(encoding: object, range: readonly [number, number]): object[] {
  const measured = "datum.split !== 'training'";
  const line = (filter: string, look: object) => ({
    transform: [{ filter }],
    mark: { type: "line", clip: true, ...look },
    encoding,
  });
  return [
    line("datum.split === 'training'", { strokeWidth: 1.2, opacity: 0.55 }),
    line(measured, { strokeWidth: 2.2 }),
    {
      transform: [{ filter: `${measured} && inrange(datum.loss, [${range}])` }],
      mark: { type: "circle", size: 34, opacity: 1 },
      encoding,
    },
  ];
}

/** Smallest and largest loss after the first tenth of the updates, with a margin. */
function innerRange(curves: readonly LossCurve[]): [number, number] {
  const last = Math.max(...curves.flatMap(({ points }) => points.map(({ update }) => update)));
  const inner = curves.flatMap(({ points }) => points).filter(({ update }) => update >= last / 10);
  const losses = inner.map(({ loss }) => loss);
  const low = Math.min(...losses), high = Math.max(...losses);
  const margin = (high - low || 1) * 0.06;
  return [low - margin, high + margin].map((v) => Number(v.toPrecision(4))) as [number, number];
}

/** Averages neighbouring points so that at most `most` remain. */
function thin<P extends { update: number; loss: number }>(points: readonly P[], most: number) {
  const size = Math.ceil(points.length / most);
  const groups = Array.from(
    { length: Math.ceil(points.length / size) },
    (_, i) => points.slice(i * size, (i + 1) * size),
  );
  return groups.map((group) => ({
    update: Math.round(group.reduce((sum, { update }) => sum + update, 0) / group.length),
    loss: Number((group.reduce((sum, { loss }) => sum + loss, 0) / group.length).toPrecision(5)),
  }));
}

/** The names of the curves beside their last points, moved apart where they would touch. */
function endLabels(curves: readonly LossCurve[], [low, high]: readonly [number, number]) {
  const ends = thinEnds(curves);
  const places = spread(ends.map(({ loss }) => (high - loss) / (high - low) * HEIGHT), 15, [
    0,
    HEIGHT,
  ]);
  const several = new Set(curves.map(({ model }) => model)).size > 1;
  return curves.map(({ model, split }, i) => ({
    data: { values: [{ label: several ? `${modelStyle(model).label}, ${split}` : split }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "middle",
      fontWeight: split === "training" ? "normal" : "bold",
      color: modelStyle(model).ink,
      x: ends[i].x * WIDTH + 8,
      y: places[i],
    },
    encoding: { text: { field: "label", type: "nominal" } },
  }));
}

function thinEnds(curves: readonly LossCurve[]) {
  const thinned = curves.map(({ points }) => thin(points, MOST_POINTS));
  const last = Math.max(...thinned.map((points) => points[points.length - 1].update));
  return thinned.map((points) => {
    const { update, loss } = points[points.length - 1];
    return { x: update / (last || 1), loss };
  });
}

/** A fine line at the update whose weights were kept. */
function keptMark(update: number, x: object): object[] {
  const data = { values: [{ update, label: "kept" }] };
  return [
    { data, mark: { type: "rule", color: NEUTRAL.faint, strokeDash: [2, 3] }, encoding: { x } },
    {
      data,
      mark: { type: "text", align: "right", baseline: "top", dx: -5, y: 2, fontStyle: "italic" },
      encoding: { x, text: { field: "label", type: "nominal" } },
    },
  ];
}

function describe(
  curves: readonly LossCurve[],
  { title, kept }: LossCurvesOptions,
  y: string,
): string {
  const parts = curves.map(({ model, split, points }) => {
    const last = points[points.length - 1];
    return `${modelStyle(model).label}, ${split}: from ${decimals(points[0].loss, 2)} to ${
      decimals(last.loss, 2)
    } at update ${last.update}`;
  });
  const ending = kept === undefined ? "" : ` Weights kept: update ${kept}.`;
  return `${title}. ${y} against updates. ${parts.join("; ")}.${ending}`;
}
