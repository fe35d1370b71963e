import {
  add,
  customGrad,
  dims,
  matMul,
  mul,
  relu,
  reshape,
  sum,
  tanh,
  type Tensor,
} from "../tensor/mod.ts";
import { product, reluGrad, tanhGrad } from "./kernels.ts";
import { softmax } from "./softmax.ts";

/** What the scores are squashed with: `tanh` in the paper, `relu` in a widespread tutorial. */
export type ScoreActivation = "tanh" | "relu";

/** Each with its gradient from its own value, for gradients written by hand. */
export const SQUASH = {
  tanh: { forward: tanh<Tensor>, backward: tanhGrad },
  relu: { forward: relu<Tensor>, backward: reluGrad },
};

/**
 * Weighs the grid positions of an image for one decoding step.
 *
 * `weights = softmax_P(v · tanh(k_p + q))`, where the key `k_p = W_f f_p + b_f` belongs to a position and
 * the query `q = W_h h + b_h` to the step; the caller projects both, the keys once a picture. Additive
 * attention of Bahdanau et al., 2014, appendix A.1.2 (https://arxiv.org/abs/1409.0473), over an image in
 * Xu et al., 2015, section 3.1 (https://arxiv.org/abs/1502.03044): our `weights` is their α. A bias on
 * the score, which some programs have, is left out: the softmax does not see it.
 *
 * Differentiable in all tensors; the gradient is written by hand and keeps one `[B, P, A]`.
 *
 * @param keys `[B, P, A]`.
 * @param query `[B, A]`.
 * @param score `v`, `[1, A]`.
 * @returns `[B, P]`, each row sums to 1.
 * @throws {TypeError} If the shapes do not fit.
 *
 * @example
 * ```ts
 * import { attentionContext, attentionWeights } from "#lib/nn";
 * import { startTensors, tensor2d, tensor3d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const keys = tensor3d([[[0], [0], [0], [0]]]); // four positions that are alike
 * const weights = attentionWeights({ keys, query: tensor2d([[1]]), score: tensor2d([[1]]) });
 * assert.deepEqual([...await weights.data()], [0.25, 0.25, 0.25, 0.25]);
 * const context = attentionContext(weights, tensor3d([[[0], [4], [8], [4]]]));
 * assert.deepEqual([...await context.data()], [4]);
 * ```
 */
export function attentionWeights(
  { keys, query, score }: { keys: Tensor; query: Tensor; score: Tensor },
  activation: ScoreActivation = "tanh",
): Tensor {
  const { B, P, A } = dims(keys, "B P A");
  dims(query, "B A", { B, A });
  dims(score, "1 A", { A });
  const { forward, backward } = SQUASH[activation];
  const operation = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const [keys, query, score] = args as Tensor[];
    const seen = forward(add(keys, reshape(query, [B, 1, A])));
    save([seen, score]);
    const scores = product(reshape(seen, [B * P, A]), score, { transposeB: true });
    return {
      value: reshape(scores, [B, P]),
      gradFunc: (upstream, [seen, score]: Tensor[]) => {
        const slope = upstream as Tensor;
        const inside = backward(seen, mul(reshape(slope, [B, P, 1]), reshape(score, [1, 1, A])));
        const rows = reshape(seen, [B * P, A]);
        const toScore = product(reshape(slope, [B * P, 1]), rows, { transposeA: true });
        return [inside, sum(inside, 1), toScore];
      },
    };
  });
  return softmax(operation(keys, query, score));
}

/**
 * Averages the values of the positions by their weights: `Σ_p weights_p values_p`, the context vector.
 *
 * @param weights `[B, P]`; one-hot rows pick a position.
 * @param values `[B, P, D]`.
 * @returns `[B, D]`.
 */
export function attentionContext(weights: Tensor, values: Tensor): Tensor {
  const { B, P, D } = dims(values, "B P D");
  dims(weights, "B P", { B, P });
  return reshape(matMul(reshape(weights, [B, 1, P]), values), [B, D]);
}
