import { clone, dims, reverse, type Tensor, tidy, transpose } from "../tensor/mod.ts";

/**
 * Turns square images clockwise by quarters of a circle.
 *
 * Pixels change places and nothing else, so it is exact: four quarters give the same bits back.
 *
 * @param images `[B, S, S, 3]`, or any other number of channels.
 * @param quarters Any whole number; −1 turns to the left.
 * @returns A new tensor of the same shape.
 * @throws {TypeError} If the images are not square.
 * @throws {RangeError} If `quarters` is not a whole number.
 *
 * @example
 * ```ts
 * import { quarterTurns } from "#lib/nn";
 * import { startTensors, tensor4d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const image = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]); // 1 2 above 3 4
 * assert.deepEqual([...await quarterTurns(image, 1).data()], [3, 1, 4, 2]); // 3 1 above 4 2
 * ```
 */
export function quarterTurns(images: Tensor, quarters: number): Tensor {
  dims(images, "B S S C");
  if (!Number.isInteger(quarters)) {
    throw new RangeError(
      `Cannot turn images: quarters must be a whole number, current value is ${quarters}`,
    );
  }
  const [row, column] = [1, 2], turns = (quarters % 4 + 4) % 4;
  return tidy(() => {
    if (turns === 0) return clone(images);
    if (turns === 2) return reverse(images, [row, column]);
    // Rows become columns; the first is then the last one, or with three quarters it stays the first.
    return reverse(transpose(images, [0, column, row, 3]), turns === 1 ? column : row);
  });
}
