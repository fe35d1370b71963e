import type { Figure } from "../figures/figure.ts";
import { renderSvg } from "../figures/render.ts";

/** The key under which Deno's kernel looks for what an object shows. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never;

/** One output in several forms, by MIME type; a front end takes the richest that it knows. */
export type Bundle = Readonly<Record<string, unknown>>;

/** An object that a notebook shows when it is the last expression of a cell. */
export interface Displayable {
  /** Gives the forms to show. */
  [DISPLAY](): Promise<Bundle>;
}

/**
 * Makes a figure the output of a cell: write `show(figure)` as its last expression.
 *
 * A chart shows as Vega-Lite in JupyterLab and as SVG in a report, a drawing as SVG, a page as HTML;
 * each has its description as plain text beside it.
 *
 * @example
 * ```ts
 * import { bars } from "#lib/figures";
 * import { DISPLAY, show } from "#lib/notebook";
 * import assert from "node:assert/strict";
 *
 * const shown = show(bars([{ label: "blur", count: 3 }], { title: "Flags", x: "pictures" }));
 * const bundle = await shown[DISPLAY]();
 * assert.deepEqual(Object.keys(bundle), [
 *   "application/vnd.vegalite.v5+json",
 *   "image/svg+xml",
 *   "text/plain",
 * ]);
 * ```
 */
export function show(figure: Figure): Displayable {
  return { [DISPLAY]: () => bundle(figure) };
}

/**
 * Gives the forms of a figure by MIME type.
 *
 * @throws {Error} If Vega-Lite refuses a chart's specification.
 */
export async function bundle(figure: Figure): Promise<Bundle> {
  const plain = { "text/plain": figure.description };
  switch (figure.kind) {
    case "chart":
      return {
        "application/vnd.vegalite.v5+json": figure.spec,
        "image/svg+xml": await renderSvg(figure),
        ...plain,
      };
    case "drawing":
      return { "image/svg+xml": figure.svg, ...plain };
    case "page":
      return { "text/html": figure.html, ...plain };
  }
}
