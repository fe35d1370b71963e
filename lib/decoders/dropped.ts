import { dropout } from "../nn/dropout.ts";
import type { Tensor } from "../tensor/mod.ts";
import type { Mode } from "../types.ts";

/**
 * Drops values in training, and hands `x` on as it is in evaluation.
 *
 * @throws {TypeError} If the mode has no stream to draw from.
 */
export function dropped(x: Tensor, rate: number, { training, random }: Mode): Tensor {
  if (!training || rate === 0) return x;
  if (random === undefined) {
    throw new TypeError("Cannot train with dropout: the mode must have a random stream");
  }
  return dropout(x, { rate, random });
}
