import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { escapeText } from "./escape.ts";
import type { Chart } from "./figure.ts";
import { FONT } from "./palette.ts";
import { element, round, stableId } from "./svg.ts";
import { textWidth } from "./text_width.ts";

// Without a canvas Vega guesses the width of text, too wide by a quarter; it reads this entry.
(vega as unknown as { textMetrics: { width: typeof measure } }).textMetrics.width = measure;

/** The part of a Vega text mark that its width depends on. */
interface TextItem {
  text?: unknown;
  fontSize?: number;
  fontWeight?: string | number;
  limit?: number;
}

/**
 * Lays a chart out and writes it as an SVG document, without a browser or a canvas.
 *
 * Text is measured with {@link textWidth}, so that the layout fits the font; numbers have two
 * decimals, ids come from the chart, and the same chart gives the same text on every machine.
 *
 * @throws {Error} If Vega-Lite refuses the specification.
 *
 * @example
 * ```ts
 * import { histogram, renderSvg } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const lengths = histogram([8, 9, 9, 12], { title: "Caption lengths", x: "words", y: "captions" });
 * assert.match(await renderSvg(lengths), /^<svg .*role="img"/);
 * ```
 */
export async function renderSvg(chart: Chart): Promise<string> {
  const own = structuredClone(chart.spec); // Vega marks the data rows that it reads
  const { spec } = compile(own as unknown as TopLevelSpec, { logger: quiet() });
  const view = new vega.View(vega.parse(spec), { renderer: "none", logger: quiet() });
  try {
    return standalone(await view.toSVG(), chart);
  } finally {
    view.finalize();
  }
}

/** Width of a line of a Vega text mark, for the layout. */
function measure(item: TextItem, text: unknown): number {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  const width = textWidth(String(text ?? item.text ?? ""), { size: item.fontSize ?? 11, bold });
  return item.limit ? Math.min(width, item.limit) : width;
}

/** Errors only: Vega-Lite's warnings would end in a notebook's output. */
function quiet(): vega.LoggerInterface {
  return vega.logger(vega.Error);
}

/** Gives Vega's SVG its title, description, ids of its own and a width that adapts. */
function standalone(svg: string, chart: Chart): string {
  const id = stableId(JSON.stringify(chart.spec));
  const { text: title } = chart.spec.title as { text: string };
  const end = svg.indexOf(">") + 1;
  const [, width, height, viewBox] = /width="(.*?)" height="(.*?)" viewBox="(.*?)"/.exec(
    svg.slice(0, end),
  )!;
  const head = element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width: Number(width),
    height: Number(height),
    viewBox,
    role: "img",
    "aria-labelledby": `${id}-title ${id}-desc`,
    "font-family": FONT.replaceAll('"', "'"),
    style: "max-width: 100%; height: auto",
  }, "").replace("</svg>", "");
  return head + element("title", { id: `${id}-title` }, escapeText(title)) +
    element("desc", { id: `${id}-desc` }, escapeText(chart.description)) +
    tidyTags(svg.slice(end), id);
}

/**
 * Rewrites the tags, never the text between them: numbers get two decimals, ids the chart's own
 * prefix (Vega counts clip paths over all charts of a process), and what repeats goes.
 */
function tidyTags(markup: string, prefix: string): string {
  const ids = new Map<string, string>();
  const own = (old: string) => {
    if (!ids.has(old)) ids.set(old, `${prefix}-${ids.size}`);
    return ids.get(old);
  };
  return markup.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ (?:aria-[a-z]+|role|class|font-family)="[^"]*"/g, "")
      .replace(/ xlink:href=/g, " href=") // its prefix is not declared, and no longer needed
      .replace(/ id="([^"]+)"/g, (_, old: string) => ` id="${own(old)}"`)
      .replace(/url\(#([^)]+)\)/g, (_, old: string) => `url(#${own(old)})`)
      .replace(/-?\d+\.\d{3,}(?:e-\d+)?/g, (number) => String(round(Number(number)))));
}
