import type { Batch } from "../datasets/batches.ts";
import { add, dispose, mul, type Random, type Tensor, tidy } from "../tensor/mod.ts";
import type { Decoder } from "../types.ts";
import { breath } from "./breath.ts";
import type { Objective, Slopes } from "./objective.ts";
import type { FeatureSource } from "./validate.ts";

/** What one update learns from. */
export interface UpdateLesson {
  /** One batch after another, each with a stream of its own. */
  batches: readonly { batch: Batch; random: Random }[];
  /** The features of their pictures. */
  features: FeatureSource;
  /** Number of the update, from 1. */
  update: number;
  /** What the objective kept from the batch before. */
  memory: readonly number[];
  /** Gives the update up. */
  signal?: AbortSignal;
}

/**
 * Computes the loss and the gradients of several batches as if they were one.
 *
 * `g = Σ_k (n_k / Σ n) g_k`, with `n_k` the number of targets of a batch that are not padding: of a mean over
 * tokens it gives the gradient over all captions together. No more than one batch's activations and one sum
 * of gradients are in memory at a time.
 *
 * @throws {DOMException} If `signal` says so; nothing is left behind.
 */
export async function accumulatedSlopes(
  decoder: Decoder,
  objective: Objective,
  { batches, features, update, memory, signal }: UpdateLesson,
): Promise<Required<Slopes>> {
  const tokens = batches.reduce((sum, { batch }) => sum + batch.tokenCount, 0), breathe = breath();
  let loss = 0, kept = memory, gradients: Record<string, Tensor> | undefined;
  try {
    for (const { batch, random } of batches) {
      if (gradients !== undefined) await breathe();
      signal?.throwIfAborted();
      const images = features(batch.imageIds), mode = { training: true, random };
      const lesson = { features: images, batch, mode, update, memory: kept };
      const each = await objective.slopes(decoder, lesson)
        .finally(() => dispose([images.pooled, images.grid]));
      const weight = batch.tokenCount / tokens;
      loss += weight * each.loss;
      kept = each.memory ?? [];
      gradients = batches.length === 1 ? each.gradients : plus(gradients, each.gradients, weight);
    }
  } catch (error) {
    dispose(Object.values(gradients ?? {}));
    throw error;
  }
  return { loss, gradients: gradients!, memory: kept };
}

/** Adds weighted gradients to a sum; both are disposed of. */
function plus(
  sum: Record<string, Tensor> | undefined,
  gradients: Record<string, Tensor>,
  weight: number,
): Record<string, Tensor> {
  const added = Object.entries(gradients).map(([name, gradient]): [string, Tensor] => {
    const next = tidy(() => {
      const part = mul(gradient, weight);
      return sum === undefined ? part : add(sum[name], part);
    });
    dispose([gradient, ...sum === undefined ? [] : [sum[name]]]);
    return [name, next];
  });
  return Object.fromEntries(added);
}
