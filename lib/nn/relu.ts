import { customGrad, relu as rectify, type Tensor } from "../tensor/mod.ts";
import { reluGrad } from "./kernels.ts";

/**
 * Cuts off negative values: `max(0, x)`, differentiable; the slope at 0 is 0.
 *
 * The gradient is TensorFlow's own operation, one pass; TensorFlow.js composes it of six.
 *
 * @example
 * ```ts
 * import { relu } from "#lib/nn";
 * import { startTensors, tensor1d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * assert.deepEqual([...await relu(tensor1d([-1, 0, 2])).data()], [0, 0, 2]);
 * ```
 */
export function relu(x: Tensor): Tensor {
  const operation = customGrad((input, save) => {
    const value = rectify(input as Tensor);
    (save as (tensors: Tensor[]) => void)([value]);
    return {
      value,
      gradFunc: (slope, saved) => reluGrad(saved[0], slope as Tensor),
    };
  });
  return operation(x);
}
