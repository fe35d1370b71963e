import { arrow, box, FROZEN, label, type Point, shapeTag } from "./architecture.ts";
import type { Drawing } from "./figure.ts";
import {
  describeLstmHalf,
  lstmHalf,
  type LstmHalfOptions,
  PADDING,
  POOLED_X,
  WIDTH,
} from "./lstm_half.ts";
import { plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { type PicturePatches, picturePatches } from "./picture_patches.ts";
import { drawing, element, round } from "./svg.ts";

/** What {@link clipLstmDrawing} draws. */
export interface ClipLstmDrawingOptions extends LstmHalfOptions {
  /** Name of the frozen encoder: "CLIP ViT-B/32". */
  encoder: string;
  /** Side of the square input in pixels, `S`. */
  imageSize: number;
  /** The vision transformer: side of a patch in pixels, width of a token `G`, layers, heads a layer. */
  transformer: { patch: number; width: number; layers: number; heads: number };
  /** Width of the projected class token, `F`. */
  pooled: number;
  /** A JPEG or PNG file that stands for the input; its middle square is cut into patches. */
  picture?: Uint8Array;
}

/** Heights: the class token and all that follows from it; upper edge of the words read. */
const CLASS_Y = 66, INPUT_Y = 304;
/** Rows of tokens, their pitch, and the layers that they run through. */
const ROW = 22, LAYERS_TOP = 48, TAG_Y = 234;
const PICTURE = { x: 0, y: 79, side: 128 };
const TOKEN_X = 156, TILE = 18, BAR = { x: 178, width: 32 };
const SLABS = { x: 226, right: 338, width: 22 };
const OUT_X = 354, MOST_SLABS = 4;

/**
 * Draws the captioner of the paper's Figure 2: a picture in patches, a frozen vision transformer, its
 * class token projected to the pooled vector, and the same LSTM as in {@link cnnLstmDrawing}.
 *
 * Vision transformer: Dosovitskiy et al., 2020, figure 1 (https://arxiv.org/abs/2010.11929); CLIP:
 * Radford et al., 2021 (https://arxiv.org/abs/2103.00020).
 *
 * @throws {RangeError} If the patches do not fill the picture, there is no layer or no word.
 * @throws {TypeError} If the picture is not a JPEG or PNG file.
 *
 * @example
 * ```ts
 * import { clipLstmDrawing } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const { description } = clipLstmDrawing({
 *   encoder: "CLIP ViT-B/32",
 *   imageSize: 224,
 *   transformer: { patch: 32, width: 768, layers: 12, heads: 12 },
 *   pooled: 512,
 *   embedding: 512,
 *   hidden: 512,
 *   vocabulary: 8000,
 * });
 * assert.match(description, /7 × 7 patches of 32 × 32 pixels/);
 * ```
 */
export function clipLstmDrawing(options: ClipLstmDrawingOptions): Drawing {
  const { encoder, imageSize, transformer: { patch, layers }, pooled } = options;
  const perSide = imageSize / patch;
  if (!(Number.isInteger(perSide) && perSide > 0) || layers < 1) {
    throw new RangeError(
      `Cannot draw the captioner: the patches must fill the picture and there must be a layer, current values are ${imageSize} / ${patch} pixels and ${layers}`,
    );
  }
  const half = lstmHalf(options, { y: CLASS_Y, top: INPUT_Y, pooled });
  return drawing([...encoderPart(options, perSide), ...half.parts], {
    title: `CLIP+LSTM: ${encoder} and an LSTM`,
    description: `${describeEncoder(options, perSide)} ${describeLstmHalf(options)}`,
    width: WIDTH + 2 * PADDING,
    height: half.height + 2 * PADDING,
    padding: PADDING,
  });
}

function describeEncoder(options: ClipLstmDrawingOptions, perSide: number): string {
  const { encoder, imageSize, transformer: { patch, width, layers, heads }, pooled } = options;
  return `An image of ${imageSize} × ${imageSize} pixels is cut into ${perSide} × ${perSide} patches ` +
    `of ${patch} × ${patch} pixels. Each becomes a token of ${width} numbers; with a class token ` +
    `before them, they go through the ${layers} layers of a frozen ${encoder}, ${heads} attention ` +
    `heads each. The ${
      perSide ** 2
    } patch tokens that come out are the grid, which this captioner ` +
    `does not use; the class token is projected, and the pooled vector, ${pooled} numbers,`;
}

/** Everything before the pooled vector. */
function encoderPart(options: ClipLstmDrawingOptions, perSide: number): string[] {
  const { encoder, imageSize, transformer, picture } = options;
  const { patch } = transformer, count = perSide ** 2;
  const patches = picturePatches(picture, perSide);
  const middle = PICTURE.y + PICTURE.side / 2;
  const head = PICTURE.x + PICTURE.side / 2;
  return [
    patches.definition,
    label(`${encoder}, frozen`, [(TOKEN_X + POOLED_X) / 2, 10], { bold: true }),
    label(`${perSide}×${perSide} patches of ${patch}×${patch}`, [head, PICTURE.y - 14], {
      size: 12,
      bold: true,
    }),
    ...tiles(patches, perSide),
    shapeTag(["B", imageSize, imageSize, 3], [head, TAG_Y]),
    arrow([[PICTURE.x + PICTURE.side + 5, middle], [TOKEN_X - 4, middle]]),
    ...tokens(patches, count),
    shapeTag(["B", count + 1, transformer.width], [BAR.x - 2, TAG_Y]),
    ...slabs(transformer, rowsOf(count).at(-1)!.y + 18),
    ...output(transformer.width, count),
  ];
}

/** The picture as separate tiles. */
function tiles(patches: PicturePatches, perSide: number): string[] {
  const gap = perSide > 10 ? 1 : 2;
  const side = (PICTURE.side - (perSide - 1) * gap) / perSide;
  return Array.from({ length: perSide ** 2 }, (_, i) =>
    patches.patch(i, {
      x: PICTURE.x + (i % perSide) * (side + gap),
      y: PICTURE.y + Math.floor(i / perSide) * (side + gap),
      side,
    }));
}

/** A row of tokens: the class token, a patch by its number, or dots for those between. */
interface TokenRow {
  kind: "class" | "patch" | "dots";
  index: number;
  y: number;
}

/** The class token, the first four patches, dots, the last patch. */
function rowsOf(count: number): TokenRow[] {
  const patch = (index: number) => ({ kind: "patch", index }) as const;
  const all = Array.from({ length: Math.min(count, 6) }, (_, i) => patch(i));
  const rows = count <= 6
    ? all
    : [...all.slice(0, 4), { kind: "dots", index: 0 } as const, patch(count - 1)];
  return [{ kind: "class", index: 0 } as const, ...rows]
    .map((row, i) => ({ ...row, y: CLASS_Y + i * ROW }));
}

/** The picture flattened: one token below the other, each beside its patch. */
function tokens(patches: PicturePatches, count: number): string[] {
  return rowsOf(count).flatMap(({ kind, index, y }) => {
    if (kind === "dots") {
      return [TOKEN_X + TILE / 2, BAR.x + BAR.width / 2].map((x) => dots([x, y]));
    }
    const before = kind === "class"
      ? label("class", [TOKEN_X + TILE, y], { size: 12, anchor: "end" })
      : patches.patch(index, { x: TOKEN_X, y: y - TILE / 2, side: TILE });
    return [before, token(BAR.x, y), lane(BAR.x + BAR.width + 2, SLABS.x, y)];
  });
}

/** A token as a lying bar of cells. */
function token(x: number, y: number): string {
  const lines = [1, 2, 3].map((i) => {
    const at = x + i * BAR.width / 4;
    return element("line", { x1: at, x2: at, y1: y - 6, y2: y + 6, stroke: FROZEN.stroke });
  });
  const area = { x, y: y - 6, width: BAR.width, height: 12, tone: FROZEN, radius: 2 };
  return box(area) + lines.join("");
}

/** A token's way into and out of the layers. */
function lane(from: number, to: number, y: number): string {
  return arrow([[from, y], [to - 1, y]], { color: NEUTRAL.faint });
}

/** Three dots around a point, below each other or beside each other. */
function dots([x, y]: Point, direction: "down" | "right" = "down"): string {
  return [-5, 0, 5].map((d) => {
    const [cx, cy] = direction === "down" ? [x, y + d] : [x + d, y];
    return element("circle", { cx, cy, r: 1.2, fill: NEUTRAL.secondary });
  }).join("");
}

/** The layers: all of them, or the first two and the last. */
function slabs({ layers, heads }: { layers: number; heads: number }, bottom: number): string[] {
  const shown = layers <= MOST_SLABS
    ? Array.from({ length: layers }, (_, i) => i + 1)
    : [1, 2, undefined, layers];
  const { x, right } = SLABS;
  const width = shown.length === 1 ? right - x : SLABS.width;
  const pitch = (right - x - width) / Math.max(1, shown.length - 1);
  const middle = (x + right) / 2;
  return [
    label(plural(layers, "transformer layer"), [middle, LAYERS_TOP - 16], { size: 12, bold: true }),
    ...shown.map((number, i) => {
      const left = x + i * pitch;
      return number === undefined
        ? dots([left + width / 2, (LAYERS_TOP + bottom) / 2], "right")
        : slab(number, { left, width, bottom });
    }),
    label(`${heads} heads each`, [middle, TAG_Y], { size: 11, color: NEUTRAL.secondary }),
  ];
}

/** One layer: its number, and along it what it does. */
function slab(
  number: number,
  { left, width, bottom }: { left: number; width: number; bottom: number },
): string {
  const height = bottom - LAYERS_TOP, middle = left + width / 2;
  const center = LAYERS_TOP + height / 2 + 10;
  return box({ x: left, y: LAYERS_TOP, width, height }) +
    label(String(number), [middle, LAYERS_TOP + 14], { size: 12, bold: true }) +
    element(
      "g",
      { transform: `rotate(-90 ${round(middle)} ${round(center)})` },
      label("attention, MLP", [middle, center], { size: 12 }),
    );
}

/** What comes out: the class token, projected; the grid, which waits for attention. */
function output(width: number, count: number): string[] {
  const rows = rowsOf(count);
  const end = OUT_X + BAR.width;
  const first = rows[1].y - 9, last = rows[rows.length - 1].y + 9;
  const middle = (first + last) / 2;
  const bracket = element("path", {
    d: `M${end + 5},${first}h4v${last - first}h-4`,
    fill: "none",
    stroke: NEUTRAL.faint,
  });
  const note = { anchor: "start", size: 11, color: NEUTRAL.secondary } as const;
  const projection = { x: end + 20, y: CLASS_Y - 19, width: 60, height: 38 };
  return [
    ...rows.flatMap(({ kind, y }) =>
      kind === "dots"
        ? [dots([OUT_X + BAR.width / 2, y])]
        : [token(OUT_X, y), lane(SLABS.right + 1, OUT_X - 1, y)]
    ),
    bracket,
    label("grid", [end + 16, middle - 18], { anchor: "start", size: 12, bold: true }),
    label(`[B, ${count}, ${width}]`, [end + 16, middle - 1], note),
    label("not used here", [end + 16, middle + 15], note),
    arrow([[end + 4, CLASS_Y], [projection.x, CLASS_Y]]),
    box({ ...projection, text: "projection", size: 12, tone: FROZEN }),
    arrow([[projection.x + projection.width, CLASS_Y], [POOLED_X - 8, CLASS_Y]]),
  ];
}
