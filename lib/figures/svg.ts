import { escapeText } from "./escape.ts";
import type { Drawing } from "./figure.ts";
import { FONT, NEUTRAL } from "./palette.ts";

/** Attributes of an element; numbers are written with two decimals at most, `undefined` is left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Writes a number with at most two decimals, so that a drawing is the same on every machine. */
export function round(value: number): number {
  return Math.round(value * 100) / 100 + 0; // + 0 turns −0 into 0
}

/** Writes points as an SVG attribute: `0,0 4.5,2`. */
export function pointList(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
}

/**
 * Writes one SVG element. Attribute values are escaped, `children` is markup already.
 *
 * @example
 * ```ts
 * import { element } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * assert.equal(element("circle", { cx: 1 / 3, r: 2 }), '<circle cx="0.33" r="2"/>');
 * ```
 */
export function element(name: string, attributes: Attributes, children?: string): string {
  let head = name;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    head += ` ${key}="${typeof value === "number" ? round(value) : escapeText(value)}"`;
  }
  return children === undefined ? `<${head}/>` : `<${head}>${children}</${name}>`;
}

/** What a drawing is called and how large it is. */
export interface DrawingOptions {
  /** A few words. */
  title: string;
  /** What the drawing shows, for those who cannot see it. */
  description: string;
  /** Width in CSS pixels; a narrower page scales it down. */
  width: number;
  /** Height in CSS pixels. */
  height: number;
  /** White margin on all sides, inside the size. Default 0. */
  padding?: number;
}

/**
 * Puts markup into an SVG document that stands alone: title, description, white page, font.
 *
 * @param children Markup of {@link element} and the drawing's primitives.
 */
export function drawing(children: readonly string[], options: DrawingOptions): Drawing {
  const { title, description, width, height, padding = 0 } = options;
  const id = stableId(`${title}\n${description}`);
  const svg = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      role: "img",
      "aria-labelledby": `${id}-title ${id}-desc`,
      "font-family": FONT.replaceAll('"', "'"),
      "font-size": 12,
      fill: NEUTRAL.ink,
      style: "max-width: 100%; height: auto",
    },
    [
      element("title", { id: `${id}-title` }, escapeText(title)),
      element("desc", { id: `${id}-desc` }, escapeText(description)),
      element("rect", { width, height, fill: NEUTRAL.page }),
      padding === 0
        ? children.join("\n")
        : element("g", { transform: `translate(${padding} ${padding})` }, children.join("\n")),
    ].join("\n"),
  );
  return { kind: "drawing", description, svg, width, height };
}

/** Makes an id from text (FNV-1a), so that figures on one page do not share ids and a re-run keeps them. */
export function stableId(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `f${(hash >>> 0).toString(36)}`;
}
