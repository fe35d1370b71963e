import type { Random } from "../tensor/random.ts";
import type { Normalization } from "./normalize.ts";

/** How far a training picture may be changed; each is drawn anew every time it is seen. */
export interface Augmentation {
  /** Largest shift in pixels, both ways; what enters is the mirrored border. */
  readonly shift: number;
  /** Chance of a turn by 90, 180 or 270 degrees, each as likely. */
  readonly turn: number;
  /** Brightness is multiplied by a number from `1 − brightness` to `1 + brightness`. */
  readonly brightness: number;
  /** Contrast around mid-grey, likewise. */
  readonly contrast: number;
  /** Each channel, likewise: a wrong white balance. */
  readonly balance: number;
}

/**
 * Changes a square picture at random, and normalizes it.
 *
 * Shift and turn only move pixels, and the three changes of colour are one table a channel, so a picture
 * costs one pass. There are no mirror images: print would no longer read.
 *
 * @param square 8-bit RGB, `[S, S, 3]`.
 * @param options.out Receives the values from element `offset` on.
 * @throws {TypeError} If the picture is not of that side, or does not fit into `out`.
 * @throws {RangeError} If the shift is larger than the side.
 *
 * @example
 * ```ts
 * import { augment, IMAGENET_NORMALIZATION, normalize } from "#lib/image";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const square = new Uint8Array(12).map((_, i) => 20 * i);
 * const out = new Float32Array(12);
 * augment(square, {
 *   side: 2,
 *   augmentation: { shift: 0, turn: 0, brightness: 0, contrast: 0, balance: 0 },
 *   random: new Random(1),
 *   normalization: IMAGENET_NORMALIZATION,
 *   out,
 * });
 * assert.deepEqual(out, normalize(square, IMAGENET_NORMALIZATION));
 * ```
 */
export function augment(
  square: Uint8Array,
  options: {
    side: number;
    augmentation: Augmentation;
    random: Random;
    normalization: Normalization;
    out: Float32Array;
    offset?: number;
  },
): void {
  const { side, augmentation, random, normalization, out, offset = 0 } = options;
  if (square.length !== side * side * 3 || offset + square.length > out.length) {
    throw new TypeError(
      `Cannot augment a picture: it must be [${side}, ${side}, 3] and fit into ` +
        `${out.length - offset} values, current length is ${square.length}`,
    );
  }
  if (augmentation.shift > side) {
    throw new RangeError(
      `Cannot augment a picture: the shift must be at most its side of ${side} pixels, ` +
        `current value is ${augmentation.shift}`,
    );
  }
  const { rows, columns } = placement(side, augmentation, random);
  const table = colourTable(augmentation, random, normalization);
  let o = offset;
  for (let y = 0; y < side; y++) {
    const row = rows[y];
    for (let x = 0; x < side; x++) {
      const at = row + columns[x];
      out[o] = table[square[at]];
      out[o + 1] = table[256 + square[at + 1]];
      out[o + 2] = table[512 + square[at + 2]];
      o += 3;
    }
  }
}

/** Where each output row and column comes from, as two summands of the pixel's address. */
function placement(
  side: number,
  { shift, turn }: Augmentation,
  random: Random,
): { rows: Int32Array; columns: Int32Array } {
  const across = random.integer(2 * shift + 1) - shift,
    down = random.integer(2 * shift + 1) - shift;
  const quarters = random.chance(turn) ? 1 + random.integer(3) : 0;
  const line = (distance: number, step: number, backwards: boolean) =>
    Int32Array.from({ length: side }, (_, i) => {
      const place = mirrored(i + distance, side);
      return step * (backwards ? side - 1 - place : place);
    });
  // An odd number of quarter turns makes rows of columns.
  const [along, beside] = quarters % 2 === 0 ? [3, 3 * side] : [3 * side, 3];
  return {
    rows: line(down, beside, quarters === 1 || quarters === 2),
    columns: line(across, along, quarters === 2 || quarters === 3),
  };
}

function mirrored(i: number, side: number): number {
  if (i < 0) return -1 - i;
  return i < side ? i : 2 * side - 1 - i;
}

/** From a byte to the changed and normalized value, for each channel. */
function colourTable(
  { brightness, contrast, balance }: Augmentation,
  random: Random,
  { mean, deviation }: Normalization,
): Float32Array {
  const near1 = (width: number) => 1 + random.uniform(-width, width);
  const light = near1(brightness), spread = near1(contrast);
  const table = new Float32Array(768);
  for (let c = 0; c < 3; c++) {
    const gain = light * near1(balance);
    for (let v = 0; v < 256; v++) {
      const value = (v / 255 * gain - 0.5) * spread + 0.5;
      table[256 * c + v] = (Math.min(1, Math.max(0, value)) - mean[c]) / deviation[c];
    }
  }
  return table;
}
