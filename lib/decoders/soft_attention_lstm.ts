import type { Mode } from "../types.ts";
import { AttentionLstmDecoder } from "./attention_lstm.ts";

/**
 * Generates captions with an LSTM that looks at all positions at once, each by its weight.
 *
 * Soft attention of Xu et al., 2015, section 4.2 (https://arxiv.org/abs/1502.03044): the context vector
 * is the mean of the positions under the attention weights, `z_t = β_t ⊙ Σ_p α_tp f_p`, with a gate
 * `β_t = σ(W_β h_{t−1} + b_β)` over its coordinates (the paper's program gates by one number). Everything
 * is differentiable; the paper trains it with {@linkcode AttentionLstmConfig.output} `deep` and with the
 * doubly stochastic penalty of `training/`.
 *
 * Deviations from the paper: dropout is on word vectors and on what the output layer reads, and by
 * `projectionWidth` the grid is normalized before it is read.
 *
 * @example
 * ```ts
 * import { SoftAttentionLstmDecoder } from "#lib/decoders";
 * import { ones, Random, startTensors, tensor1d, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new SoftAttentionLstmDecoder({
 *   vocabularySize: 9, gridWidth: 4, projectionWidth: 5, embeddingWidth: 3, hiddenWidth: 6,
 *   attentionWidth: 4, output: "deep", dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([1, 0]), grid: ones([1, 2, 4]) };
 * const state = decoder.start(features, { training: false });
 * const { attention } = decoder.step(state, tensor1d([1], "int32"), { training: false });
 * assert.deepEqual([...await attention!.data()], [0.5, 0.5]); // two positions that are alike
 * ```
 */
export class SoftAttentionLstmDecoder extends AttentionLstmDecoder {
  /** By the attention weights themselves. */
  protected override look(_mode: Mode): undefined {}
}
