import {
  add,
  customGrad,
  dims,
  matMul,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  transpose,
  unstack,
} from "../tensor/mod.ts";
import { softmaxRows } from "./kernels.ts";
import { linear, type LinearWeights } from "./linear.ts";

/** Weights of multi-head self-attention, as `torch.nn.MultiheadAttention` keeps them. */
export interface SelfAttentionWeights {
  /** Queries, keys and values in one: weight `[3 · width, width]`, bias `[3 · width]`. */
  input: LinearWeights;
  /** Weight `[width, width]`, bias `[width]`. */
  output: LinearWeights;
}

/**
 * Lets the tokens of a sequence look at each other, with several heads.
 *
 * For each head, `softmax(q kᵀ / √d + mask) v` with `d = width / heads`; the heads side by side go through
 * the output layer. Vaswani et al., 2017, section 3.2 (https://arxiv.org/abs/1706.03762). Differentiable
 * in `x` and the weights.
 *
 * @param x `[B, T, width]`.
 * @param options.heads Number of heads, a divisor of the width.
 * @param options.mask Added to the scores, `[T, T]`: −10⁹ where a row's token must not see a column's.
 * @returns `[B, T, width]`.
 * @throws {TypeError} If a shape does not fit or the heads do not divide the width.
 *
 * @example
 * ```ts
 * import { selfAttention } from "#lib/nn";
 * import { ones, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const weights = {
 *   input: { weight: ones([12, 4]), bias: zeros([12]) },
 *   output: { weight: ones([4, 4]), bias: zeros([4]) },
 * };
 * const y = selfAttention(ones([1, 3, 4]), weights, { heads: 2 });
 * assert.deepEqual(y.shape, [1, 3, 4]);
 * assert.equal((await y.data())[0], 16); // equal tokens: each sees their common value
 * ```
 */
export function selfAttention(
  x: Tensor,
  { input, output }: SelfAttentionWeights,
  { heads, mask }: { heads: number; mask?: Tensor },
): Tensor {
  const { B, T, W } = dims(x, "B T W");
  if (!Number.isInteger(heads) || heads < 1 || W % heads !== 0) {
    throw new TypeError(
      `Cannot attend: the number of heads must divide the width ${W}, current value is ${heads}`,
    );
  }
  const size = W / heads;
  // One copy puts queries, keys and values, and the heads of each, in front.
  const apart = transpose(reshape(linear(x, input), [B, T, 3, heads, size]), [2, 0, 3, 1, 4]);
  const [queries, keys, values] = unstack(apart);
  const scores = matMul(mul(queries, 1 / Math.sqrt(size)), keys, false, true);
  const context = matMul(softmax(mask === undefined ? scores : add(scores, mask)), values);
  return linear(reshape(transpose(context, [0, 2, 1, 3]), [B, T, W]), output);
}

/** Softmax over the last axis with the gradient `y (dy − Σ dy y)`. */
function softmax(scores: Tensor): Tensor {
  const operation = customGrad((input, save) => {
    const value = softmaxRows(input as Tensor);
    (save as (tensors: Tensor[]) => void)([value]);
    return {
      value,
      gradFunc: (slope, [y]: Tensor[]) => {
        const along = mul(slope as Tensor, y);
        return sub(along, mul(y, sum(along, -1, true)));
      },
    };
  });
  return operation(scores);
}
