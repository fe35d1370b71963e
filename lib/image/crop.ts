import type { Box } from "./resize.ts";

/** A size in pixels. */
export interface Size {
  /** Number of columns. */
  width: number;
  /** Number of rows. */
  height: number;
}

/**
 * Which way the crop's offset is rounded where the border has an odd number of pixels: "even"
 * (torchvision: half to even) or "floor" (CLIP). They are one pixel apart when the border is
 * 3 modulo 4.
 */
export type Rounding = "even" | "floor";

/**
 * Gives the size that makes the shorter side `side` and keeps the proportions.
 *
 * `long' = ⌊side · long / short⌋`, truncated as torchvision and CLIP do it.
 *
 * @throws {RangeError} If `side` is not a whole number of at least 1.
 */
export function shortSideTo(size: Size, side: number): Size {
  checkSide(side);
  const short = Math.min(size.width, size.height);
  return {
    width: Math.trunc(side * size.width / short),
    height: Math.trunc(side * size.height / short),
  };
}

/**
 * Gives the square of `side` pixels in the middle of a picture.
 *
 * @param rounding How half a pixel is rounded, see {@linkcode Rounding}.
 * @throws {RangeError} If the picture is smaller than the square.
 *
 * @example
 * ```ts
 * import { centreBox } from "#lib/image";
 * import assert from "node:assert/strict";
 *
 * const size = { width: 299, height: 224 };
 * assert.equal(centreBox(size, { side: 224, rounding: "floor" }).left, 37);
 * assert.equal(centreBox(size, { side: 224, rounding: "even" }).left, 38);
 * ```
 */
export function centreBox(size: Size, crop: { side: number; rounding: Rounding }): Box {
  const { side, rounding } = crop;
  checkSide(side);
  if (size.width < side || size.height < side) {
    throw new RangeError(
      `Cannot crop a picture: both sides must have at least ${side} pixels, ` +
        `current value is [${size.width}, ${size.height}]`,
    );
  }
  const round = rounding === "floor" ? Math.floor : halfToEven;
  return {
    left: round((size.width - side) / 2),
    top: round((size.height - side) / 2),
    width: side,
    height: side,
  };
}

function halfToEven(value: number): number {
  const low = Math.floor(value);
  return value - low < 0.5 || (value - low === 0.5 && low % 2 === 0) ? low : low + 1;
}

function checkSide(side: number): void {
  if (!Number.isInteger(side) || side < 1) {
    throw new RangeError(
      `Cannot crop a picture: the side must be a whole number of at least 1, current value is ${side}`,
    );
  }
}
