import { type Tensor, unstack } from "../tensor/mod.ts";
import { attendHeads, splitHeads } from "./attend_heads.ts";
import { linear, type LinearWeights, type Product } from "./linear.ts";

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
 * @param options.product How the products with the weights are computed, as in `linear`.
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
  { heads, mask, product }: { heads: number; mask?: Tensor; product?: Product },
): Tensor {
  // One copy puts queries, keys and values, and the heads of each, in front.
  const [queries, keys, values] = unstack(
    splitHeads(linear(x, input, product), { parts: 3, heads }),
  );
  return linear(attendHeads({ queries, keys, values }, mask).context, output, product);
}
