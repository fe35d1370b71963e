import { add, dims, matMul, mul, reshape, type Tensor, transpose } from "../tensor/mod.ts";
import { softmax } from "./softmax.ts";

/** What several heads look for and at, each with its own share of the width: `[B, N, length, width / N]`. */
export interface Heads {
  /** `[B, N, T, …]`. */
  queries: Tensor;
  /** `[B, N, S, …]`. */
  keys: Tensor;
  /** `[B, N, S, …]`. */
  values: Tensor;
}

/**
 * Lets the queries of each head gather the values whose keys resemble them.
 *
 * For each head, `softmax(q kᵀ / √d + mask) v` with `d = width / heads`. Vaswani et al., 2017,
 * section 3.2 (https://arxiv.org/abs/1706.03762). Differentiable.
 *
 * @param mask Added to the scores, `[T, S]`: −10⁹ where a row's query must not see a column's key.
 * @returns `context` `[B, T, width]`, the heads side by side; `weights` `[B, N, T, S]`, rows sum to 1.
 */
export function attendHeads(
  { queries, keys, values }: Heads,
  mask?: Tensor,
): { context: Tensor; weights: Tensor } {
  const { B, N, T, D } = dims(queries, "B N T D");
  const scores = matMul(mul(queries, 1 / Math.sqrt(D)), keys, false, true);
  const weights = softmax(mask === undefined ? scores : add(scores, mask));
  const context = reshape(transpose(matMul(weights, values), [0, 2, 1, 3]), [B, T, N * D]);
  return { context, weights };
}

/**
 * Cuts the last axis into heads: `[B, T, parts · width]` becomes `[parts, B, heads, T, width / heads]`.
 *
 * @param parts Projections that lie side by side: 3 for queries, keys and values in one.
 * @throws {TypeError} If the heads do not divide the width.
 */
export function splitHeads(x: Tensor, { parts, heads }: { parts: number; heads: number }): Tensor {
  const { B, T, C } = dims(x, "B T C"), width = C / parts;
  if (!Number.isInteger(heads) || heads < 1 || width % heads !== 0) {
    throw new TypeError(
      `Cannot attend: the number of heads must divide the width ${width}, current value is ${heads}`,
    );
  }
  return transpose(reshape(x, [B, T, parts, heads, width / heads]), [2, 0, 3, 1, 4]);
}
