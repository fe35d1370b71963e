import type { ChartOptions } from "./theme.ts";

/** One combination of two choices: a model, the mean of its seeds, and the seeds. */
export interface InteractionCell {
  /** Name of the model, which gives the colour. */
  model: string;
  /** The first choice, a place on the x axis: "ResNet". */
  x: string;
  /** The second choice, a line: "trained on labels". */
  line: string;
  /** Mean of the seeds. */
  value: number;
  /** Lower end of its 95 % interval. */
  low: number;
  /** Upper end of its 95 % interval. */
  high: number;
  /** The value of each seed. */
  seeds: readonly number[];
}

/** Options of `interaction`. */
export interface InteractionOptions extends ChartOptions {
  /** What the places on the x axis are: "architecture". */
  x: string;
  /** The metric, with its unit where it has one. */
  y: string;
  /** Other models, each a level line: "constant-caption". */
  references?: readonly { model: string; value: number }[];
  /** Decimals of a value. Default 3. */
  digits?: number;
}

/** Pixels: from place to place, right of the last, between lines, from a mark to its seeds. */
export const STEP = 170, AFTER = 22, DODGE = 12, SEEDS = 8;
export const HEIGHT = 300;

/** What all parts of the chart agree on. */
export interface Frame {
  /** The places on the x axis, from the left. */
  places: readonly string[];
  /** The lines. */
  lines: readonly string[];
  /** Pixels left of the first place. */
  before: number;
  /** Width of the panel. */
  width: number;
  /** Values at the bottom and at the top. */
  domain: readonly [number, number];
}

/** From a place to the outermost seeds on its left. */
export function marksReach(lines: number): number {
  return (lines - 1) / 2 * DODGE + SEEDS;
}

/** All that is drawn, with a margin. */
export function domainOf(
  cells: readonly InteractionCell[],
  references: readonly { value: number }[],
): [number, number] {
  const all = [
    ...cells.flatMap(({ value, low, high, seeds }) => [value, low, high, ...seeds]),
    ...references.map(({ value }) => value),
  ];
  const low = Math.min(...all), high = Math.max(...all);
  const margin = (high - low || 1) * 0.05;
  return [low - margin, high + margin].map((v) => Number(v.toPrecision(4))) as [number, number];
}

/** Height of a value in the panel, from its top. */
export function pixel(value: number, [low, high]: readonly [number, number]): number {
  return (high - value) / (high - low) * HEIGHT;
}
