import {
  add,
  dims,
  div,
  gather,
  mul,
  reshape,
  sparseCrossEntropy,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Mode } from "../types.ts";

/**
 * Computes the loss of captions by how much better they are than expected.
 *
 * `loss = −(1/N) Σ_b A_b Σ_t log p(target_bt | image_b, inputs_b1 … inputs_bt)` over the targets that are not
 * padding, with the probabilities over the tokens that are not suppressed. The advantages count as constants.
 *
 * @param features Of the captions' images, row by row.
 * @param advantages `A`, a reward less its baseline, a row.
 * @param divisor `N`; default: the number of targets that are not padding.
 * @returns A scalar; differentiable in the decoder's parameters.
 * @throws {RangeError} If every target is padding.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import { captionCrossEntropy, selfCriticalLoss } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const given = {
 *   features: { pooled: zeros([1, 4]), grid: zeros([1, 0, 4]) },
 *   rows: { size: 1, length: 2, inputs: Int32Array.of(1, 5), targets: Int32Array.of(5, 2) },
 *   mode: { training: false },
 * };
 * const loss = selfCriticalLoss(decoder, { ...given, advantages: [1] });
 * const [difference] = await loss.sub(captionCrossEntropy(decoder, given)).data();
 * assert.ok(Math.abs(difference) < 1e-6); // all rewarded alike: cross-entropy
 * ```
 */
export function selfCriticalLoss(
  decoder: Decoder,
  { features, rows, advantages, divisor, suppressed = [], mode }: {
    features: Features;
    rows: CaptionRows;
    advantages: ArrayLike<number>;
    divisor?: number;
    suppressed?: readonly number[];
    mode: Mode;
  },
): Tensor {
  const { size: B, length: T, inputs, targets } = rows;
  const scored: number[] = [];
  targets.forEach((target, position) => target !== 0 && scored.push(position));
  if (scored.length === 0) {
    throw new RangeError("Cannot compute a loss: at least one target must not be padding");
  }
  return tidy(() => {
    const { logits } = decoder.forward(features, tensor2d(inputs, [B, T], "int32"), mode);
    const { V } = dims(logits, "B T V", { B, T });
    const mask = new Float32Array(V);
    for (const id of suppressed) mask[id] = -Infinity;
    const kept = gather(reshape(logits, [B * T, V]), tensor1d(scored, "int32"));
    const labels = tensor1d(scored.map((position) => targets[position]), "int32");
    const losses = sparseCrossEntropy(add(kept, tensor1d(mask)), labels);
    const weights = tensor1d(scored.map((position) => advantages[Math.floor(position / T)]));
    return div(sum(mul(losses, weights)), divisor ?? scored.length);
  });
}
