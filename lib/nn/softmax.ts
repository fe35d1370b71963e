import { customGrad, type Tensor } from "../tensor/mod.ts";
import { softmaxGrad, softmaxRows } from "./kernels.ts";

/**
 * Turns the scores of the last axis into shares that sum to 1: `y_i = exp(x_i) / Σ_j exp(x_j)`.
 *
 * Differentiable; the gradient `y (dy − Σ dy y)` is written by hand and keeps `y` alone.
 *
 * @param scores `[…, width]`.
 *
 * @example
 * ```ts
 * import { softmax } from "#lib/nn";
 * import { startTensors, tensor2d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * assert.deepEqual([...await softmax(tensor2d([[7, 7]])).data()], [0.5, 0.5]);
 * ```
 */
export function softmax(scores: Tensor): Tensor {
  const operation = customGrad((input, save) => {
    const value = softmaxRows(input as Tensor);
    (save as (tensors: Tensor[]) => void)([value]);
    return {
      value,
      gradFunc: (slope, [y]: Tensor[]) => softmaxGrad(y, slope as Tensor),
    };
  });
  return operation(scores);
}
