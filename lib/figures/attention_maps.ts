import { label } from "./architecture.ts";
import type { Drawing } from "./figure.ts";
import { modelStyle, NEUTRAL } from "./palette.ts";
import { picturePatches } from "./picture_patches.ts";
import { drawing, element, round } from "./svg.ts";
import { textWidth, wrapText } from "./text_width.ts";

/** A model's caption of the picture with where it looked for each word. */
export interface LookedCaption {
  /** Name of the model. */
  model: string;
  /** The words in their order, and where the model looked: a weight a position, row by row, sum 1. */
  words: readonly { word: string; weights: readonly number[] }[];
}

/** Options of {@link attentionMaps}. */
export interface AttentionMapsOptions {
  /** A few words. */
  title: string;
  /** The square that the encoder saw, a JPEG or PNG file. */
  picture: Uint8Array;
  /** What people wrote about it, shown beside it. */
  reference?: string;
}

const WIDTH = 740, TILE = 66, GAP = 8, WORD = 20, HEAD = 26, LEFT = 108;
const COLUMNS = Math.floor((WIDTH - LEFT + GAP) / (TILE + GAP));

/**
 * Draws where captioners looked, word by word: a row of small pictures a model, veiled where it did not
 * look, the position with the largest weight outlined.
 *
 * A position as clear as the picture has the largest weight of that word; fully veiled is none. So words
 * can be compared by where, not by how much: how much is spread tells the entropy.
 *
 * @throws {RangeError} If there is no word, or the number of weights is not a square.
 * @throws {TypeError} If the picture is not a JPEG or PNG file.
 *
 * @example
 * ```ts
 * import { attentionMaps, dataUri } from "#lib/figures";
 * import assert from "node:assert/strict";
 *
 * const picture = await Deno.readFile("test/testdata/models/images/07_photo_641x479.jpg");
 * const { description } = attentionMaps([{
 *   model: "clip-attention",
 *   words: [{ word: "can", weights: [0.7, 0.1, 0.1, 0.1] }],
 * }], { title: "Where it looked", picture });
 * assert.match(description, /can \(row 1, column 1, 0.70\)/);
 * ```
 */
export function attentionMaps(
  captions: readonly LookedCaption[],
  { title, picture, reference }: AttentionMapsOptions,
): Drawing {
  const sides = captions.flatMap(({ words }) => words.map(({ weights }) => weights.length ** 0.5));
  const side = sides[0];
  if (side === undefined || sides.some((each) => each !== side || !Number.isInteger(each))) {
    throw new RangeError(
      `Cannot draw attention: each word must have a square of weights, current sides are [${
        [...new Set(sides)].join(", ")
      }]`,
    );
  }
  const patches = picturePatches(picture, 1);
  const parts = [patches.definition, patches.patch(0, { x: 0, y: HEAD, side: LEFT - 22 })];
  if (reference !== undefined) {
    const lines = wrapText(reference, { size: 11, width: LEFT - 20, lines: 9 });
    lines.forEach((line, i) =>
      parts.push(
        label(line, [0, HEAD + LEFT - 10 + i * 14], {
          ...{ size: 11, anchor: "start", italic: true, subscripts: false },
          color: NEUTRAL.secondary,
        }),
      )
    );
  }
  let y = 0;
  for (const { model, words } of captions) {
    const style = modelStyle(model);
    parts.push(
      label(style.label, [LEFT, y + 10], {
        anchor: "start",
        bold: true,
        color: style.ink,
        subscripts: false,
      }),
    );
    y += HEAD;
    words.forEach(({ word, weights }, i) => {
      const at = {
        x: LEFT + (i % COLUMNS) * (TILE + GAP),
        y: y + Math.floor(i / COLUMNS) * (TILE + WORD + GAP),
      };
      parts.push(patches.patch(0, { ...at, side: TILE }), veil(weights, at, style.mark));
      parts.push(wordBelow(word, at));
    });
    y += Math.ceil(words.length / COLUMNS) * (TILE + WORD + GAP) + GAP;
  }
  return drawing(parts, {
    title,
    description: `${title}. ${captions.map(described).join(" ")}`,
    width: WIDTH,
    height: Math.max(y, HEAD + LEFT + (reference === undefined ? 0 : 130)),
  });
}

/** The densest veil, and how many steps there are from none to it. */
const DENSEST = 0.88, STEPS = 8;

/** White over each position, the denser the smaller its weight; the largest weight is outlined. */
function veil(weights: readonly number[], { x, y }: { x: number; y: number }, mark: string) {
  const perSide = Math.sqrt(weights.length), cell = TILE / perSide;
  const most = Math.max(...weights), top = weights.indexOf(most);
  const steps = weights.map((weight) => most > 0 ? Math.round(STEPS * (1 - weight / most)) : STEPS);
  const veils = [...Map.groupBy(runsOf(steps, perSide), ({ step }) => step)]
    .filter(([step]) => step > 0).sort(([one], [other]) => one - other)
    .map(([step, runs]) =>
      element("path", {
        d: runs.map(({ column, row, length }) => `M${column},${row}h${length}v1h-${length}z`).join(
          "",
        ),
        "fill-opacity": DENSEST * step / STEPS,
      })
    );
  const square = { x, y, width: TILE, height: TILE, fill: "none", stroke: NEUTRAL.line };
  const column = top % perSide, row = Math.floor(top / perSide);
  const outline = { x: x + column * cell, y: y + row * cell, width: cell, height: cell };
  return element("g", {
    transform: `translate(${round(x)} ${round(y)}) scale(${round(cell)})`,
    fill: NEUTRAL.page,
    "shape-rendering": "crispEdges",
  }, veils.join("")) + element("rect", square) +
    element("rect", { ...outline, fill: "none", stroke: mark, "stroke-width": 1.6 });
}

/**
 * Positions beside each other with one step, in units of a position: as one path a step they are a tenth of the
 * bytes of a rectangle each.
 */
function runsOf(steps: readonly number[], perSide: number) {
  const runs: { step: number; column: number; row: number; length: number }[] = [];
  steps.forEach((step, i) => {
    const column = i % perSide, last = runs.at(-1);
    if (column > 0 && last?.step === step) last.length++;
    else runs.push({ step, column, row: Math.floor(i / perSide), length: 1 });
  });
  return runs;
}

function wordBelow(word: string, { x, y }: { x: number; y: number }): string {
  const size = [12, 11, 10].find((each) => textWidth(word, { size: each }) <= TILE + GAP - 2) ?? 10;
  const [text] = wrapText(word, { size, width: TILE + GAP - 2, lines: 1 });
  return label(text, [x + TILE / 2, y + TILE + 10], { size, subscripts: false });
}

function described({ model, words }: LookedCaption): string {
  const said = words.map(({ word, weights }) => {
    const most = Math.max(...weights),
      top = weights.indexOf(most),
      side = Math.sqrt(weights.length);
    return `${word} (row ${Math.floor(top / side) + 1}, column ${top % side + 1}, ${
      most.toFixed(2)
    })`;
  });
  return `${modelStyle(model).label}: ${said.join(", ")}.`;
}
