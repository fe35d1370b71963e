/** Pictures of each split. */
export interface Shares {
  /** For training. */
  train: number;
  /** For validation. */
  val: number;
  /** For the test. */
  test: number;
}

/**
 * Shares pictures out as 75 % training, 15 % validation and 10 % test.
 *
 * @throws {RangeError} If there are fewer than 20.
 *
 * @example
 * ```ts
 * import { shareOut } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(shareOut(4000), { train: 3000, val: 600, test: 400 });
 * ```
 */
export function shareOut(images: number): Shares {
  if (!Number.isInteger(images) || images < 20) {
    throw new RangeError(
      `Cannot share out pictures: their number must be a whole number from 20, current value is ${images}`,
    );
  }
  const val = Math.round(0.15 * images), test = Math.round(0.1 * images);
  return { train: images - val - test, val, test };
}
