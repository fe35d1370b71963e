import { escapeText } from "./escape.ts";
import type { Page } from "./figure.ts";
import { FAINT_RULE, html, MUTED, type Style } from "./html.ts";

/** A piece of a caption and how it is judged. */
export interface Chip {
  /** The words. */
  text: string;
  /** How much of it counts, 0 to 1: nothing is grey and struck out, all is dark. */
  share: number;
  /** A remark behind the words: "2 of 3", "in 12 pictures". */
  note?: string;
}

/** Pieces of one sort, and what they come to. */
export interface ChipRow {
  /** What the pieces are: "2 words". */
  label: string;
  /** In their order. */
  chips: readonly Chip[];
  /** What they come to: "6 of 11 = .545". */
  result?: string;
  /** How a piece looks that counts nothing: wrong (struck out, the default) or only not there. */
  nothing?: "wrong" | "absent";
}

/** Options of {@link chips}. */
export interface ChipsOptions {
  /** What is shown. */
  caption: string;
  /** Most pieces a row; the rest is counted. Default 30. */
  most?: number;
}

/**
 * Sets the pieces of a caption in rows, each as dark as it counts: what a metric sees in a sentence.
 *
 * @throws {RangeError} If a share is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { chips } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const page = chips([{
 *   label: "1 word",
 *   chips: [{ text: "red", share: 1 }, { text: "mug", share: 0 }],
 *   result: "1 of 2",
 * }], { caption: "BLEU" });
 * assert.equal(page.description, "BLEU\n1 word (1 of 2): red, [mug]");
 * ```
 */
export function chips(rows: readonly ChipRow[], { caption, most = 30 }: ChipsOptions): Page {
  const wrong = rows.flatMap((row) => row.chips).find(({ share }) => !(share >= 0 && share <= 1));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot show "${wrong.text}": its share must be between 0 and 1, current value is ${wrong.share}`,
    );
  }
  const head = html("div", { style: { color: MUTED, "font-size": "12.5px" } }, escapeText(caption));
  return {
    kind: "page",
    html: html(
      "div",
      { style: { "max-width": "760px", "font-size": "14px", "line-height": "1.4" } },
      head + rows.map((row) => rowOf(row, most)).join("\n"),
    ),
    description: [caption, ...rows.map(plain)].join("\n"),
  };
}

function rowOf({ label, chips, result, nothing = "wrong" }: ChipRow, most: number): string {
  const name = html(
    "div",
    { style: { color: MUTED, "font-size": "12.5px" } },
    escapeText(label) + (result === undefined ? "" : ": " + html("strong", {
      style: { "font-variant-numeric": "tabular-nums" },
    }, escapeText(result))),
  );
  const left = chips.length - most;
  const pieces = chips.slice(0, most).map((chip) => chipOf(chip, nothing)).join("") +
    (left > 0 ? html("span", { style: { color: MUTED } }, `and ${left} more`) : "");
  return html("div", { style: { "border-top": FAINT_RULE, padding: "7px 0 5px" } }, name + pieces);
}

/** The colour's strength says how much counts, and so do the line through nothing and the note. */
function chipOf({ text, share, note }: Chip, nothing: "wrong" | "absent"): string {
  const style: Style = {
    display: "inline-block",
    margin: "3px 5px 2px 0",
    padding: "1px 7px",
    "border-radius": "4px",
    "background-color": `rgba(24, 122, 215, ${(share === 0 ? 0 : 0.08 + 0.37 * share).toFixed(2)})`,
    border: share === 0 ? FAINT_RULE : "1px solid transparent",
    ...(share === 0 ? { color: MUTED } : {}),
  };
  const words = share === 0 && nothing === "wrong"
    ? html("span", { style: { "text-decoration": "line-through" } }, escapeText(text))
    : escapeText(text);
  const remark = note === undefined
    ? ""
    : html("span", { style: { color: MUTED, "font-size": "11px" } }, ` ${escapeText(note)}`);
  return html("span", { style }, words + remark);
}

function plain({ label, chips, result }: ChipRow): string {
  const list = chips.map(({ text, share, note }) =>
    (share === 0 ? `[${text}]` : text) + (note === undefined ? "" : ` (${note})`)
  );
  return `${label}${result === undefined ? "" : ` (${result})`}: ${list.join(", ")}`;
}
