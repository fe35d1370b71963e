import { arrow, box, DATA, FROZEN, label, shapeTag, TRAINED } from "./architecture.ts";
import { dataUri } from "./data_uri.ts";
import type { Drawing } from "./figure.ts";
import { count } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { drawing, element } from "./svg.ts";
import { vector, volume, volumeWidth } from "./tensor_shapes.ts";

/** What {@link cnnLstmDrawing} draws. */
export interface CnnLstmDrawingOptions {
  /** Name of the frozen encoder: "ResNet-50". */
  encoder: string;
  /** Side of the square input in pixels, `S`. */
  imageSize: number;
  /** The encoder's stages from the input on; the last one's channels are the pooled width `F`. */
  stages: readonly { side: number; channels: number }[];
  /** Embedding width `E`. */
  embedding: number;
  /** Hidden width `H`. */
  hidden: number;
  /** Vocabulary size `V`. */
  vocabulary: number;
  /** LSTM layers; at most three are drawn. Default 1. */
  layers?: number;
  /** A JPEG or PNG file that stands for the input. */
  picture?: Uint8Array;
  /** Words of the example caption, at most four. Default "a red can". */
  words?: readonly string[];
}

const WIDTH = 660,
  PADDING = 10,
  MARGIN = 84,
  ENCODER_Y = 84,
  INPUT_Y = 242,
  CELL_Y = 306,
  CELL_HEIGHT = 38;

/**
 * Draws the captioner of the paper's Figure 1: a frozen ResNet, its pooled vector through a linear
 * layer as the first input of an LSTM, which then reads the caption and scores the next word.
 *
 * @throws {RangeError} If there is no stage, or not one to four words.
 */
export function cnnLstmDrawing(options: CnnLstmDrawingOptions): Drawing {
  const { encoder, stages, words = ["a", "red", "can"], layers = 1 } = options;
  if (stages.length === 0 || words.length < 1 || words.length > 4) {
    throw new RangeError(
      `Cannot draw the captioner: it needs a stage and one to four words, current values are ${stages.length} and ${words.length}`,
    );
  }
  const rows = Math.min(layers, 3);
  const height = CELL_Y + rows * (CELL_HEIGHT + 12) + 124;
  const description =
    `An image goes through the ${stages.length} stages of a frozen ${encoder}; the mean over the positions, ${
      stages[stages.length - 1].channels
    } numbers, goes through a linear layer and is the first input of an LSTM with ${layers} layer${
      layers === 1 ? "" : "s"
    } and width ${options.hidden}. The LSTM then reads <start> and the words "${
      words.join(" ")
    }"; after each, a softmax over ${count(options.vocabulary)} words gives the next, up to <end>.`;
  const parts = [
    ...encoderRow(options, columnX(0, words.length + 2)),
    ...unrolled({ ...options, words, layers: rows }),
    ...legend(height - 18),
  ];
  return drawing(parts, {
    title: `CNN+LSTM: ${encoder} and an LSTM`,
    description,
    width: WIDTH + 2 * PADDING,
    height: height + 2 * PADDING,
    padding: PADDING,
  });
}

/** Picture, stages, mean, linear layer; ends in a line down to the first cell of the LSTM, at `first`. */
function encoderRow(options: CnnLstmDrawingOptions, first: number): string[] {
  const { encoder, imageSize, stages, embedding, picture } = options;
  const y = ENCODER_Y, below = y + 66;
  const parts = [
    inputPicture(picture, y),
    shapeTag(["B", imageSize, imageSize, 3], [48, below]),
    arrow([[100, y], [118, y]]),
  ];
  const blocks = stages.map(({ side, channels }) => ({
    side: 90 * side / stages[0].side,
    thickness: 1.05 * Math.sqrt(channels) - 5,
  }));
  const left = 124, right = 448;
  const free = right - left - blocks.reduce((sum, block) => sum + volumeWidth(block), 0);
  let x = left;
  stages.forEach(({ side, channels }, i) => {
    const width = volumeWidth(blocks[i]);
    parts.push(volume({ x, middle: y, ...blocks[i] }));
    parts.push(label(`${side}×${side}×${channels}`, [x + width / 2, below], {
      size: 11,
      color: NEUTRAL.secondary,
    }));
    const next = x + width + free / Math.max(1, stages.length - 1);
    if (i + 1 < stages.length) parts.push(arrow([[x + width + 4, y], [next - 4, y]]));
    x = next;
  });
  parts.push(label(`${encoder}, frozen`, [(left + right) / 2, 14], { bold: true }));
  const pooled = stages[stages.length - 1].channels;
  return [
    ...parts,
    arrow([[right + 4, y], [right + 48, y]]),
    label("mean", [right + 25, y - 11], { size: 11, color: NEUTRAL.secondary }),
    vector([right + 56, y], { tone: FROZEN }),
    shapeTag(["B", pooled], [right + 56, below]),
    arrow([[right + 66, y], [right + 88, y]]),
    box({ x: right + 90, y: y - 19, width: 66, height: 38, text: "W f + b", tone: TRAINED }),
    label("linear", [right + 123, y - 32], { size: 12, bold: true }),
    arrow([[right + 156, y], [right + 176, y]]),
    vector([right + 186, y], { tone: TRAINED }),
    shapeTag(["B", embedding], [right + 180, below]),
    arrow([[right + 186, below + 12], [right + 186, 198], [first, 198], [first, CELL_Y]]),
    label("image vector", [first + 9, 212], {
      anchor: "start",
      size: 11,
      color: NEUTRAL.secondary,
    }),
  ];
}

function inputPicture(picture: Uint8Array | undefined, y: number): string {
  const frame = { x: 0, y: y - 48, width: 96, height: 96 };
  if (picture === undefined) {
    return element("rect", { ...frame, fill: NEUTRAL.wash, stroke: NEUTRAL.line }) +
      label("image", [48, y], { color: NEUTRAL.secondary });
  }
  return element("image", {
    ...frame,
    preserveAspectRatio: "xMidYMid slice",
    href: dataUri(picture),
  });
}

/** Middle of a column of the unrolled LSTM. */
function columnX(i: number, columns: number): number {
  return MARGIN + (i + 0.5) * (WIDTH - MARGIN) / columns;
}

/** The LSTM step by step: the image vector, `<start>` and the words in; the words and `<end>` out. */
function unrolled(
  options: CnnLstmDrawingOptions & { words: readonly string[]; layers: number },
): string[] {
  const { words, layers, hidden, embedding, vocabulary } = options;
  const columns = words.length + 2;
  const softmaxY = CELL_Y + layers * (CELL_HEIGHT + 12) + 8;
  const parts = [
    ...rowLabel("embedding", ["B", embedding], INPUT_Y + 13),
    ...rowLabel(
      layers === 1 ? "LSTM" : `LSTM, ${layers} layers`,
      ["B", hidden],
      CELL_Y + CELL_HEIGHT / 2,
    ),
    ...rowLabel("softmax", ["B", vocabulary], softmaxY + 13),
    label("next word", [0, softmaxY + 62], { anchor: "start", bold: true, size: 12 }),
  ];
  const inputs = ["image", "<start>", ...words];
  const outputs = ["", ...words, "<end>"];
  for (let i = 0; i < columns; i++) {
    const x = columnX(i, columns);
    if (i > 0) {
      parts.push(
        box({
          x: x - 36,
          y: INPUT_Y,
          width: 72,
          height: 26,
          text: inputs[i],
          tone: DATA,
          radius: 13,
        }),
      );
      parts.push(arrow([[x, INPUT_Y + 26], [x, CELL_Y]]));
    }
    parts.push(
      ...cells(x, { layers, next: i + 1 < columns ? columnX(i + 1, columns) : undefined }),
    );
    if (outputs[i] === "") continue;
    parts.push(
      arrow([[x, softmaxY - 20], [x, softmaxY]]),
      box({ x: x - 36, y: softmaxY, width: 72, height: 26, text: `p_${i}`, tone: TRAINED }),
      arrow([[x, softmaxY + 26], [x, softmaxY + 49]]),
      label(outputs[i], [x, softmaxY + 62], { bold: true, size: 14 }),
    );
  }
  return parts;
}

/** One step of the LSTM: a cell a layer, and the state handed on to the next step. */
function cells(x: number, { layers, next }: { layers: number; next?: number }): string[] {
  return Array.from({ length: layers }, (_, k) => {
    const y = CELL_Y + k * (CELL_HEIGHT + 12);
    const middle = y + CELL_HEIGHT / 2;
    const parts = [
      box({ x: x - 36, y, width: 72, height: CELL_HEIGHT, text: "LSTM", tone: TRAINED }),
    ];
    if (k > 0) parts.push(arrow([[x, y - 12], [x, y]]));
    if (next !== undefined) {
      parts.push(arrow([[x + 36, middle], [next - 36, middle]]));
      parts.push(label("h, c", [(x + next) / 2, middle - 10], {
        size: 11,
        italic: true,
        color: NEUTRAL.secondary,
      }));
    }
    return parts.join("");
  });
}

function rowLabel(text: string, shape: readonly (string | number)[], y: number): string[] {
  return [
    label(text, [0, y - 9], { anchor: "start", bold: true, size: 12 }),
    label(`[${shape.join(", ")}]`, [0, y + 8], {
      anchor: "start",
      size: 11,
      color: NEUTRAL.secondary,
    }),
  ];
}

function legend(y: number): string[] {
  const note = { anchor: "start", size: 12, color: NEUTRAL.secondary } as const;
  return [
    box({ x: 0, y: y - 6, width: 12, height: 12, tone: FROZEN, radius: 2 }),
    label("frozen", [18, y], note),
    box({ x: 70, y: y - 6, width: 12, height: 12, tone: TRAINED, radius: 2 }),
    label("trained", [88, y], note),
    label("Training: the inputs are the words of a reference (teacher forcing).", [150, y], note),
    label("Captioning: each word chosen is the next input.", [150, y + 18], note),
  ];
}
