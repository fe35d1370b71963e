import { add, customGrad, mul, sigmoid, type Tensor } from "../tensor/mod.ts";
import { sigmoidGrad } from "./kernels.ts";

/** CLIP's number in the exponent. */
const SLOPE = 1.702;

/**
 * CLIP's activation: `x · σ(1.702 x)`, an approximation of the Gaussian error linear unit.
 *
 * Hendrycks & Gimpel, 2016, section 2 (https://arxiv.org/abs/1606.08415); the exact unit in its place
 * moves CLIP's outputs. Differentiable; the gradient is written by hand.
 *
 * @example
 * ```ts
 * import { quickGelu } from "#lib/nn";
 * import { startTensors, tensor1d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const y = await quickGelu(tensor1d([0, 10])).data();
 * assert.ok(y[0] === 0 && Math.abs(y[1] - 10) < 1e-6);
 * ```
 */
export function quickGelu(x: Tensor): Tensor {
  const operation = customGrad((input, save) => {
    const gate = sigmoid(mul(input as Tensor, SLOPE));
    (save as (tensors: Tensor[]) => void)([input as Tensor, gate]);
    return {
      value: mul(input as Tensor, gate),
      // σ + 1.702 x σ (1 − σ)
      gradFunc: (slope, [kept, open]: Tensor[]) => {
        const throughGate = sigmoidGrad(open, mul(slope as Tensor, mul(kept, SLOPE)));
        return add(mul(slope as Tensor, open), throughGate);
      },
    };
  });
  return operation(x);
}
