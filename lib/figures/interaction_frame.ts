import type { InteractionCell } from "./interaction.ts";

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
