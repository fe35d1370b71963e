import { label } from "./architecture.ts";
import { dataUri } from "./data_uri.ts";
import type { Drawing } from "./figure.ts";
import { decimals, plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { drawing, element } from "./svg.ts";
import { textWidth, wrapText } from "./text_width.ts";
import { type ChartOptions, sentence } from "./theme.ts";

/** A picture and the text that belongs to it. */
export interface PictureText {
  /** A JPEG or PNG file, about 90 px on its shorter side; its middle square is shown. */
  image: Uint8Array;
  /** What somebody wrote about it; at most three lines are shown. */
  text: string;
}

/** Options of {@link similarityMatrix}. */
export interface SimilarityMatrixOptions extends ChartOptions {
  /** `[n, n]`: `values[i][j]` is of picture `i` and text `j`. */
  values: readonly (readonly number[])[];
  /** What the values are: "cosine similarity", "probability of the text (columns sum to 1)". */
  unit: string;
  /** Values of the palest and the darkest colour. Default: the smallest and the largest value. */
  range?: readonly [number, number];
  /** Marks the best text of each picture (default), or the best picture of each text. */
  best?: "text" | "picture";
  /** Decimals of a value. Default 2. */
  digits?: number;
}

const CELL = 48, GAP = 2, TEXT_WIDTH = 160, LEFT = TEXT_WIDTH + 12, PADDING = 10;
const LEAST_WIDTH = 340, LINE = 14, TEXT = { size: 12, subscripts: false } as const;
const PALE = [253, 246, 240], DARK = [233, 136, 74];

/**
 * Draws how well each of `n` texts fits each of `n` pictures, which is what contrastive learning
 * looks at: a column for each picture, a row for each text. The pairs that belong together lie on
 * the outlined diagonal, and the best of each picture (or text) has a dot.
 *
 * @throws {RangeError} If there is no pair, a value is not finite or the range is empty.
 * @throws {TypeError} If the values are not `[n, n]`, or a picture is not a JPEG or PNG file.
 */
export function similarityMatrix(
  pairs: readonly PictureText[],
  options: SimilarityMatrixOptions,
): Drawing {
  check(pairs, options);
  const { title, subtitle, values, best = "text" } = options;
  const width = Math.max(LEFT + pairs.length * CELL - GAP, LEAST_WIDTH);
  const head = heading(title, subtitle, width);
  const marked = bestOf(values, best);
  const top = head.height + CELL + 4;
  const parts = [
    ...head.parts,
    ...pairs.flatMap(({ image, text }, k) => [
      element("image", {
        x: LEFT + k * CELL,
        y: head.height,
        width: CELL - GAP,
        height: CELL - GAP,
        preserveAspectRatio: "xMidYMid slice",
        href: dataUri(image),
      }),
      ...rowText(text, top + k * CELL + (CELL - GAP) / 2),
    ]),
    ...cells(options, { top, marked }),
    ...legend(options, top + pairs.length * CELL + 12),
  ];
  return drawing(parts, {
    title,
    description: describe(pairs, options, marked),
    width: width + 2 * PADDING,
    height: top + pairs.length * CELL + 72 + 2 * PADDING,
    padding: PADDING,
  });
}

function check(pairs: readonly PictureText[], { values, range }: SimilarityMatrixOptions): void {
  const n = pairs.length;
  if (n === 0) throw new RangeError("Cannot draw similarities: there must be a pair");
  const widths = [...new Set(values.map((row) => row.length))];
  if (values.length !== n || widths.length !== 1 || widths[0] !== n) {
    throw new TypeError(
      `Cannot draw similarities: the values of ${
        plural(n, "pair")
      } must be [${n}, ${n}], current value is [${values.length}, ${widths.join(" or ")}]`,
    );
  }
  const wrong = values.flat().find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot draw similarities: each must be finite, current value is ${wrong}`,
    );
  }
  if (range !== undefined && !(range[0] < range[1])) {
    throw new RangeError(
      `Cannot draw similarities: the range must rise, current value is [${range.join(", ")}]`,
    );
  }
}

/** Title and subtitle, set as in charts. */
function heading(title: string, subtitle: string | undefined, width: number) {
  const titles = wrapText(title, { size: 15, bold: true, width });
  const lines = subtitle === undefined ? [] : wrapText(subtitle, { size: 12.5, width });
  const start = { anchor: "start", subscripts: false } as const;
  const parts = [
    ...titles.map((line, i) => label(line, [0, 7 + 19 * i], { ...start, size: 15, bold: true })),
    ...lines.map((line, i) =>
      label(line, [0, 7 + 19 * titles.length + 4 + 17 * i], {
        ...start,
        size: 12.5,
        color: NEUTRAL.secondary,
      })
    ),
  ];
  return { parts, height: 19 * titles.length + (lines.length ? 4 + 17 * lines.length : 0) + 12 };
}

/** A text beside its row, ending where the row begins. */
function rowText(text: string, middle: number): string[] {
  const lines = wrapText(text, { ...TEXT, width: TEXT_WIDTH, lines: 3 });
  return lines.map((line, i) =>
    label(line, [TEXT_WIDTH, middle + (i - (lines.length - 1) / 2) * LINE], {
      ...TEXT,
      anchor: "end",
    })
  );
}

/** For each picture its best text, or for each text its best picture: the first of the largest. */
function bestOf(values: readonly (readonly number[])[], best: "text" | "picture"): number[] {
  const lists = best === "text"
    ? values
    : values.map((_, text) => values.map((ofPicture) => ofPicture[text]));
  return lists.map((list) => list.indexOf(Math.max(...list)));
}

function rangeOf({ values, range }: SimilarityMatrixOptions): readonly [number, number] {
  return range ?? [Math.min(...values.flat()), Math.max(...values.flat())];
}

/** Colour at a share of the range; pale enough everywhere for dark text. */
function colorAt(share: number): string {
  const t = Math.max(0, Math.min(1, share));
  const channels = PALE.map((pale, k) => Math.round(pale + t * (DARK[k] - pale)));
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function cells(
  options: SimilarityMatrixOptions,
  { top, marked }: { top: number; marked: readonly number[] },
): string[] {
  const { values, best = "text", digits = 2 } = options;
  const [low, high] = rangeOf(options);
  return values.flatMap((ofPicture, picture) =>
    ofPicture.map((value, text) => {
      const x = LEFT + picture * CELL, y = top + text * CELL, side = CELL - GAP;
      const fill = colorAt((value - low) / (high - low || 1));
      const isBest = best === "text" ? marked[picture] === text : marked[text] === picture;
      return element("rect", { x, y, width: side, height: side, fill }) +
        (picture === text ? outline(x, y, side) : "") +
        (isBest ? dot(x + side - 8, y + 8) : "") +
        label(decimals(value, digits), [x + side / 2, y + side / 2], { ...TEXT, bold: isBest });
    })
  );
}

function outline(x: number, y: number, side: number): string {
  const inside = { x: x + 1, y: y + 1, width: side - 2, height: side - 2 };
  return element("rect", { ...inside, fill: "none", stroke: NEUTRAL.ink, "stroke-width": 2 });
}

function dot(cx: number, cy: number): string {
  return element("circle", { cx, cy, r: 3, fill: NEUTRAL.ink });
}

/** What the colours and the marks mean. */
function legend(options: SimilarityMatrixOptions, y: number): string[] {
  const { unit, best = "text", digits = 2 } = options;
  const [low, high] = rangeOf(options).map((value) => decimals(value, digits));
  const note = { ...TEXT, anchor: "start", color: NEUTRAL.secondary } as const;
  const steps = 40, bar = 120;
  const left = textWidth(low, TEXT) + 6, right = left + bar;
  const name = best === "text" ? "best text of each picture" : "best picture of each text";
  return [
    label(low, [0, y + 7], note),
    ...Array.from({ length: steps }, (_, i) =>
      element("rect", {
        x: left + i * bar / steps,
        y: y + 1,
        width: bar / steps + (i + 1 < steps ? 0.5 : 0), // no seams between
        height: 12,
        fill: colorAt((i + 0.5) / steps),
      })),
    label(high, [right + 6, y + 7], note),
    label(unit, [0, y + 28], note),
    outline(0, y + 42, 14),
    label("belong together", [20, y + 49], note),
    dot(134, y + 49),
    label(name, [144, y + 49], note),
  ];
}

function describe(
  pairs: readonly PictureText[],
  { title, values, unit, best = "text", digits = 2 }: SimilarityMatrixOptions,
  marked: readonly number[],
): string {
  const own = marked.filter((index, i) => index === i).length;
  const [of, other] = best === "text" ? ["pictures", "text"] : ["texts", "picture"];
  const list = pairs.map(({ text }, i) => {
    const j = marked[i];
    const value = best === "text" ? values[i][j] : values[j][i];
    const better = j === i ? "" : ` (best ${other}: "${pairs[j].text}" ${decimals(value, digits)})`;
    return `"${text}" ${decimals(values[i][i], digits)}${better}`;
  });
  return `${sentence(title)} Matrix of ${
    plural(pairs.length, "picture")
  } and their texts, ${unit}. ` +
    `For ${own} of ${pairs.length} ${of} the best ${other} is the one that belongs to it. ` +
    `On the diagonal: ${list.join("; ")}.`;
}
