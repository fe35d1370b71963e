import { dataUri } from "./data_uri.ts";
import { escapeText } from "./escape.ts";
import type { Drawing } from "./figure.ts";
import { count, plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { drawing, element } from "./svg.ts";
import { wrapText } from "./text_width.ts";

/** A picture of a contact sheet. */
export interface Thumbnail {
  /** A small JPEG or PNG file, about 120 px on its longer side. */
  image: Uint8Array;
  /** A few words beneath it; at most `lines` lines are shown. */
  caption?: string;
}

/** Options of {@link contactSheet}. */
export interface ContactSheetOptions {
  /** A few words; it also begins the alternative text. */
  title: string;
  /** Pictures in a row. Default 6. */
  columns?: number;
  /** Width of a picture's place in pixels. Default 112. */
  width?: number;
  /** Height of the place; by default its width. */
  height?: number;
  /** `crop` fills the place (default), `whole` shows the picture to its edges. */
  fit?: "crop" | "whole";
  /** Most lines of a caption. Default 2. */
  lines?: number;
  /** Most characters of the finished SVG. Default 150,000, so that a notebook stays small. */
  limit?: number;
}

const GAP = 8, LINE = 14, FONT_SIZE = 11;

/**
 * Sets pictures in rows with short captions, as one SVG that holds the files themselves.
 *
 * @throws {RangeError} If there is no picture, or the sheet would be larger than `limit`.
 * @throws {TypeError} If a picture is not a JPEG or PNG file.
 */
export function contactSheet(
  pictures: readonly Thumbnail[],
  options: ContactSheetOptions,
): Drawing {
  const { title, columns = 6, width = 112, height = width, limit = 150_000 } = options;
  const { lines: most = 2 } = options;
  if (pictures.length === 0) {
    throw new RangeError("Cannot draw a contact sheet: there must be a picture");
  }
  const captions = pictures.map(({ caption = "" }) =>
    caption === "" ? [] : wrapText(caption, { size: FONT_SIZE, width, lines: most })
  );
  const lines = Math.max(...captions.map((caption) => caption.length));
  const rowHeight = height + GAP + (lines === 0 ? 0 : lines * LINE + 6);
  const cells = pictures.map((picture, i) =>
    cell(picture.image, captions[i], {
      x: (i % columns) * (width + GAP),
      y: Math.floor(i / columns) * rowHeight,
      width,
      height,
      fit: options.fit,
    })
  );
  const sheet = drawing(cells, {
    title,
    description: describe(title, pictures),
    width: Math.min(columns, pictures.length) * (width + GAP) - GAP,
    height: Math.ceil(pictures.length / columns) * rowHeight - GAP,
  });
  if (sheet.svg.length > limit) {
    throw new RangeError(
      `Cannot draw a contact sheet: its SVG must have at most ${
        count(limit)
      } characters (take fewer or smaller pictures), current value is ${count(sheet.svg.length)}`,
    );
  }
  return sheet;
}

interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
  fit?: "crop" | "whole";
}

function cell(image: Uint8Array, caption: readonly string[], place: Cell): string {
  const { fit = "crop", ...size } = place;
  const picture = element("image", {
    ...size,
    preserveAspectRatio: fit === "crop" ? "xMidYMid slice" : "xMidYMid meet",
    href: dataUri(image),
  });
  const text = caption.map((line, i) =>
    element("text", {
      x: size.x,
      y: size.y + size.height + 14 + i * LINE,
      "font-size": FONT_SIZE,
      fill: NEUTRAL.secondary,
    }, escapeText(line))
  );
  return element("rect", { ...size, fill: NEUTRAL.wash }) + picture + text.join("");
}

function describe(title: string, pictures: readonly Thumbnail[]): string {
  const captions = pictures.map(({ caption }) => caption).filter((caption) =>
    caption !== undefined
  );
  const list = captions.length === 0 ? "" : ` Captions: ${captions.join("; ")}.`;
  return `${title}. Contact sheet of ${plural(pictures.length, "picture")}.${list}`;
}
