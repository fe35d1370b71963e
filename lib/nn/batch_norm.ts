import {
  add,
  boolAttribute,
  customGrad,
  dims,
  floatAttribute,
  mul,
  rawOperation,
  rsqrt,
  stringAttribute,
  sub,
  type Tensor,
  tidy,
  typeAttribute,
  Variable,
} from "../tensor/mod.ts";

/** A batch norm's four vectors, one number a channel. */
export interface BatchNorm<T extends Tensor = Tensor> {
  /** γ, trained. */
  scale: T;
  /** β, trained. */
  offset: T;
  /** Running mean, moved in training, used in evaluation. */
  mean: T;
  /** Running variance, likewise. */
  variance: T;
}

/** Settings of a batch norm. */
export interface BatchNormOptions {
  /** Normalize by the batch and move the running values, or normalize by the running values. */
  training: boolean;
  /** Weight of the batch in the running values; default 0.1. */
  momentum?: number;
  /** Added to the variance; default 1e-5. */
  epsilon?: number;
}

/**
 * Normalizes each channel over batch and positions.
 *
 * `y = γ (x − μ) / √(σ² + ε) + β`. In training, `μ` and `σ²` are the batch's (`σ²` divided by `n`), and
 * the running values move: `running ← (1 − m)·running + m·batch`, with the variance divided by `n − 1`,
 * as PyTorch does it. In evaluation they are the running values. Both are differentiable in `x`, `γ`
 * and `β`; training is TensorFlow's fused operation and its fused gradient.
 *
 * Ioffe & Szegedy, 2015, algorithm 1 (https://arxiv.org/abs/1502.03167).
 *
 * @param x `[B, height, width, channels]`.
 * @throws {TypeError} If a shape does not fit, or if the running values of a training are no variables.
 *
 * @example
 * ```ts
 * import { batchNorm } from "#lib/nn";
 * import { startTensors, tensor, tensor1d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const norm = {
 *   scale: tensor1d([2]),
 *   offset: tensor1d([1]),
 *   mean: tensor1d([5]),
 *   variance: tensor1d([4]),
 * };
 * const y = batchNorm(tensor([5, 9], [1, 1, 2, 1]), norm, { training: false, epsilon: 0 });
 * assert.deepEqual([...await y.data()], [1, 5]);
 * ```
 */
export function batchNorm(x: Tensor, norm: BatchNorm, options: BatchNormOptions): Tensor {
  const { training, momentum = 0.1, epsilon = 1e-5 } = options;
  const { C } = dims(x, "B h w C");
  for (const vector of Object.values(norm)) dims(vector, "C", { C });
  if (training) return normalizeByBatch(x, norm, { momentum, epsilon });
  return tidy(() => {
    const factor = mul(norm.scale, rsqrt(add(norm.variance, epsilon)));
    return add(mul(x, factor), sub(norm.offset, mul(norm.mean, factor)));
  });
}

function normalizeByBatch(
  x: Tensor,
  { scale, offset, mean, variance }: BatchNorm,
  { momentum, epsilon }: { momentum: number; epsilon: number },
): Tensor {
  if (!(mean instanceof Variable) || !(variance instanceof Variable)) {
    throw new TypeError(
      "Cannot train a batch norm: its running mean and variance must be variables",
    );
  }
  const attributes = [
    typeAttribute("T", "float32"),
    typeAttribute("U", "float32"),
    floatAttribute("epsilon", epsilon),
    stringAttribute("data_format", "NHWC"),
    boolAttribute("is_training", true),
  ];
  const operation = customGrad((input, gamma, beta, save) => {
    const [y, movedMean, movedVariance, ...reserved] = rawOperation("FusedBatchNormV3", {
      attributes: [...attributes, floatAttribute("exponential_avg_factor", momentum)],
      inputs: [input as Tensor, gamma as Tensor, beta as Tensor, mean, variance],
      outputs: 6,
    });
    mean.assign(movedMean);
    variance.assign(movedVariance);
    (save as (tensors: Tensor[]) => void)([input as Tensor, gamma as Tensor, ...reserved]);
    return {
      value: y,
      gradFunc: (slope, saved) =>
        rawOperation("FusedBatchNormGradV3", {
          attributes,
          inputs: [slope as Tensor, ...saved],
          outputs: 5,
        }).slice(0, 3),
    };
  });
  return operation(x, scale, offset);
}

/**
 * Folds a batch norm in evaluation mode into the convolution before it.
 *
 * `kernel' = kernel · γ / √(σ² + ε)` for each output channel, `bias = β − μ γ / √(σ² + ε)`.
 *
 * @param kernel `[k, k, channels, outputs]`; the vectors of `norm` are `[outputs]`.
 * @returns Kernel and bias, which the caller owns.
 * @throws {TypeError} If a shape does not fit.
 */
export function foldBatchNorm(
  kernel: Tensor,
  norm: BatchNorm,
  epsilon = 1e-5,
): { kernel: Tensor; bias: Tensor } {
  const { O } = dims(kernel, "k k c O");
  for (const vector of Object.values(norm)) dims(vector, "O", { O });
  return tidy(() => {
    const factor = mul(norm.scale, rsqrt(add(norm.variance, epsilon)));
    return { kernel: mul(kernel, factor), bias: sub(norm.offset, mul(norm.mean, factor)) };
  });
}
