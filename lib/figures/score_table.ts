import { escapeText } from "./escape.ts";
import type { Page } from "./figure.ts";
import { FAINT_RULE, html, MUTED, RULE, swatch } from "./html.ts";
import { decimals } from "./numbers.ts";
import { modelStyle } from "./palette.ts";

/** A score, with its 95 % interval where there is one. */
export interface Score {
  /** The score itself. */
  value: number;
  /** Lower end of its interval. */
  low?: number;
  /** Upper end of its interval. */
  high?: number;
}

/** A model and its scores by metric; a metric without a score shows a dash. */
export interface ScoreRow {
  /** Name of the model. */
  model: string;
  /** Scores by metric. */
  scores: Readonly<Record<string, Score | undefined>>;
}

/** Options of {@link scoreTable}. */
export interface ScoreTableOptions {
  /** The columns, in order. */
  metrics: readonly string[];
  /** What our scores are of: "mini, validation, 573 pictures". */
  caption: string;
  /** The published scores, under a heading of their own that says whose and of what. */
  paper?: { heading: string; rows: readonly ScoreRow[] };
  /** Decimals of a score. Default 3. */
  digits?: number;
}

const CELL = { padding: "5px 0 5px 14px", "text-align": "right", "white-space": "nowrap" };
const NAME = { padding: "5px 0", "text-align": "left", "white-space": "nowrap" };

/**
 * Sets scores in a table: models on rows, metrics in columns, intervals beneath the values. The
 * paper's scores stand apart, under their own heading, and are not compared with ours.
 *
 * @example
 * ```ts
 * import { scoreTable } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const rows = [{ model: "cnn-lstm", scores: { "BLEU-4": { value: 0.21, low: 0.19, high: 0.23 } } }];
 * const table = scoreTable(rows, { metrics: ["BLEU-4"], caption: "mini, validation" });
 * assert.match(table.description, /CNN\+LSTM +0\.210 \[0\.190, 0\.230\]/);
 * ```
 */
export function scoreTable(rows: readonly ScoreRow[], options: ScoreTableOptions): Page {
  const { metrics, caption, paper, digits = 3 } = options;
  const head = html(
    "tr",
    { style: { "background-color": "transparent" } },
    [
      html("th", { scope: "col", style: NAME }, ""),
      ...metrics.map((metric) =>
        html("th", { scope: "col", style: { ...CELL, "font-weight": "600" } }, escapeText(metric))
      ),
    ].join(""),
  );
  const groups = [
    group(caption, rows, { metrics, digits, swatches: true }),
    ...(paper ? [group(paper.heading, paper.rows, { metrics, digits, swatches: false })] : []),
  ];
  const table = html("table", {
    style: {
      "border-collapse": "collapse",
      "font-size": "14px",
      "line-height": "1.3",
      "font-variant-numeric": "tabular-nums",
      margin: "4px 0",
    },
  }, html("thead", {}, head) + groups.join(""));
  return {
    kind: "page",
    html: html("div", { style: { "overflow-x": "auto", "max-width": "100%" } }, table),
    description: plain(rows, options),
  };
}

interface GroupOptions {
  metrics: readonly string[];
  digits: number;
  swatches: boolean;
}

/** A heading over the whole width and its rows. */
function group(heading: string, rows: readonly ScoreRow[], options: GroupOptions): string {
  const { metrics, digits, swatches } = options;
  const title = html(
    "tr",
    { style: { "background-color": "transparent" } },
    html("th", {
      scope: "rowgroup",
      colspan: String(metrics.length + 1),
      style: {
        ...NAME,
        "border-top": RULE,
        "padding-top": "8px",
        color: MUTED,
        "font-weight": "normal",
        "font-size": "12.5px",
      },
    }, escapeText(heading)),
  );
  const body = rows.map(({ model, scores }) => {
    const { label, mark } = modelStyle(model);
    return html(
      "tr",
      { style: { "border-top": FAINT_RULE, "background-color": "transparent" } },
      [
        html("th", {
          scope: "row",
          style: { ...NAME, "font-weight": "normal", "vertical-align": "top" },
        }, (swatches ? swatch(mark) : "") + escapeText(label)),
        ...metrics.map((metric) => scoreCell(scores[metric], digits)),
      ].join(""),
    );
  });
  return html("tbody", {}, title + body.join(""));
}

function scoreCell(score: Score | undefined, digits: number): string {
  if (score === undefined) return html("td", { style: { ...CELL, color: MUTED } }, "–");
  const interval = bounds(score, digits);
  const small = { color: MUTED, "font-size": "11px" };
  return html(
    "td",
    { style: { ...CELL, "vertical-align": "top" } },
    decimals(score.value, digits) +
      (interval === "" ? "" : html("div", { style: small }, interval)),
  );
}

function bounds({ low, high }: Score, digits: number): string {
  if (low === undefined || high === undefined) return "";
  return `[${decimals(low, digits)}, ${decimals(high, digits)}]`;
}

function plain(rows: readonly ScoreRow[], options: ScoreTableOptions): string {
  const { metrics, caption, paper, digits = 3 } = options;
  const lines = (list: readonly ScoreRow[]) =>
    list.map(({ model, scores }) => [
      modelStyle(model).label,
      ...metrics.map((metric) => {
        const score = scores[metric];
        return score ? `${decimals(score.value, digits)} ${bounds(score, digits)}`.trim() : "–";
      }),
    ]);
  const ours = lines(rows), theirs = paper ? lines(paper.rows) : [];
  const all = [["", ...metrics], ...ours, ...theirs];
  const widths = all[0].map((_, i) => Math.max(...all.map((line) => line[i].length)));
  const set = (line: readonly string[]) =>
    line.map((text, i) => i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])).join("  ");
  return [
    set(all[0]),
    caption,
    ...ours.map(set),
    ...(paper ? [paper.heading, ...theirs.map(set)] : []),
  ]
    .join("\n");
}
