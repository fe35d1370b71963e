import {
  dims,
  div,
  gather,
  reshape,
  sparseCrossEntropy,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Mode } from "../types.ts";
import { type Objective, slopesOf } from "./objective.ts";

/** The objective of teacher forcing: {@linkcode captionCrossEntropy}. */
export function crossEntropy(): Objective {
  return {
    name: "cross-entropy",
    slopes: (decoder, { features, batch, mode }) =>
      slopesOf(decoder, () => captionCrossEntropy(decoder, { features, rows: batch, mode })),
  };
}

/**
 * Computes the mean cross-entropy of captions under teacher forcing.
 *
 * `loss = −(1/N) Σ_bt log p(target_bt | image_b, inputs_b1 … inputs_bt)` over the `N` targets that are not
 * padding: the words and `<end>`. `exp(loss)` is the language perplexity.
 *
 * @param features Of the captions' images, row by row.
 * @returns A scalar in nats a token; differentiable in the decoder's parameters.
 * @throws {RangeError} If every target is padding.
 */
export function captionCrossEntropy(
  decoder: Decoder,
  { features, rows, mode }: { features: Features; rows: CaptionRows; mode: Mode },
): Tensor {
  const scored: number[] = [];
  rows.targets.forEach((target, position) => target !== 0 && scored.push(position));
  if (scored.length === 0) {
    throw new RangeError("Cannot compute a loss: at least one target must not be padding");
  }
  return tidy(() => {
    const total = decoder.loss?.(features, rows, mode) ??
      composed(decoder, { features, rows, mode, scored });
    return div(total, scored.length);
  });
}

/** The same from the logits, for a decoder that has no `loss` of its own. */
function composed(
  decoder: Decoder,
  { features, rows, mode, scored }: {
    features: Features;
    rows: CaptionRows;
    mode: Mode;
    scored: number[];
  },
): Tensor {
  const { size: B, length: T, inputs, targets } = rows;
  const { logits } = decoder.forward(features, tensor2d(inputs, [B, T], "int32"), mode);
  const { V } = dims(logits, "B T V", { B, T });
  const kept = gather(reshape(logits, [B * T, V]), tensor1d(scored, "int32"));
  const labels = tensor1d(scored.map((position) => targets[position]), "int32");
  return sum(sparseCrossEntropy(kept, labels));
}
