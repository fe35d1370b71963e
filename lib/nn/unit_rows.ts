import { maximum, mul, rsqrt, square, sum, type Tensor } from "../tensor/mod.ts";

/** Keeps the length of a row of zeros from being divided by. */
const TINY = 1e-12;

/**
 * Brings each row to length 1: `x / ‖x‖`; differentiable. A row of zeros stays one.
 *
 * @param x `[N, width]`.
 *
 * @example
 * ```ts
 * import { unitRows } from "#lib/nn";
 * import { startTensors, tensor2d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const [a, b] = await unitRows(tensor2d([[3, 4]])).data();
 * assert.ok(Math.abs(a - 0.6) < 1e-6 && Math.abs(b - 0.8) < 1e-6);
 * ```
 */
export function unitRows(x: Tensor): Tensor {
  return mul(x, rsqrt(maximum(sum(square(x), -1, true), TINY)));
}
