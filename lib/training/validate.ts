import type { Batches } from "../datasets/batches.ts";
import { dispose } from "../tensor/mod.ts";
import type { Decoder, Features } from "../types.ts";
import { breath } from "./breath.ts";
import { captionCrossEntropy } from "./cross_entropy.ts";

/** Gives the features of images, row by row; the caller disposes of them. */
export type FeatureSource = (imageIds: readonly number[]) => Features;

/**
 * Computes the cross-entropy of captions that are not learned from, in nats a token.
 *
 * Nothing is dropped, every token counts the same whichever batch it is in, and each caption counts once.
 *
 * @throws {DOMException} If `signal` says so, after the batch in hand.
 */
export async function validationLoss(
  decoder: Decoder,
  { batches, features, signal }: {
    batches: Batches;
    features: FeatureSource;
    signal?: AbortSignal;
  },
): Promise<number> {
  const breathe = breath();
  let total = 0, tokens = 0;
  for (const rows of batches.epoch(0)) {
    const images = features(rows.imageIds);
    const mode = { training: false };
    const loss = captionCrossEntropy(decoder, { features: images, rows, mode });
    total += (await loss.data())[0] * rows.tokenCount;
    tokens += rows.tokenCount;
    dispose([loss, images.pooled, images.grid]);
    await breathe();
    signal?.throwIfAborted();
  }
  return total / tokens;
}
