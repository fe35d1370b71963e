import { add, customGrad, erf, exp, mul, square, type Tensor } from "../tensor/mod.ts";

/**
 * Weighs values by how likely a normal number is below them: `x Φ(x)`, `Φ(x) = (1 + erf(x / √2)) / 2`.
 *
 * The exact form, as `torch.nn.GELU`; Hendrycks & Gimpel, 2016 (https://arxiv.org/abs/1606.08415).
 * Differentiable; the gradient `Φ(x) + x φ(x)` is written by hand.
 *
 * @example
 * ```ts
 * import { gelu } from "#lib/nn";
 * import { startTensors, tensor1d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const [zero, one] = await gelu(tensor1d([0, 1])).data();
 * assert.ok(zero === 0 && Math.abs(one - 0.841345) < 1e-6);
 * ```
 */
export function gelu(x: Tensor): Tensor {
  const operation = customGrad((input, save) => {
    const values = input as Tensor;
    const below = mul(add(erf(mul(values, Math.SQRT1_2)), 1), 0.5);
    (save as (tensors: Tensor[]) => void)([values, below]);
    return {
      value: mul(values, below),
      gradFunc: (slope, [values, below]: Tensor[]) => {
        const density = mul(exp(mul(square(values), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return mul(slope as Tensor, add(below, mul(values, density)));
      },
    };
  });
  return operation(x);
}
