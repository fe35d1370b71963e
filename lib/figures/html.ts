import { escapeText } from "./escape.ts";
import { NEUTRAL } from "./palette.ts";

/** Styles of an element by property, in CSS spelling. */
export type Style = Readonly<Record<string, string>>;

/**
 * Writes one HTML element with its style inside; `children` is markup already.
 *
 * Notebooks that are not trusted lose `<style>` elements and classes, but keep these.
 */
export function html(
  tag: string,
  { style = {}, ...attributes }: { style?: Style; [name: string]: Style | string | undefined },
  children = "",
): string {
  const css = Object.entries(style).map(([property, value]) => `${property}: ${value}`).join("; ");
  let head = tag;
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") head += ` ${name}="${escapeText(value)}"`;
  }
  if (css !== "") head += ` style="${escapeText(css)}"`;
  return tag === "img" ? `<${head}>` : `<${head}>${children}</${tag}>`;
}

/** Line colours that show on white and on dark pages alike. */
export const RULE = "1px solid rgba(128, 136, 146, 0.55)";
export const FAINT_RULE = "1px solid rgba(128, 136, 146, 0.22)";

/** Secondary text: readable on white and on dark pages. */
export const MUTED = "#76808b";

/** A small coloured square that stands before a model's name. */
export function swatch(color: string): string {
  return html("span", {
    style: {
      display: "inline-block",
      width: "9px",
      height: "9px",
      "margin-right": "7px",
      "background-color": color || NEUTRAL.faint,
    },
  });
}
