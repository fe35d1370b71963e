import {
  dims,
  div,
  expandDims,
  mul,
  square,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
} from "../tensor/mod.ts";
import type { CaptionRows } from "../types.ts";

/**
 * Measures how far a caption is from looking at every position equally long in all.
 *
 * `(1/B) Σ_b Σ_p (τ_b − Σ_t α_btp)²` over the steps whose target is not padding: the doubly stochastic
 * penalty of Xu et al., 2015, section 4.2.1 (https://arxiv.org/abs/1502.03044), to be weighted by λ and
 * added to the cross-entropy. The paper's target is `τ = 1`. As the weights of one step sum to 1, all of
 * them sum to the number of steps `T_b`; with many positions and short captions 1 cannot be reached, and
 * the least penalty that can be is that of looking everywhere alike. `τ_b = T_b / P` asks for no more
 * than there is: the penalty is 0 there. Programs that average over the positions have this divided by `P`.
 *
 * @param attention `[B, T, P]`, each row sums to 1.
 * @param target `one`, or `share` for `T_b / P`.
 * @returns A scalar from 0; differentiable in `attention`.
 *
 * @example
 * ```ts
 * import { startTensors, tensor3d } from "#lib/tensor";
 * import { doublyStochastic } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const attention = tensor3d([[[1, 0], [1, 0]]]); // two steps that look at the first of two positions
 * const rows = { size: 1, length: 2, inputs: Int32Array.of(1, 5), targets: Int32Array.of(5, 2) };
 * assert.deepEqual([...await doublyStochastic(attention, rows).data()], [2]); // (1 − 2)² + (1 − 0)²
 * ```
 */
export function doublyStochastic(
  attention: Tensor,
  rows: CaptionRows,
  target: "one" | "share" = "one",
): Tensor {
  const { B, P } = dims(attention, "B T P", { B: rows.size, T: rows.length });
  const scored = Float32Array.from(rows.targets, (id) => Number(id !== 0));
  return tidy(() => {
    const live = tensor2d(scored, [B, rows.length]);
    const looked = sum(mul(attention, expandDims(live, 2)), 1);
    const wanted = target === "one" ? tensor1d([1]) : div(sum(live, 1, true), P);
    return div(sum(square(sub(wanted, looked))), B);
  });
}
