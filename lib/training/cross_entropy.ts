import {
  add,
  dims,
  div,
  gather,
  mean,
  mul,
  reshape,
  sparseCrossEntropy,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Mode } from "../types.ts";
import { doublyStochastic } from "./doubly_stochastic.ts";
import { type Objective, slopesOf } from "./objective.ts";

/** What is asked of a decoder besides the words of the captions. */
export interface CrossEntropyOptions {
  /** `ε`, the share of a target's probability that is spread over the vocabulary, from 0 to 1; default 0. */
  smoothing?: number;
  /** Adds {@linkcode doublyStochastic}, weighted by λ in nats a token; `target` as there. */
  doublyStochastic?: { weight: number; target?: "one" | "share" };
}

/**
 * The objective of teacher forcing: {@linkcode captionCrossEntropy}.
 *
 * @throws {RangeError} If the smoothing or the weight is out of its range.
 *
 * @example
 * ```ts
 * import { crossEntropy } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * const objective = crossEntropy({ smoothing: 0.1, doublyStochastic: { weight: 1, target: "share" } });
 * assert.equal(objective.name, "smoothed cross-entropy with doubly stochastic penalty");
 * ```
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Objective {
  check(options);
  const smoothed = options.smoothing ? "smoothed " : "";
  const penalized = options.doublyStochastic ? " with doubly stochastic penalty" : "";
  return {
    name: `${smoothed}cross-entropy${penalized}`,
    slopes: (decoder, { features, batch, mode }) =>
      slopesOf(
        decoder,
        () => captionCrossEntropy(decoder, { features, rows: batch, mode, ...options }),
      ),
  };
}

/**
 * Computes the mean cross-entropy of captions under teacher forcing.
 *
 * `loss = −(1/N) Σ_bt log p(target_bt | image_b, inputs_b1 … inputs_bt)` over the `N` targets that are not
 * padding: the words and `<end>`. `exp(loss)` is the language perplexity.
 *
 * With `smoothing` ε each term is `(1 − ε)(−log p(target)) + (ε/V) Σ_v (−log p(v))`: label smoothing of
 * Szegedy et al., 2016, section 7 (https://arxiv.org/abs/1512.00567), over the whole vocabulary, the target
 * and `<pad>` included, as PyTorch has it. With `doublyStochastic` the penalty is added. Either needs the
 * logits; without them the decoder's own `loss` is used, in less time and memory.
 *
 * @param features Of the captions' images, row by row.
 * @returns A scalar in nats a token; differentiable in the decoder's parameters.
 * @throws {RangeError} If every target is padding, or the smoothing or the weight is out of its range.
 * @throws {TypeError} If a penalty is asked for and the decoder does not tell its attention weights.
 */
export function captionCrossEntropy(
  decoder: Decoder,
  { features, rows, mode, ...options }: {
    features: Features;
    rows: CaptionRows;
    mode: Mode;
  } & CrossEntropyOptions,
): Tensor {
  check(options);
  const scored: number[] = [];
  rows.targets.forEach((target, position) => target !== 0 && scored.push(position));
  if (scored.length === 0) {
    throw new RangeError("Cannot compute a loss: at least one target must not be padding");
  }
  const plain = !options.smoothing && options.doublyStochastic === undefined;
  return tidy(() => {
    const own = plain ? decoder.loss?.(features, rows, mode) : undefined;
    return own === undefined
      ? composed(decoder, { features, rows, mode, scored, ...options })
      : div(own, scored.length);
  });
}

/** The same from the logits, for a decoder that has no `loss` of its own, or for more than that. */
function composed(
  decoder: Decoder,
  { features, rows, mode, scored, smoothing = 0, doublyStochastic: penalty }: {
    features: Features;
    rows: CaptionRows;
    mode: Mode;
    scored: number[];
  } & CrossEntropyOptions,
): Tensor {
  const { size: B, length: T, inputs, targets } = rows;
  const tokens = tensor2d(inputs, [B, T], "int32");
  const { logits, attention } = decoder.forward(features, tokens, mode);
  const { V } = dims(logits, "B T V", { B, T });
  const kept = gather(reshape(logits, [B * T, V]), tensor1d(scored, "int32"));
  const labels = scored.map((position) => targets[position]);
  let total = sum(sparseCrossEntropy(kept, tensor1d(labels, "int32")));
  if (smoothing > 0) total = add(total, mul(smoothingExcess(kept, labels), smoothing));
  const loss = div(total, scored.length);
  if (penalty === undefined) return loss;
  if (attention === undefined) {
    throw new TypeError(
      "Cannot add the doubly stochastic penalty: the decoder must tell its attention weights",
    );
  }
  const { weight, target } = penalty;
  return add(loss, mul(doublyStochastic(attention, rows, target), weight));
}

/**
 * What a uniform target costs more than the true one, summed over the rows of `logits` `[N, V]`.
 *
 * `(1/V) Σ_v (−log p(v)) + log p(label) = z_label − (1/V) Σ_v z_v`: the normalization cancels out.
 */
function smoothingExcess(logits: Tensor, labels: number[]): Tensor {
  const { N, V } = dims(logits, "N V");
  const places = Int32Array.from(labels, (label, row) => row * V + label);
  const picked = gather(reshape(logits, [N * V]), tensor1d(places, "int32"));
  return sum(sub(picked, mean(logits, 1)));
}

function check({ smoothing = 0, doublyStochastic: penalty }: CrossEntropyOptions): void {
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw new RangeError(
      `Cannot smooth the labels: smoothing must be from 0 to 1, current value is ${smoothing}`,
    );
  }
  if (penalty !== undefined && !(penalty.weight >= 0 && Number.isFinite(penalty.weight))) {
    throw new RangeError(
      `Cannot add the doubly stochastic penalty: the weight must be from 0, current value is ${penalty.weight}`,
    );
  }
}
