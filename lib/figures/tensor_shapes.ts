import { box, DATA, FROZEN, type Point, type Tone } from "./architecture.ts";
import { NEUTRAL } from "./palette.ts";
import { element, pointList } from "./svg.ts";

/** A feature map as a block: as tall as the map, as thick as it has channels. */
export interface VolumeOptions {
  /** Left edge. */
  x: number;
  /** Height of the block's middle. */
  middle: number;
  /** Width of the front. */
  thickness: number;
  /** Height and, slanted, depth. */
  side: number;
  /** Colours. Default {@link FROZEN}. */
  tone?: Tone;
}

/** How far a block's top and right faces reach back, as a share of its side. */
const SLANT = 0.42;

/** Width of a block in the drawing. */
export function volumeWidth({ thickness, side }: { thickness: number; side: number }): number {
  return thickness + side * SLANT;
}

/** Draws a feature map as a block seen from the front left. */
export function volume({ x, middle, thickness, side, tone = FROZEN }: VolumeOptions): string {
  const back = side * SLANT, up = back * 0.6;
  const top = middle - (side - up) / 2;
  const right = x + thickness, bottom = top + side;
  const face = (points: readonly Point[], fill: string) =>
    element("polygon", {
      points: pointList(points),
      fill,
      stroke: tone.stroke,
      "stroke-linejoin": "round",
    });
  const topLeft: Point = [x, top], topRight: Point = [right, top];
  const backRight: Point = [right + back, top - up];
  return [
    face([topLeft, [x + back, top - up], backRight, topRight], NEUTRAL.page),
    face([topRight, backRight, [right + back, bottom - up], [right, bottom]], tone.fill),
    face([topLeft, topRight, [right, bottom], [x, bottom]], NEUTRAL.wash),
  ].join("");
}

/** Options of {@link vector}. */
export interface VectorOptions {
  /** Height in pixels. Default 84. */
  height?: number;
  /** Colours. Default {@link DATA}. */
  tone?: Tone;
}

/** Draws a vector as an upright bar of cells, centred on the point. */
export function vector([x, y]: Point, options: VectorOptions = {}): string {
  const { height = 84, tone = DATA } = options;
  const cells = Math.max(2, Math.round(height / 12));
  const cell = height / cells;
  const lines = Array.from({ length: cells - 1 }, (_, i) => {
    const at = y - height / 2 + (i + 1) * cell;
    return element("line", { x1: x - 6, x2: x + 6, y1: at, y2: at, stroke: tone.stroke });
  });
  return box({ x: x - 6, y: y - height / 2, width: 12, height, tone, radius: 2 }) + lines.join("");
}
