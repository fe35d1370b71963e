/**
 * Layers, one a file: functions of tensors and of the layer's weights, nothing kept between calls.
 *
 * Weights have PyTorch's names and layouts where there are any, so that its checkpoints can be read and
 * compared. What runs in every update is fast: {@linkcode lstm}, {@linkcode attentionLstm} and
 * {@linkcode linearCrossEntropy} have gradients written by hand, tested against finite differences and against the composed forms.
 *
 * ```ts
 * import { linear, linearCrossEntropy } from "#lib/nn";
 * import { ones, startTensors, tensor1d, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const weights = { weight: zeros([4, 3]), bias: zeros([4]) };
 * assert.deepEqual(linear(ones([2, 3]), weights).shape, [2, 4]);
 * const losses = await linearCrossEntropy(ones([2, 3]), weights, tensor1d([0, 3], "int32")).data();
 * assert.ok(Math.abs(losses[0] - Math.log(4)) < 1e-6); // it knows nothing yet
 * ```
 *
 * @module
 */
export { attentionContext, attentionWeights, type ScoreActivation } from "./additive_attention.ts";
export {
  attentionLstm,
  type AttentionLstmOptions,
  type AttentionLstmSequence,
  type AttentionLstmWeights,
  type Look,
  type Seen,
} from "./attention_lstm.ts";
export { attendHeads, type Heads, splitHeads } from "./attend_heads.ts";
export { type BatchNorm, batchNorm, type BatchNormOptions, foldBatchNorm } from "./batch_norm.ts";
export { oneHot, sampleCategories } from "./categories.ts";
export { conv2d } from "./conv2d.ts";
export { dropout } from "./dropout.ts";
export { embedding } from "./embedding.ts";
export { gelu } from "./gelu.ts";
export { heNormal } from "./he_normal.ts";
export { relu } from "./relu.ts";
export { layerNorm, type LayerNormWeights } from "./layer_norm.ts";
export { linear, productIn } from "./linear.ts";
export type { LinearWeights, Product } from "./linear.ts";
export { linearCrossEntropy } from "./linear_cross_entropy.ts";
export { unitRows } from "./unit_rows.ts";
export { lstm } from "./lstm.ts";
export { lstmCell } from "./lstm_cell.ts";
export { quarterTurns } from "./quarter_turns.ts";
export { quickGelu } from "./quick_gelu.ts";
export { selfAttention, type SelfAttentionWeights } from "./self_attention.ts";
export { softmax } from "./softmax.ts";
export { stopGradient } from "./stop_gradient.ts";
export type { LstmState, LstmWeights } from "./lstm_cell.ts";
