import { oneHot } from "../nn/categories.ts";
import { stopGradient } from "../nn/stop_gradient.ts";
import {
  add,
  dims,
  div,
  keep,
  log,
  maximum,
  mean,
  mul,
  neg,
  reshape,
  sparseCrossEntropy,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Forward, Mode } from "../types.ts";
import { type Objective, slopesOf } from "./objective.ts";

/** The smallest normal float: keeps the logarithm of a vanished weight finite. */
const TINY = 2 ** -126;
/** Share of the earlier baseline in the next one: section 4.1 of the paper. */
const KEPT = 0.9, NEW = 0.1;

/** What REINFORCE is made of, one number a caption, `[B]`; sums over the steps that are scored. */
export type HardAttentionTerms = {
  /** `log p(y | s)`: of the caption, along the positions that were looked at. */
  caption: Tensor;
  /** `log p(s)`: of those positions, `Σ_t log α_t[s_t]`. */
  locations: Tensor;
  /** `Σ_t H(α_t)`, in nats. */
  entropy: Tensor;
};

/** How much each part of the objective counts. */
export interface HardAttentionWeights {
  /**
   * What a caption's log-probability is compared with: the moving average of earlier ones. Default: the mean
   * of the batch, for the first update, when there are none.
   */
  baseline?: number;
  /** `λ_r`, of the reward; default 1. */
  reward?: number;
  /** `λ_e`, of the entropy; default 0.002. */
  entropy?: number;
}

/** Computes what REINFORCE is made of from what teacher forcing gave. */
export function hardAttentionTerms(
  { logits, attention, locations }: Forward,
  rows: CaptionRows,
): HardAttentionTerms {
  const { size: B, length: T, targets } = rows;
  if (attention === undefined || locations === undefined) {
    throw new TypeError(
      "Cannot train hard attention: the decoder must tell its attention weights and locations",
    );
  }
  const { V } = dims(logits, "B T V", { B, T }), { P } = dims(attention, "B T P", { B, T });
  return tidy(() => {
    const live = tensor2d(Float32Array.from(targets, (id) => Number(id !== 0)), [B, T]);
    const labels = tensor1d(Int32Array.from(targets), "int32");
    const losses = sparseCrossEntropy(reshape(logits, [B * T, V]), labels);
    const logs = log(maximum(attention, TINY));
    const picked = reshape(oneHot(reshape(locations, [B * T]), P), [B, T, P]);
    const overSteps = (perStep: Tensor) => sum(mul(perStep, live), 1);
    return {
      caption: neg(overSteps(reshape(losses, [B, T]))),
      locations: overSteps(sum(mul(picked, logs), 2)),
      entropy: neg(overSteps(sum(mul(attention, logs), 2))),
    };
  });
}

/**
 * Gives a loss whose gradient is, on average over the drawn positions, that of hard attention's bound.
 *
 * The bound is `L = Σ_s p(s) log p(y | s) ≤ log p(y)`. With drawn positions `s` its gradient is estimated
 * by that of `log p(y | s) + λ_r (log p(y | s) − b) log p(s) + λ_e H(s)`, where the bracket counts as a
 * constant: REINFORCE (Williams, 1992, https://doi.org/10.1007/BF00992696) with the baseline `b` and the
 * entropy term of Xu et al., 2015, section 4.1 (https://arxiv.org/abs/1502.03044). The baseline leaves the
 * gradient's mean as it is and makes it steadier; the entropy keeps the weights from settling too soon.
 * The paper's third means, soft weights for half of the pictures, is not used.
 *
 * @returns A scalar: minus the sum over the captions, divided by the number of their targets, so that it
 * is on the scale of the cross-entropy in nats a token.
 */
export function hardAttentionObjective(
  terms: HardAttentionTerms,
  { rows, weights }: { rows: CaptionRows; weights: HardAttentionWeights },
): Tensor {
  const { baseline, reward = 1, entropy = 0.002 } = weights;
  const count = rows.targets.reduce((sum, id) => sum + Number(id !== 0), 0);
  if (count === 0) {
    throw new RangeError("Cannot compute a loss: at least one target must not be padding");
  }
  return tidy(() => {
    const expected = baseline ?? mean(terms.caption);
    const advantage = mul(stopGradient(sub(terms.caption, expected)), reward);
    const each = add(
      add(terms.caption, mul(advantage, terms.locations)),
      mul(terms.entropy, entropy),
    );
    return div(neg(sum(each)), count);
  });
}

/**
 * Computes the loss of hard attention over a batch, along positions that the decoder draws.
 *
 * @param weights.baseline Follow it by {@linkcode movedBaseline}.
 * @returns `loss`, a scalar to minimize, differentiable in the decoder's parameters; `reward`, the mean of
 * `log p(y | s)` over the captions, which moves the baseline: `keep` it where gradients are computed.
 * @throws {TypeError} If the decoder does not tell where it looked.
 *
 * @example
 * ```ts
 * import { HardAttentionLstmDecoder } from "#lib/decoders";
 * import { ones, Random, startTensors, zeros } from "#lib/tensor";
 * import { hardAttentionLoss, movedBaseline } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new HardAttentionLstmDecoder({
 *   vocabularySize: 9, gridWidth: 4, embeddingWidth: 3, hiddenWidth: 6, attentionWidth: 4,
 *   output: "plain", dropout: 0,
 * }, new Random(1));
 * const { reward } = hardAttentionLoss(decoder, {
 *   features: { pooled: zeros([1, 0]), grid: ones([1, 7, 4]) },
 *   rows: { size: 1, length: 2, inputs: Int32Array.of(1, 5), targets: Int32Array.of(5, 2) },
 *   mode: { training: true, random: new Random(2) },
 *   weights: { baseline: 0 },
 * });
 * const [value] = await reward.data();
 * assert.equal(movedBaseline(0, value), 0.1 * value);
 * ```
 */
export function hardAttentionLoss(
  decoder: Decoder,
  { features, rows, mode, weights }: {
    features: Features;
    rows: CaptionRows;
    mode: Mode;
    weights: HardAttentionWeights;
  },
): { loss: Tensor; reward: Tensor } {
  return tidy(() => {
    const tokens = tensor2d(rows.inputs, [rows.size, rows.length], "int32");
    const terms = hardAttentionTerms(decoder.forward(features, tokens, mode), rows);
    return {
      loss: hardAttentionObjective(terms, { rows, weights }),
      reward: mean(terms.caption),
    };
  });
}

/** The baseline of the next update: `0.9 b + 0.1 log p(y | s)`, from 0 at the start. */
export function movedBaseline(baseline: number, reward: number): number {
  return KEPT * baseline + NEW * reward;
}

/**
 * The objective of hard attention: {@linkcode hardAttentionLoss} with a baseline that moves.
 *
 * The baseline is what a training remembers from update to update; the first update compares with its own
 * batch. The loss that is reported is the cross-entropy along the drawn positions, in nats a token.
 */
export function hardAttention(weights: Omit<HardAttentionWeights, "baseline"> = {}): Objective {
  return {
    name: "cross-entropy along drawn positions",
    async slopes(decoder, { features, batch, mode, memory: [baseline] }) {
      let reward: Tensor | undefined;
      const { loss, gradients } = await slopesOf(decoder, () => {
        const computed = hardAttentionLoss(decoder, {
          features,
          rows: batch,
          mode,
          weights: { ...weights, baseline },
        });
        reward = keep(computed.reward);
        return computed.loss;
      });
      const [value] = await reward!.data();
      reward!.dispose();
      return {
        loss: Number.isFinite(loss) ? -value * batch.size / batch.tokenCount : loss,
        gradients,
        memory: [baseline === undefined ? value : movedBaseline(baseline, value)],
      };
    },
  };
}
