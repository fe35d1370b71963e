/**
 * A training so small that tests can make it many times.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Batches, type CaptionPair } from "#lib/datasets";
import { LstmDecoder } from "#lib/decoders";
import { adam, chain, clipByNorm } from "#lib/optim";
import { Random, tensor2d, zeros } from "#lib/tensor";
import { train, type TrainingProgress, type TrainOptions } from "#lib/training";

/** Updates of the training. */
export const UPDATES = 12;
/** Width of a picture's features. */
export const WIDTH = 4;
/** What its checkpoints are of. */
export const METADATA = { key: "a" };

/** Nine captions of one to four words. */
export const PAIRS: CaptionPair[] = Array.from({ length: 9 }, (_, imageId) => ({
  imageId,
  tokens: Array.from({ length: 1 + imageId % 4 }, (_, t) => 4 + (imageId * 3 + t) % 8),
}));

/** A picture's features are a function of its number. */
export function features(ids: readonly number[]) {
  const rows = ids.map((id) => Array.from({ length: WIDTH }, (_, k) => Math.sin(id * WIDTH + k)));
  return { pooled: tensor2d(rows, [ids.length, WIDTH]), grid: zeros([ids.length, 0, WIDTH]) };
}

/** A fresh decoder, always the same. */
export function decoder(dropout = 0.3): LstmDecoder {
  return new LstmDecoder({
    vocabularySize: 12,
    featureWidth: WIDTH,
    embeddingWidth: 6,
    hiddenWidth: 5,
    layers: 2,
    dropout,
  }, new Random(3));
}

/** Options of a short training whose score falls after the update `best`. */
export function options(changes: Partial<TrainOptions> = {}, best = 6): TrainOptions {
  let update = 0;
  const { onProgress } = changes;
  return {
    optimizer: chain(clipByNorm(1), adam(0.01)),
    batches: new Batches(PAIRS, { batchSize: 4, maximumLength: 10, seed: 5, pool: 2 }),
    features,
    updates: UPDATES,
    evaluateEvery: 3,
    evaluate: () => Promise.resolve({ loss: 1, score: 10 - Math.abs(update - best) }),
    random: new Random(7),
    ...changes,
    onProgress: (progress) => {
      update = progress.event.update;
      onProgress?.(progress);
    },
  };
}

/** Trains until an update is made, and is stopped by a signal then. */
export async function stoppedAt(update: number, options: TrainOptions): Promise<void> {
  const stop = new AbortController();
  const onProgress = (progress: TrainingProgress) => {
    options.onProgress!(progress);
    if (progress.event.kind === "update" && progress.event.update === update) stop.abort();
  };
  await assert.rejects(
    train(decoder(), { ...options, onProgress, signal: stop.signal }),
    { name: "AbortError" },
  );
}

/** The values of a decoder's parameters. */
export async function weights(model: LstmDecoder): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, parameter] of model.parameters) {
    values[name] = Float32Array.from(await parameter.data());
  }
  return values;
}
