import { oneHot, sampleCategories } from "../nn/categories.ts";
import type { Look } from "../nn/attention_lstm.ts";
import { argMax, dims, type Tensor, tidy, transpose, unstack } from "../tensor/mod.ts";
import type { Features, Forward, Mode } from "../types.ts";
import { AttentionLstmDecoder, type Sequence } from "./attention_lstm.ts";

/**
 * Generates captions with an LSTM that looks at one position a step, drawn by the attention weights.
 *
 * Hard attention of Xu et al., 2015, section 4.1 (https://arxiv.org/abs/1502.03044): `s_t ~ α_t`,
 * `z_t = β_t ⊙ f_{s_t}`. In training the position is drawn from the mode's random stream; in evaluation
 * it is the one with the largest weight. No gradient flows from the context back to the weights: they are
 * learned by the objective `hardAttentionLoss` of `training/`, which needs the `locations` that
 * {@linkcode forward} returns. {@linkcode loss} alone leaves the attention untrained.
 *
 * @example
 * ```ts
 * import { HardAttentionLstmDecoder } from "#lib/decoders";
 * import { ones, Random, startTensors, tensor2d, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new HardAttentionLstmDecoder({
 *   vocabularySize: 9, gridWidth: 4, embeddingWidth: 3, hiddenWidth: 6, attentionWidth: 4,
 *   output: "deep", dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([1, 0]), grid: ones([1, 7, 4]) };
 * const mode = { training: true, random: new Random(2) };
 * const { locations } = decoder.forward(features, tensor2d([[1, 5, 6]], [1, 3], "int32"), mode);
 * assert.ok((await locations!.data()).every((location) => location >= 0 && location < 7));
 * ```
 */
export class HardAttentionLstmDecoder extends AttentionLstmDecoder {
  /** By one position: drawn in training, the one of most weight in evaluation. */
  protected override look({ training, random }: Mode): Look {
    if (training && random === undefined) {
      throw new TypeError("Cannot train hard attention: the mode must have a random stream");
    }
    return (weights) => {
      const { P } = dims(weights, "B P");
      return oneHot(training ? sampleCategories(weights, random!) : argMax(weights, 1), P);
    };
  }

  /**
   * The same as {@linkcode forward}, along given positions instead of drawn ones.
   *
   * @param locations `[B, T]`, int32, each from 0 to `P − 1`.
   */
  forwardAlong(
    features: Features,
    tokens: Tensor,
    { mode, locations }: { mode: Mode; locations: Tensor },
  ): Forward {
    return tidy(() => {
      const steps = unstack(transpose(locations)), P = features.grid.shape[1]!;
      const look: Look = (_, step) => oneHot(steps[step], P);
      return this.scored(this.sequence(features, transpose(tokens), { mode, look }));
    });
  }

  /** With the positions that were looked at. */
  protected override scored(sequence: Sequence): Forward {
    const locations = transpose(argMax(sequence.looked, 2));
    return { ...super.scored(sequence), locations };
  }
}
