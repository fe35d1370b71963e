import { dataUri } from "./data_uri.ts";
import { escapeText } from "./escape.ts";
import type { Page } from "./figure.ts";
import { html, MUTED, RULE, type Style, swatch } from "./html.ts";
import { count, decimals } from "./numbers.ts";
import { modelStyle } from "./palette.ts";

/** A picture with what models and people say about it. */
export interface GalleryItem {
  /** A JPEG or PNG file, about 200 px wide. */
  image: Uint8Array;
  /** A short heading, "picture 17" for instance. */
  title: string;
  /** What each model says. */
  captions: readonly ModelCaption[];
  /** What people wrote. */
  references: readonly string[];
}

/** What one model says. */
export interface ModelCaption {
  /** Name of the model. */
  model: string;
  /** The caption; may be empty. */
  caption: string;
  /** A score of this caption, or several, shown beside it. */
  score?: CaptionScore | readonly CaptionScore[];
}

/** A score of one caption. */
export interface CaptionScore {
  /** Name of the metric. */
  metric: string;
  /** The score. */
  value: number;
  /** Its place among the scores of all pictures; 1 is the best. */
  place?: { rank: number; of: number };
}

/** Options of {@link gallery}. */
export interface GalleryOptions {
  /** Width of a picture in pixels. Default 190. */
  pictureWidth?: number;
  /** Most references shown a picture. Default 3. */
  references?: number;
}

/**
 * Shows pictures beside the captions of models and the references; on a narrow page the text goes
 * beneath its picture.
 *
 * @throws {TypeError} If a picture is not a JPEG or PNG file.
 */
export function gallery(items: readonly GalleryItem[], options: GalleryOptions = {}): Page {
  const { pictureWidth = 190, references = 3 } = options;
  const shown = items.map((item) => ({
    ...item,
    references: item.references.slice(0, references),
  }));
  return {
    kind: "page",
    html: html(
      "div",
      { style: { "max-width": "760px", "line-height": "1.4" } },
      shown.map((item) => card(item, pictureWidth)).join("\n"),
    ),
    description: shown.map(plain).join("\n\n"),
  };
}

/** Two inline blocks: they stand side by side where there is room, else one beneath the other. */
function card(item: GalleryItem, pictureWidth: number): string {
  const block: Style = { display: "inline-block", "vertical-align": "top", "max-width": "100%" };
  const image = html("img", {
    src: dataUri(item.image),
    alt: `${item.title}: ${item.references[0] ?? "no reference"}`,
    style: { ...block, width: `${pictureWidth}px`, margin: "0 20px 10px 0" },
  });
  const text = html(
    "div",
    { style: { ...block, width: "470px", "font-size": "14px" } },
    [
      html("div", { style: { color: MUTED, "font-size": "12px" } }, escapeText(item.title)),
      ...item.captions.map(modelCaption),
      item.references.length === 0 ? "" : referenceList(item.references),
    ].join(""),
  );
  return html("div", { style: { "border-top": RULE, padding: "14px 0 6px" } }, image + text);
}

function modelCaption({ model, caption, score }: ModelCaption): string {
  const { label, mark } = modelStyle(model);
  const value = [score ?? []].flat().map(scoreText).join("");
  const name = html(
    "span",
    { style: { color: MUTED, "font-size": "12px" } },
    escapeText(label + value),
  );
  return html("div", { style: { margin: "5px 0 0" } }, swatch(mark) + name) +
    html("div", { style: { "margin-left": "16px", "font-size": "15px" } }, words(caption));
}

function scoreText({ metric, value, place }: CaptionScore): string {
  const among = place === undefined ? "" : ` (${count(place.rank)} of ${count(place.of)})`;
  return ` · ${metric} ${decimals(value, 2)}${among}`;
}

/** A caption with its unknown words in grey. */
function words(caption: string): string {
  if (caption.trim() === "") return html("em", { style: { color: MUTED } }, "(nothing)");
  return caption.split(/(<unk>)/).map((part) =>
    part === "<unk>" ? html("span", { style: { color: MUTED } }, "&lt;unk&gt;") : escapeText(part)
  ).join("");
}

function referenceList(references: readonly string[]): string {
  const style = { margin: "9px 0 0 16px", color: MUTED, "font-size": "12px" };
  const head = html("div", { style }, escapeText(modelStyle("references").label));
  const lines = references.map((reference) =>
    html("div", { style: { "margin-left": "16px", "font-style": "italic" } }, escapeText(reference))
  );
  return head + lines.join("");
}

function plain({ title, captions, references }: GalleryItem): string {
  return [
    title,
    ...captions.map(({ model, caption }) => `  ${modelStyle(model).label}: ${caption}`),
    ...references.map((reference) => `  reference: ${reference}`),
  ].join("\n");
}
