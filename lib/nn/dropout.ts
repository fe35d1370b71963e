import { cast, greaterEqual, mul, type Random, type Tensor } from "../tensor/mod.ts";
import { uniform } from "./kernels.ts";

/**
 * Sets values to zero with probability `rate` and divides the others by `1 − rate`.
 *
 * `y = x · m / (1 − p)`, `m ~ Bernoulli(1 − p)`: inverted dropout (Srivastava et al., 2014,
 * https://jmlr.org/papers/v15/srivastava14a.html), so that nothing is to be done in evaluation. The mask
 * is drawn by TensorFlow's counter-based generator from two words of `random`: the same stream gives
 * the same mask.
 *
 * @param rate Share of values that are dropped, from 0 (which returns `x` itself) to below 1.
 * @throws {RangeError} If `rate` is outside that range.
 *
 * @example
 * ```ts
 * import { dropout } from "#lib/nn";
 * import { ones, Random, startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const values = await dropout(ones([1000]), { rate: 0.5, random: new Random(1) }).data();
 * assert.deepEqual([...new Set(values)].sort(), [0, 2]);
 * ```
 */
export function dropout(x: Tensor, { rate, random }: { rate: number; random: Random }): Tensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(
      `Cannot drop values: the rate must be from 0 to below 1, current value is ${rate}`,
    );
  }
  if (rate === 0) return x;
  const kept = cast(greaterEqual(uniform(x.shape, random), rate), "float32");
  return mul(x, mul(kept, 1 / (1 - rate)));
}
