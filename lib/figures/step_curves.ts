import type { Chart } from "./figure.ts";
import { decimals } from "./numbers.ts";
import { modelStyle, NEUTRAL } from "./palette.ts";
import { spread } from "./spread.ts";
import { chart, type ChartOptions, sentence } from "./theme.ts";

/** One model's values, a point a decoding step. */
export interface StepCurve {
  /** Name of the model, which gives the colour. */
  model: string;
  /** In the order of the steps, which count from 1. */
  points: readonly { step: number; value: number }[];
}

/** Options of {@link stepCurves}. */
export interface StepCurvesOptions extends ChartOptions {
  /** What the values are, with their unit. */
  y: string;
  /** A broken line across, with what it stands for. */
  line?: { value: number; label: string };
}

const WIDTH = 460, HEIGHT = 240;
/** A mark of its own needs a row of its own: with the curves' data it would be drawn once a point. */
const ONE = { values: [{}] };

/**
 * Draws a value of several models by decoding step, each curve labelled where it ends.
 *
 * @throws {RangeError} If there is no point.
 *
 * @example
 * ```ts
 * import { stepCurves } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const points = [{ step: 1, value: 3.8 }, { step: 2, value: 2.5 }];
 * const { description } = stepCurves([{ model: "clip-attention", points }], {
 *   title: "Entropy", y: "Entropy (nats)",
 * });
 * assert.match(description, /attention\): from 3.80 to 2.50/);
 * ```
 */
export function stepCurves(curves: readonly StepCurve[], options: StepCurvesOptions): Chart {
  const { y, line } = options,
    values = curves.flatMap(({ model, points }) =>
      points.map((point) => ({ ...point, model: modelStyle(model).label }))
    );
  if (values.length === 0) {
    throw new RangeError("Cannot draw curves: there must be a point, current number is 0");
  }
  const all = [...values.map(({ value }) => value), ...line ? [line.value] : [], 0];
  const low = Math.min(...all), high = Math.max(...all) * 1.05;
  const ends = curves.map(({ points }) => points.at(-1)!);
  const pixels = ({ value }: { value: number }) => HEIGHT * (high - value) / (high - low);
  const places = spread(ends.map(pixels), 14, [0, HEIGHT]);
  const colour = {
    field: "model",
    type: "nominal",
    legend: null,
    scale: {
      domain: curves.map(({ model }) => modelStyle(model).label),
      range: curves.map(({ model }) => modelStyle(model).mark),
    },
  };
  const x = { field: "step", type: "quantitative", title: "word of the caption →" };
  const axis = { scale: { nice: false, zero: false }, axis: { format: "d", tickMinStep: 1 } };
  const encoding = {
    x: { ...x, ...axis },
    y: { field: "value", type: "quantitative", title: y, scale: { domain: [low, high] } },
    color: colour,
  };
  const labels = curves.map(({ model }, i) => ({
    data: ONE,
    mark: {
      type: "text",
      align: "left",
      dx: 8,
      fontSize: 12,
      color: modelStyle(model).ink,
      text: modelStyle(model).label,
    },
    encoding: { x: { datum: ends[i].step }, y: { value: places[i] } },
  }));
  const rule = line === undefined ? [] : [
    {
      data: ONE,
      mark: { type: "rule", strokeDash: [4, 3], color: NEUTRAL.faint },
      encoding: { y: { datum: line.value } },
    },
    {
      data: ONE,
      mark: {
        type: "text",
        align: "left",
        baseline: "bottom",
        dy: -3,
        color: NEUTRAL.secondary,
        text: line.label,
      },
      encoding: { x: { value: 4 }, y: { datum: line.value } },
    },
  ];
  const described = curves.map(({ model, points }) =>
    `${modelStyle(model).label}: from ${decimals(points[0].value, 2)} to ${
      decimals(points.at(-1)!.value, 2)
    }`
  );
  return chart({
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    layer: [
      ...rule,
      { mark: { type: "line", strokeWidth: 2, point: { filled: true, size: 28 } }, encoding },
      ...labels,
    ],
  }, { ...options, description: `${sentence(options.title)} ${y}. ${described.join("; ")}.` });
}
