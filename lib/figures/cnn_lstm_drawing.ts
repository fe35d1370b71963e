import { arrow, label, shapeTag } from "./architecture.ts";
import { dataUri } from "./data_uri.ts";
import type { Drawing } from "./figure.ts";
import {
  describeLstmHalf,
  lstmHalf,
  type LstmHalfOptions,
  PADDING,
  POOLED_X,
  WIDTH,
} from "./lstm_half.ts";
import { NEUTRAL } from "./palette.ts";
import { drawing, element } from "./svg.ts";
import { volume, volumeWidth } from "./tensor_shapes.ts";

/** What {@link cnnLstmDrawing} draws. */
export interface CnnLstmDrawingOptions extends LstmHalfOptions {
  /** Name of the frozen encoder: "ResNet-50". */
  encoder: string;
  /** Side of the square input in pixels, `S`. */
  imageSize: number;
  /** The encoder's stages from the input on; the last one's channels are the pooled width `F`. */
  stages: readonly { side: number; channels: number }[];
  /** A JPEG or PNG file that stands for the input. */
  picture?: Uint8Array;
}

const ENCODER_Y = 84, INPUT_Y = 242;

/**
 * Draws the captioner of the paper's Figure 1: a frozen ResNet, its pooled vector through a linear
 * layer as the first input of an LSTM, which then reads the caption and scores the next word.
 *
 * @throws {RangeError} If there is no stage or no word.
 */
export function cnnLstmDrawing(options: CnnLstmDrawingOptions): Drawing {
  const { encoder, stages } = options;
  if (stages.length === 0) {
    throw new RangeError(
      "Cannot draw the captioner: its encoder needs a stage, current value is 0",
    );
  }
  const pooled = stages[stages.length - 1].channels;
  const half = lstmHalf(options, { y: ENCODER_Y, top: INPUT_Y, pooled });
  return drawing([...encoderRow(options), ...half.parts], {
    title: `CNN+LSTM: ${encoder} and an LSTM`,
    description: `An image goes through the ${stages.length} stages of a frozen ${encoder}; ` +
      `the mean over the positions, ${pooled} numbers, ${describeLstmHalf(options)}`,
    width: WIDTH + 2 * PADDING,
    height: half.height + 2 * PADDING,
    padding: PADDING,
  });
}

/** Picture, stages and their mean. */
function encoderRow(options: CnnLstmDrawingOptions): string[] {
  const { encoder, imageSize, stages, picture } = options;
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
  return [
    ...parts,
    arrow([[right + 4, y], [POOLED_X - 8, y]]),
    label("mean", [right + 25, y - 11], { size: 11, color: NEUTRAL.secondary }),
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
