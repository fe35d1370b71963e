import type { Chart } from "./figure.ts";
import {
  AFTER,
  DODGE,
  domainOf,
  type Frame,
  HEIGHT,
  type InteractionCell,
  type InteractionOptions,
  SEEDS,
  STEP,
} from "./interaction_frame.ts";
import { endLabels, labelRoom, startLabels } from "./interaction_labels.ts";
import { decimals, plural } from "./numbers.ts";
import { modelStyle, NEUTRAL } from "./palette.ts";
import { chart, sentence } from "./theme.ts";

const DASHES: readonly (readonly number[])[] = [[1, 0], [6, 3], [2, 2]];
const SHAPES = ["circle", "square", "triangle-up"];

/**
 * Draws how two choices work together: one on the x axis, the other as lines. Where the lines are
 * parallel, each choice matters by itself; where they are not, what one brings depends on the other.
 *
 * A mark is the mean of the seeds, with its 95 % interval; the small dots beside it are the seeds.
 * The axis need not begin at 0.
 *
 * @throws {RangeError} If a combination is missing or there twice, or an interval's ends are not in
 * order.
 *
 * @example
 * ```ts
 * import { interaction, type InteractionCell } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const cell = (model: string, x: string, line: string, value: number): InteractionCell => (
 *   { model, x, line, value, low: value - 0.02, high: value + 0.02, seeds: [value - 0.01, value + 0.01] }
 * );
 * const chart = interaction([
 *   cell("cnn-lstm", "ResNet", "trained on labels", 0.61),
 *   cell("vit-lstm", "ViT", "trained on labels", 0.58),
 *   cell("resnet-text-lstm", "ResNet", "trained on texts", 0.66),
 *   cell("clip-lstm", "ViT", "trained on texts", 0.71),
 * ], { title: "Texts help", x: "architecture", y: "CIDEr-D" });
 * assert.match(chart.description, /ViT \(CLIP\+LSTM\) 0.710 \[0.690, 0.730\]/);
 * ```
 */
export function interaction(
  cells: readonly InteractionCell[],
  options: InteractionOptions,
): Chart {
  const places = [...new Set(cells.map(({ x }) => x))];
  const lines = [...new Set(cells.map(({ line }) => line))];
  check(cells, places.length * lines.length);
  const { references = [] } = options;
  const before = labelRoom(cells.filter(({ x }) => x === places[0]), lines.length, options);
  const width = before + (places.length - 1) * STEP + AFTER;
  const frame = { places, lines, before, width, domain: domainOf(cells, references) };
  const rows = cells.map((cell) => rowOf(cell, frame));
  const encoding = channels(options, frame);
  return chart({
    width,
    height: HEIGHT,
    data: { values: rows },
    layer: [
      ...references.map((reference) => level(reference, encoding.y)),
      ...lines.map((line, k) => connection(line, { encoding, dash: DASHES[k % DASHES.length] })),
      ...marks(encoding, lines),
      ...startLabels(rows.filter(({ x }) => x === places[0]), frame, options),
      ...endLabels(rows.filter(({ x }) => x === places.at(-1)), frame, options),
    ],
  }, { ...options, description: describe(cells, options, frame) });
}

function check(cells: readonly InteractionCell[], combinations: number): void {
  const distinct = new Set(cells.map(({ x, line }) => `${x}\n${line}`)).size;
  if (cells.length === 0 || cells.length !== combinations || distinct !== combinations) {
    throw new RangeError(
      `Cannot draw an interaction: each line must have one value at each place, current value is ${
        plural(cells.length, "value")
      } for ${plural(combinations, "combination")}`,
    );
  }
  const wrong = cells.find(({ value, low, high }) => !(Number.isFinite(value) && low <= high));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot draw an interval: it must be finite, with its lower end first, current value is ${wrong.value} in [${wrong.low}, ${wrong.high}] (${wrong.model})`,
    );
  }
}

/** A cell with its places in pixels: lines beside each other, their seeds on the outside. */
function rowOf(cell: InteractionCell, { places, lines, before }: Frame) {
  const off = lines.indexOf(cell.line) - (lines.length - 1) / 2;
  const at = before + places.indexOf(cell.x) * STEP + off * DODGE;
  const seedsAt = at + (off < 0 ? -SEEDS : SEEDS);
  return { ...cell, at, seedsAt, color: modelStyle(cell.model).mark };
}

type Row = ReturnType<typeof rowOf>;

function channels({ x, y }: InteractionOptions, { places, before, width, domain }: Frame) {
  return {
    x: {
      field: "at",
      type: "quantitative",
      title: `${x} →`,
      scale: { domain: [0, width], nice: false },
      axis: {
        values: places.map((_, i) => before + i * STEP),
        labelExpr: `${JSON.stringify(places)}[round((datum.value - ${before}) / ${STEP})]`,
        labelColor: NEUTRAL.ink,
        labelFontSize: 13,
        labelOverlap: false,
      },
    },
    y: {
      field: "value",
      type: "quantitative",
      title: `↑ ${y}`,
      scale: { domain, nice: false, zero: false },
      axis: { tickCount: 6, format: "~g" },
    },
    color: { field: "color", type: "nominal", scale: null },
  };
}
type Channels = ReturnType<typeof channels>;

/** Another model's value: a level line, as it has neither choice. */
function level({ model, value }: { model: string; value: number }, y: Channels["y"]): object {
  return {
    data: { values: [{ value }] },
    mark: { type: "rule", color: modelStyle(model).mark, strokeWidth: 1.4, strokeDash: [1, 3] },
    encoding: { y },
  };
}

function connection(
  line: string,
  { encoding: { x, y }, dash }: { encoding: Channels; dash: readonly number[] },
): object {
  return {
    transform: [{ filter: { field: "line", equal: line } }],
    mark: { type: "line", color: NEUTRAL.secondary, strokeWidth: 1.4, strokeDash: dash },
    encoding: { x, y },
  };
}

/** Intervals, seeds, and means in a shape of their line. */
function marks({ x, y, color }: Channels, lines: readonly string[]): object[] {
  const shape = {
    field: "line",
    type: "nominal",
    legend: null,
    scale: { domain: lines, range: lines.map((_, k) => SHAPES[k % SHAPES.length]) },
  };
  return [
    {
      mark: { type: "rule", strokeWidth: 2.2, strokeCap: "round" },
      encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
    },
    {
      transform: [{ flatten: ["seeds"] }],
      mark: { type: "circle", size: 16, opacity: 0.75 },
      encoding: { x: { ...x, field: "seedsAt" }, y: { ...y, field: "seeds" }, color },
    },
    {
      mark: { type: "point", filled: true, size: 80, opacity: 1 },
      encoding: { x, y, color, shape },
    },
  ];
}

function describe(
  cells: readonly InteractionCell[],
  { title, x, y, references = [], digits = 3 }: InteractionOptions,
  { lines }: Frame,
): string {
  const number = (value: number) => decimals(value, digits);
  const parts = lines.map((line) => {
    const list = cells.filter((cell) => cell.line === line).map((cell) =>
      `${cell.x} (${modelStyle(cell.model).label}) ${number(cell.value)} [${number(cell.low)}, ${
        number(cell.high)
      }], ${plural(cell.seeds.length, "seed")} ${cell.seeds.map(number).join(", ")}`
    );
    return `${line}: ${list.join("; ")}`;
  });
  const levels = references.map(({ model, value }) =>
    `${modelStyle(model).label} ${number(value)}`
  );
  const ending = levels.length === 0 ? "" : ` Level lines: ${levels.join(", ")}.`;
  return `${sentence(title)} ${y} by ${x}, means of seeds with 95 % intervals. ${
    parts.join(". ")
  }.${ending}`;
}
