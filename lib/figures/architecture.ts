import { escapeText } from "./escape.ts";
import { MODEL_STYLES, NEUTRAL } from "./palette.ts";
import { element, pointList } from "./svg.ts";
import { textWidth } from "./text_width.ts";

/** A place in a drawing: pixels from the left and from the top. */
export type Point = readonly [x: number, y: number];

/** Colours of a part: its area, its outline, its text. */
export interface Tone {
  /** Colour of the area. */
  readonly fill: string;
  /** Colour of the outline. */
  readonly stroke: string;
  /** Colour of the text. */
  readonly ink: string;
}

/** Parts that stay as they are: grey. */
export const FROZEN: Tone = { fill: "#eef0f3", stroke: "#a9b1bb", ink: NEUTRAL.ink };
/** Parts that learn: blue. */
export const TRAINED: Tone = {
  fill: "#e3f0fc",
  stroke: MODEL_STYLES["cnn-lstm"].mark,
  ink: "#0b4f8f",
};
/** Data on the way: neither frozen nor trained. */
export const DATA: Tone = { fill: NEUTRAL.page, stroke: NEUTRAL.line, ink: NEUTRAL.ink };

/** Options of {@link label}. */
export interface LabelOptions {
  /** Font size in pixels. Default 13. */
  size?: number;
  /** Which part of the line stands at the point. Default `middle`. */
  anchor?: "start" | "middle" | "end";
  /** Colour; by default that of the drawing. */
  color?: string;
  /** Bold letters. */
  bold?: boolean;
  /** Slanted letters. */
  italic?: boolean;
  /** Whether `_` begins a subscript; not so in text that somebody wrote. Default true. */
  subscripts?: boolean;
}

/**
 * Writes a line of text whose middle height is at the point; `h_1` and `w_{t−1}` have subscripts.
 *
 * @example
 * ```ts
 * import { label } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * assert.match(label("h_1", [10, 20]), /h<tspan [^>]*>1<\/tspan>/);
 * ```
 */
export function label(text: string, [x, y]: Point, options: LabelOptions = {}): string {
  const { size = 13, anchor = "middle", color, bold, italic } = options;
  const content = options.subscripts === false ? escapeText(text) : subscripts(text, size);
  // Dropped by a third of the font size the line stands in the middle, in every program.
  return element("text", {
    x,
    y: y + size * 0.35,
    "font-size": size,
    "text-anchor": anchor,
    fill: color,
    "font-weight": bold ? "bold" : undefined,
    "font-style": italic ? "italic" : undefined,
  }, content);
}

function subscripts(text: string, size: number): string {
  const drop = size * 0.22;
  const small = { "font-size": size * 0.75 };
  return text.split(/(_\{[^}]*\}|_[A-Za-z0-9])/).map((part, i, parts) => {
    if (i % 2 === 1) {
      return element("tspan", { ...small, dy: drop }, escapeText(part.replace(/^_\{?|\}$/g, "")));
    }
    if (i === 0 || part === "") return escapeText(part);
    return parts[i - 1] ? element("tspan", { dy: -drop }, escapeText(part)) : escapeText(part);
  }).join("");
}

/** A rectangle with a text in its middle. */
export interface BoxOptions {
  /** Left edge. */
  x: number;
  /** Upper edge. */
  y: number;
  /** Width in pixels. */
  width: number;
  /** Height in pixels. */
  height: number;
  /** Text in the middle. */
  text?: string;
  /** Colours. Default {@link FROZEN}. */
  tone?: Tone;
  /** Font size of the text. */
  size?: number;
  /** Radius of the corners. Default 4. */
  radius?: number;
}

/** Draws a box: an operation, or a word on its way. */
export function box(options: BoxOptions): string {
  const { x, y, width, height, text, tone = FROZEN, size = 13, radius = 4 } = options;
  const area = element("rect", {
    x,
    y,
    width,
    height,
    rx: radius,
    fill: tone.fill,
    stroke: tone.stroke,
  });
  if (text === undefined) return area;
  return area + label(text, [x + width / 2, y + height / 2], { size, color: tone.ink });
}

/** Options of {@link arrow}. */
export interface ArrowOptions {
  /** Colour of line and head. */
  color?: string;
  /** A broken line. */
  dashed?: boolean;
  /** Without a head it is a plain line. */
  head?: boolean;
}

/**
 * Draws an arrow through points, with rounded corners and its head at the last one.
 *
 * @throws {RangeError} If there are fewer than two points.
 */
export function arrow(points: readonly Point[], options: ArrowOptions = {}): string {
  if (points.length < 2) {
    throw new RangeError(
      `Cannot draw an arrow: it needs two points, current value is ${points.length}`,
    );
  }
  const { color = NEUTRAL.secondary, dashed = false, head = true } = options;
  const [x, y] = points[points.length - 1];
  const [ux, uy] = direction(points[points.length - 2], [x, y]);
  const end: Point = head ? [x - 5 * ux, y - 5 * uy] : [x, y];
  const line = element("path", {
    d: path([...points.slice(0, -1), end]),
    fill: "none",
    stroke: color,
    "stroke-width": 1.3,
    "stroke-dasharray": dashed ? "3 3" : undefined,
  });
  if (!head) return line;
  const wing = (side: number): Point => [x - 8 * ux - side * uy, y - 8 * uy + side * ux];
  return line +
    element("polygon", { points: pointList([[x, y], wing(3.6), wing(-3.6)]), fill: color });
}

/** A path through points, its corners rounded with a radius of 8 px at most. */
function path(points: readonly Point[]): string {
  const at = (point: Point) => pointList([point]);
  let d = `M${at(points[0])}`;
  for (let i = 1; i < points.length - 1; i++) {
    const corner = points[i];
    const before = towards(corner, points[i - 1]), after = towards(corner, points[i + 1]);
    d += `L${at(before)}Q${at(corner)} ${at(after)}`;
  }
  return d + `L${at(points[points.length - 1])}`;
}

function towards(from: Point, to: Point): Point {
  const [ux, uy] = direction(from, to);
  const step = Math.min(8, Math.hypot(to[0] - from[0], to[1] - from[1]) / 2);
  return [from[0] + step * ux, from[1] + step * uy];
}

function direction([x0, y0]: Point, [x1, y1]: Point): Point {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  return [(x1 - x0) / length, (y1 - y0) / length];
}

/** Writes the shape of a tensor as a small tag centred on the point: `[B, 2048]`. */
export function shapeTag(shape: readonly (string | number)[], [x, y]: Point): string {
  const text = `[${shape.join(", ")}]`;
  const size = 11;
  const width = textWidth(text, { size }) + 10;
  return element("rect", {
    x: x - width / 2,
    y: y - 8.5,
    width,
    height: 17,
    rx: 8.5,
    fill: NEUTRAL.wash,
  }) + label(text, [x, y], { size, color: NEUTRAL.secondary });
}
