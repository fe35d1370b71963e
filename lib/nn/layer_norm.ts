import {
  add,
  customGrad,
  mean,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "../tensor/mod.ts";
import { biasAddGrad } from "./kernels.ts";

/** Weights of a layer norm, in PyTorch's names. */
export interface LayerNormWeights {
  /** γ, `[width]`. */
  weight: Tensor;
  /** β, `[width]`. */
  bias: Tensor;
}

/**
 * Normalizes the last axis, row by row.
 *
 * `y = γ (x − μ) / √(σ² + ε) + β`, with mean `μ` and variance `σ²` (divided by the width) of the row: as
 * `torch.nn.LayerNorm`. Ba et al., 2016, equation 4 (https://arxiv.org/abs/1607.06450). Differentiable in
 * `x`, `γ` and `β`; the gradient is written by hand and keeps one tensor of the size of `x`.
 *
 * @param x `[…, width]`, of any rank from 2.
 * @param epsilon Added to the variance; default 1e-5.
 * @throws {TypeError} If the last axis of `x` is not as wide as the weights.
 *
 * @example
 * ```ts
 * import { layerNorm } from "#lib/nn";
 * import { startTensors, tensor1d, tensor2d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const weights = { weight: tensor1d([1, 1]), bias: tensor1d([0, 10]) };
 * const y = layerNorm(tensor2d([[3, 5]]), weights, 0);
 * assert.deepEqual([...await y.data()], [-1, 11]);
 * ```
 */
export function layerNorm(x: Tensor, weights: LayerNormWeights, epsilon = 1e-5): Tensor {
  const { weight, bias } = weights, width = x.shape[x.rank - 1];
  if (x.rank < 2 || weight.rank !== 1 || weight.size !== width || bias.size !== width) {
    throw new TypeError(
      `Cannot normalize rows: the last of at least two axes must have ${weight.size} values as ` +
        `weight [${weight.shape}] and bias [${bias.shape}] have, current shape is [${x.shape}]`,
    );
  }
  const operation = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const [rows, gamma, beta] = args as Tensor[];
    const centred = sub(rows, mean(rows, -1, true));
    const factor = rsqrt(add(mean(square(centred), -1, true), epsilon));
    const unit = mul(centred, factor);
    save([unit, factor, gamma]);
    return {
      value: add(mul(unit, gamma), beta),
      gradFunc: (upstream, saved) => slopes(upstream as Tensor, saved),
    };
  });
  return reshape(operation(reshape(x, [-1, width]), weight, bias), x.shape);
}

/** Of the rows, γ and β: `dx = (g − mean(g) − x̂ mean(g x̂)) / √(σ² + ε)` with `g = γ dy`. */
function slopes(upstream: Tensor, [unit, factor, gamma]: Tensor[]): Tensor[] {
  const scaled = mul(upstream, gamma);
  const along = mul(unit, mean(mul(scaled, unit), -1, true));
  const toRows = mul(sub(sub(scaled, mean(scaled, -1, true)), along), factor);
  return [toRows, sum(mul(upstream, unit), 0), biasAddGrad(upstream)];
}
