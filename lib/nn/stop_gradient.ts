import { customGrad, type Tensor, zerosLike } from "../tensor/mod.ts";

/**
 * Hands a tensor on as a constant: the same values, through which no gradient flows.
 *
 * @example
 * ```ts
 * import { stopGradient } from "#lib/nn";
 * import { grad, mul, startTensors, tensor1d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const slope = grad((x) => mul(x, stopGradient(x)))(tensor1d([3]));
 * assert.deepEqual([...await slope.data()], [3]); // of x · 3, not of x²
 * ```
 */
export function stopGradient(x: Tensor): Tensor {
  const operation = customGrad((input) => ({
    value: (input as Tensor).clone(),
    gradFunc: (slope) => zerosLike(slope as Tensor),
  }));
  return operation(x);
}
