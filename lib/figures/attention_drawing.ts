import { arrow, box, DATA, FROZEN, label, shapeTag, TRAINED } from "./architecture.ts";
import type { Drawing } from "./figure.ts";
import { NEUTRAL } from "./palette.ts";
import { type PicturePatches, picturePatches } from "./picture_patches.ts";
import { drawing, element } from "./svg.ts";
import { vector } from "./tensor_shapes.ts";

/** What {@link attentionDrawing} draws. */
export interface AttentionDrawingOptions {
  /** Name of the frozen encoder: "CLIP ViT-B/32". */
  encoder: string;
  /** Positions of a side of the grid: 7 for 49. */
  perSide: number;
  /** Width of a position's features, `G`. */
  grid: number;
  /** Width to which each position is brought first, `D`; without it the grid is read as it is. */
  projection?: number;
  /** Embedding width `E`. */
  embedding: number;
  /** Hidden width `H`. */
  hidden: number;
  /** Vocabulary size `V`. */
  vocabulary: number;
  /** A JPEG or PNG file that stands for the input; its middle square is cut into positions. */
  picture?: Uint8Array;
  /** The word read and the word said in the step that is drawn. Default "red" and "can". */
  words?: readonly [string, string];
}

const WIDTH = 700, HEIGHT = 372, PADDING = 10;
const PICTURE = { x: 0, y: 52, side: 126 };
const MIDDLE = PICTURE.y + PICTURE.side / 2;
const NOTE = { size: 11, color: NEUTRAL.secondary } as const;
const LSTM = { x: 440, y: 222, width: 110, height: 44 };

/**
 * Draws one step of the captioner of the paper's Figure 3: the hidden state asks, the positions answer by
 * their weights, and the LSTM reads their weighted mean with the word before.
 *
 * Xu et al., 2015, section 3.1 (https://arxiv.org/abs/1502.03044).
 *
 * @throws {RangeError} If there is no position.
 * @throws {TypeError} If the picture is not a JPEG or PNG file.
 *
 * @example
 * ```ts
 * import { attentionDrawing } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const { description } = attentionDrawing({
 *   encoder: "CLIP ViT-B/32", perSide: 7, grid: 768, projection: 512,
 *   embedding: 512, hidden: 512, vocabulary: 8000,
 * });
 * assert.match(description, /49 positions of 768 numbers/);
 * ```
 */
export function attentionDrawing(options: AttentionDrawingOptions): Drawing {
  const { perSide, words = ["red", "can"] } = options;
  if (!(Number.isInteger(perSide) && perSide > 0)) {
    throw new RangeError(
      `Cannot draw attention: the positions of a side must be a whole number from 1, current value is ${perSide}`,
    );
  }
  const patches = picturePatches(options.picture, perSide);
  return drawing([
    patches.definition,
    ...gridPart(options, patches),
    ...attentionPart(options, patches),
    ...lstmPart(options, words),
    ...legend(),
  ], {
    title: "LSTM with attention over the grid",
    description: described(options, words),
    width: WIDTH + 2 * PADDING,
    height: HEIGHT + 2 * PADDING,
    padding: PADDING,
  });
}

/** The positions, and the layer that prepares them. */
function gridPart(
  { encoder, perSide, grid, projection }: AttentionDrawingOptions,
  patches: PicturePatches,
) {
  const P = perSide ** 2, right = PICTURE.x + PICTURE.side;
  return [
    label(`${encoder}, frozen`, [PICTURE.side / 2, 12], { bold: true }),
    label("a vector a position", [PICTURE.side / 2, 32], NOTE),
    ...tiles(patches, perSide, PICTURE),
    shapeTag(["B", P, grid], [PICTURE.side / 2, PICTURE.y + PICTURE.side + 18]),
    arrow([[right + 6, MIDDLE], [right + 26, MIDDLE]]),
    projection === undefined ? "" : [
      box({ x: right + 28, y: MIDDLE - 26, width: 88, height: 52, tone: TRAINED }),
      label("layer norm,", [right + 72, MIDDLE - 9], { size: 12 }),
      label("W f + b", [right + 72, MIDDLE + 9], { size: 12 }),
      shapeTag(["B", P, projection], [right + 72, MIDDLE + 42]),
      arrow([[right + 118, MIDDLE], [right + 138, MIDDLE]]),
    ].join(""),
  ];
}

/** Scores, weights and the weighted mean. */
function attentionPart(
  { perSide, projection, grid }: AttentionDrawingOptions,
  patches: PicturePatches,
) {
  const x = 266, P = perSide ** 2, map = { x: x + 130, y: MIDDLE - 40, side: 80 };
  const sum = map.x + map.side + 24;
  return [
    projection === undefined ? arrow([[154, MIDDLE], [x - 2, MIDDLE]]) : "",
    box({ x, y: MIDDLE - 30, width: 108, height: 60, tone: TRAINED }),
    label("attention", [x + 54, MIDDLE - 9], { bold: true, size: 12 }),
    label("v · tanh(k_p + q)", [x + 54, MIDDLE + 11], { size: 13 }),
    arrow([[x + 108, MIDDLE], [map.x - 4, MIDDLE]]),
    label("weights α_t", [map.x + map.side / 2, map.y - 14], { bold: true, size: 13 }),
    ...tiles(patches, perSide, map),
    ...exampleVeil(perSide, map),
    shapeTag(["B", P], [map.x + map.side / 2, map.y + map.side + 18]),
    arrow([[map.x + map.side + 5, MIDDLE], [sum, MIDDLE]]),
    box({
      x: sum + 2,
      y: MIDDLE - 20,
      width: 70,
      height: 40,
      text: "Σ α_p f_p",
      tone: DATA,
    }),
    arrow([[sum + 72, MIDDLE], [sum + 90, MIDDLE]]),
    vector([sum + 100, MIDDLE], { tone: TRAINED }),
    label("context", [sum + 118, MIDDLE - 15], { anchor: "start", size: 13, bold: true }),
    label("vector z_t", [sum + 118, MIDDLE + 1], { anchor: "start", size: 13, bold: true }),
    label(`[B, ${projection ?? grid}]`, [sum + 118, MIDDLE + 18], { ...NOTE, anchor: "start" }),
    // Down to the LSTM, through the gate.
    arrow([[sum + 100, MIDDLE + 46], [sum + 100, LSTM.y + 22], [
      LSTM.x + LSTM.width + 2,
      LSTM.y + 22,
    ]]),
    label("gate β_t", [sum + 108, MIDDLE + 76], { ...NOTE, size: 13, anchor: "start" }),
  ];
}

/** The word read, the cell, its state that asks the next time, and the word said. */
function lstmPart(
  { embedding, hidden, vocabulary }: AttentionDrawingOptions,
  [read, said]: readonly [string, string],
) {
  const { x, y, width, height } = LSTM, middle = y + height / 2, ask = 296;
  const bottom = y + height + 36;
  return [
    box({ x, y, width, height, text: "LSTM", tone: TRAINED }),
    box({ x: 316, y: middle - 14, width: 84, height: 28, text: read, tone: DATA, radius: 13 }),
    label("word before", [358, middle + 24], NOTE),
    shapeTag(["B", embedding], [358, middle + 42]),
    arrow([[400, middle], [x - 2, middle]]),
    // The hidden state of the step before asks.
    label("h_{t−1}", [ask - 44, y - 10], { size: 13, italic: true }),
    label(`[B, ${hidden}]`, [ask - 44, y + 8], NOTE),
    arrow([[ask - 22, y - 10], [ask, y - 10], [ask, MIDDLE + 32]]),
    arrow([[x + 28, y - 24], [x + 28, y - 2]]),
    label("h_{t−1}, c_{t−1}", [x + 28, y - 33], {
      size: 13,
      italic: true,
      color: NEUTRAL.secondary,
    }),
    arrow([[x + width / 2, y + height], [x + width / 2, bottom]]),
    box({ x: x + width / 2 - 36, y: bottom, width: 72, height: 26, text: "p_t", tone: TRAINED }),
    shapeTag(["B", vocabulary], [x + width / 2 - 72, bottom + 13]),
    arrow([[x + width / 2 + 36, bottom + 13], [x + width / 2 + 58, bottom + 13]]),
    label(said, [x + width / 2 + 64, bottom + 13], { anchor: "start", bold: true }),
  ];
}

function legend() {
  const y = HEIGHT - 12;
  return [
    box({ x: 0, y: y - 8, width: 16, height: 16, tone: FROZEN }),
    label("frozen", [22, y], { ...NOTE, anchor: "start" }),
    box({ x: 76, y: y - 8, width: 16, height: 16, tone: TRAINED }),
    label("trained", [98, y], { ...NOTE, anchor: "start" }),
    label("one step; the next one asks with the new hidden state", [156, y], {
      ...NOTE,
      anchor: "start",
    }),
  ];
}

function tiles(
  patches: PicturePatches,
  perSide: number,
  place: { x: number; y: number; side: number },
) {
  const gap = place.side > 100 ? 2 : 1, side = (place.side - (perSide - 1) * gap) / perSide;
  return Array.from({ length: perSide ** 2 }, (_, i) =>
    patches.patch(i, {
      x: place.x + (i % perSide) * (side + gap),
      y: place.y + Math.floor(i / perSide) * (side + gap),
      side,
    }));
}

/** Weights as they might be: near the middle. */
function exampleVeil(perSide: number, { x, y, side }: { x: number; y: number; side: number }) {
  const cell = side / perSide, centre = (perSide - 1) / 2;
  return Array.from({ length: perSide ** 2 }, (_, i) => {
    const across = i % perSide - centre, down = Math.floor(i / perSide) - centre * 1.2;
    const weight = Math.exp(-(across ** 2 + down ** 2) / (perSide * 0.55));
    return element("rect", {
      x: x + (i % perSide) * cell,
      y: y + Math.floor(i / perSide) * cell,
      width: cell,
      height: cell,
      fill: NEUTRAL.page,
      "fill-opacity": 0.9 * (1 - weight),
    });
  });
}

function described(options: AttentionDrawingOptions, [read, said]: readonly [string, string]) {
  const { encoder, perSide, grid, projection, hidden } = options;
  const prepared = projection === undefined
    ? "which are read as they are"
    : `each normalized and brought to ${projection} numbers`;
  return `One step. A frozen ${encoder} gives ${
    perSide ** 2
  } positions of ${grid} numbers, ${prepared}. ` +
    `The hidden state, ${hidden} numbers, and each position give a score; a softmax over positions gives ` +
    `the attention weights; the weighted mean of the positions, through a gate, is the context vector. ` +
    `The LSTM reads it with the word before, "${read}", and says "${said}".`;
}
