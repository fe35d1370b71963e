import type { Chart } from "./figure.ts";
import { FONT, NEUTRAL } from "./palette.ts";

/** Looks of all charts: little ink, no frame, faint grid, titles at the left. */
const CONFIG = {
  aria: false, // the document carries the description; marks need none of their own
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: NEUTRAL.secondary,
    labelFontSize: 12,
    titleColor: NEUTRAL.secondary,
    titleFontSize: 12,
    titleFontWeight: "normal",
    tickColor: NEUTRAL.line,
    tickSize: 5,
    labelPadding: 4,
    domain: false,
    gridColor: NEUTRAL.grid,
    labelOverlap: true,
    labelFlush: false,
  },
  axisX: {
    grid: false,
    domain: true,
    domainColor: NEUTRAL.line,
    titleAnchor: "end",
    titlePadding: 8,
  },
  axisY: {
    grid: true,
    ticks: false,
    titleAngle: 0,
    titleAlign: "left",
    titleAnchor: "end",
    titleBaseline: "bottom",
    titleY: -10,
  },
  title: {
    anchor: "start",
    frame: "bounds",
    color: NEUTRAL.ink,
    fontSize: 15,
    fontWeight: "bold",
    subtitleColor: NEUTRAL.secondary,
    subtitleFontSize: 12.5,
    subtitlePadding: 5,
    subtitleLineHeight: 17,
    offset: 16,
  },
  text: { color: NEUTRAL.secondary, fontSize: 12 },
  concat: { spacing: 28 },
};

/** What every chart has in common. */
export interface ChartOptions {
  /** The message or the subject, in a few words. */
  title: string;
  /** One line beneath it: what is shown, on which data. */
  subtitle?: string;
}

/** Ends a title as a sentence, for alternative texts: a question keeps its mark. */
export function sentence(title: string): string {
  return /[.?!]$/.test(title) ? title : `${title}.`;
}

/** Completes the body of a specification with schema, title, description and looks. */
export function chart(
  body: Readonly<Record<string, unknown>>,
  options: ChartOptions & { description: string },
): Chart {
  const { title, subtitle, description } = options;
  const spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    description,
    background: NEUTRAL.page,
    padding: 10,
    title: { text: title, ...(subtitle === undefined ? {} : { subtitle }) },
    ...body,
    config: CONFIG,
  };
  return { kind: "chart", description, spec };
}
