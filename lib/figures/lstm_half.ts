import { arrow, box, DATA, FROZEN, label, type Point, shapeTag, TRAINED } from "./architecture.ts";
import { count, plural } from "./numbers.ts";
import { NEUTRAL } from "./palette.ts";
import { vector } from "./tensor_shapes.ts";
import { textWidth, wrapText } from "./text_width.ts";

/** The half that the captioners with an LSTM have in common, whatever their encoder is. */
export interface LstmHalfOptions {
  /** Embedding width `E`. */
  embedding: number;
  /** Hidden width `H`. */
  hidden: number;
  /** Vocabulary size `V`. */
  vocabulary: number;
  /** LSTM layers; at most three are drawn. Default 1. */
  layers?: number;
  /**
   * Words of the example caption; of more than four the first two and the last are read, and dots
   * stand for the others. Default "a red can".
   */
  words?: readonly string[];
}

/** Width of the drawings, without their margin. */
export const WIDTH = 660;
/** Their margin. */
export const PADDING = 10;
/** Where an encoder ends: the middle of its pooled vector. */
export const POOLED_X = 504;

const MARGIN = 84, CELL_HEIGHT = 38, ROW = CELL_HEIGHT + 12, FROM_INPUT_TO_CELL = 64;
const WORDS = ["a", "red", "can"];
const NOTE = { size: 11, color: NEUTRAL.secondary } as const;

/** Where the half stands. */
interface Place {
  /** Height of the middle of the pooled vector. */
  y: number;
  /** Upper edge of the words that are read. */
  top: number;
  /** Width of the pooled vector, `F`. */
  pooled: number;
}

/**
 * Draws what follows an encoder: its pooled vector, the linear layer, the LSTM step by step and the
 * legend.
 *
 * @returns The markup and the height of the whole drawing without its margin.
 * @throws {RangeError} If there is no word.
 */
export function lstmHalf(
  options: LstmHalfOptions,
  place: Place,
): { parts: string[]; height: number } {
  const { layers = 1, words = WORDS } = options;
  if (words.length === 0) {
    throw new RangeError("Cannot draw the captioner: its caption needs a word, current value is 0");
  }
  const steps = stepsOf(words), xs = columns(steps), rows = Math.min(layers, 3);
  const cellY = place.top + FROM_INPUT_TO_CELL;
  const height = cellY + rows * ROW + 124;
  return {
    parts: [
      ...imageVector(options.embedding, place, [xs[0], cellY]),
      ...rowLabels(options, { top: place.top, rows }),
      ...steps.flatMap((step, i) => {
        const next = i + 1 < steps.length ? xs[i + 1] - half(steps[i + 1]) : undefined;
        return unrolledStep(step, { x: xs[i], next, top: place.top, rows });
      }),
      ...legend(height - 18),
    ],
    height,
  };
}

/** Says in words what {@link lstmHalf} draws, after "… numbers,". */
export function describeLstmHalf(options: LstmHalfOptions): string {
  const { layers = 1, words = WORDS, hidden, vocabulary } = options;
  return `goes through a linear layer and is the first input of an LSTM with ${
    plural(layers, "layer")
  } and width ${hidden}. The LSTM then reads <start> and the words "${
    words.join(" ")
  }"; after each, a softmax over ${count(vocabulary)} words gives the next, up to <end>.`;
}

/** Pooled vector, linear layer, image vector; ends in a line down to the first cell. */
function imageVector(embedding: number, { y, top, pooled }: Place, first: Point): string[] {
  const below = y + 66, x = POOLED_X;
  return [
    vector([x, y], { tone: FROZEN }),
    shapeTag(["B", pooled], [x, below]),
    arrow([[x + 10, y], [x + 32, y]]),
    box({ x: x + 34, y: y - 19, width: 66, height: 38, text: "W f + b", tone: TRAINED }),
    label("linear", [x + 67, y - 32], { size: 12, bold: true }),
    arrow([[x + 100, y], [x + 120, y]]),
    vector([x + 130, y], { tone: TRAINED }),
    shapeTag(["B", embedding], [x + 124, below]),
    arrow([[x + 130, below + 12], [x + 130, top - 44], [first[0], top - 44], first]),
    label("image vector", [first[0] + 9, top - 30], { anchor: "start", ...NOTE }),
  ];
}

/** What one step of the LSTM reads and gives; dots stand for several steps. */
interface LstmStep {
  input?: string;
  output?: string;
  /** Number of the step in the sentence, from 1; 0 reads the image. */
  index: number;
  dots?: boolean;
}

function stepsOf(words: readonly string[]): LstmStep[] {
  const inputs = ["<start>", ...words], outputs = [...words, "<end>"];
  const all = inputs.map((input, i) => ({ input, output: outputs[i], index: i + 1 }));
  const shown = all.length <= 5
    ? all
    : [...all.slice(0, 3), { index: 0, dots: true }, all[all.length - 1]];
  return [{ index: 0 }, ...shown];
}

/** Middles of the columns; that of the dots is narrower. */
function columns(steps: readonly LstmStep[]): number[] {
  const shares = steps.map(({ dots }) => dots ? 0.6 : 1);
  const unit = (WIDTH - MARGIN) / shares.reduce((sum, share) => sum + share, 0);
  let left = MARGIN;
  return shares.map((share) => {
    left += share * unit;
    return left - share * unit / 2;
  });
}

/** Half the width of what stands in a column. */
function half({ dots }: LstmStep): number {
  return dots ? 14 : 36;
}

/** Places of {@link unrolledStep}. */
interface StepPlace {
  /** Middle of the column. */
  x: number;
  /** Where the next step begins. */
  next?: number;
  /** Upper edge of the words that are read. */
  top: number;
  /** LSTM layers. */
  rows: number;
}

/** One column: the word read, the cells, the probabilities and the word they give. */
function unrolledStep(step: LstmStep, place: StepPlace): string[] {
  const { x, top, rows } = place;
  const cellY = top + FROM_INPUT_TO_CELL;
  const softmaxY = cellY + rows * ROW + 8;
  if (step.dots) return dotted(place, softmaxY);
  const parts: string[] = [];
  if (step.input !== undefined) {
    const word = fitted(step.input, { width: 62, sizes: [13, 12, 11] });
    parts.push(
      box({ x: x - 36, y: top, width: 72, height: 26, ...word, tone: DATA, radius: 13 }),
      arrow([[x, top + 26], [x, cellY]]),
    );
  }
  parts.push(...cells(place, cellY));
  if (step.output !== undefined) {
    const text = `p_{${step.index}}`;
    const word = fitted(step.output, { width: 90, sizes: [14, 13, 12], bold: true });
    parts.push(
      arrow([[x, softmaxY - 20], [x, softmaxY]]),
      box({ x: x - 36, y: softmaxY, width: 72, height: 26, text, tone: TRAINED }),
      arrow([[x, softmaxY + 26], [x, softmaxY + 49]]),
      label(word.text, [x, softmaxY + 62], { bold: true, size: word.size }),
    );
  }
  return parts;
}

/** A word in the largest size that fits; one that does not fit in the smallest is cut. */
function fitted(
  word: string,
  { width, sizes, bold }: { width: number; sizes: readonly number[]; bold?: boolean },
): { text: string; size: number } {
  const fits = sizes.find((size) => textWidth(word, { size, bold }) <= width);
  const size = fits ?? sizes[sizes.length - 1];
  return { text: wrapText(word, { size, width, bold }).join(" "), size };
}

/** The steps that are left out: dots in each row, the states run through. */
function dotted(place: StepPlace, softmaxY: number): string[] {
  const { x, top, rows } = place;
  const cellY = top + FROM_INPUT_TO_CELL;
  const middles = Array.from({ length: rows }, (_, k) => cellY + k * ROW + CELL_HEIGHT / 2);
  const dots = [top + 13, ...middles, softmaxY + 13, softmaxY + 62];
  return [
    ...dots.map((y) => label("…", [x, y - 3], { size: 16, color: NEUTRAL.secondary })),
    ...middles.flatMap((y) => handOn(place, y, 14)),
  ];
}

/** One step of the LSTM: a cell a layer, and the state handed on to the next step. */
function cells(place: StepPlace, cellY: number): string[] {
  const { x, rows } = place;
  return Array.from({ length: rows }, (_, k) => {
    const y = cellY + k * ROW;
    return [
      box({ x: x - 36, y, width: 72, height: CELL_HEIGHT, text: "LSTM", tone: TRAINED }),
      ...(k > 0 ? [arrow([[x, y - 12], [x, y]])] : []),
      ...handOn(place, y + CELL_HEIGHT / 2, 36),
    ].join("");
  });
}

/** The arrow to the next step, from `half` the width of this one. */
function handOn({ x, next }: StepPlace, y: number, half: number): string[] {
  if (next === undefined) return [];
  return [
    arrow([[x + half, y], [next, y]]),
    label("h, c", [(x + half + next) / 2, y - 10], { ...NOTE, italic: true }),
  ];
}

/** What stands in each row, with its shape. */
function rowLabels(
  { embedding, hidden, vocabulary, layers = 1 }: LstmHalfOptions,
  { top, rows }: { top: number; rows: number },
): string[] {
  const cellY = top + FROM_INPUT_TO_CELL;
  const softmaxY = cellY + rows * ROW + 8;
  const lstm = layers === 1 ? "LSTM" : `LSTM, ${layers} layers`;
  return [
    ...rowLabel("embedding", ["B", embedding], top + 13),
    ...rowLabel(lstm, ["B", hidden], cellY + CELL_HEIGHT / 2),
    ...rowLabel("softmax", ["B", vocabulary], softmaxY + 13),
    label("next word", [0, softmaxY + 62], { anchor: "start", bold: true, size: 12 }),
  ];
}

function rowLabel(text: string, shape: readonly (string | number)[], y: number): string[] {
  return [
    label(text, [0, y - 9], { anchor: "start", bold: true, size: 12 }),
    label(`[${shape.join(", ")}]`, [0, y + 8], { anchor: "start", ...NOTE }),
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
