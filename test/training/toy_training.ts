/**
 * A small training for the tests of objectives.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Batches, type CaptionPair } from "#lib/datasets";
import { LstmDecoder, SoftAttentionLstmDecoder } from "#lib/decoders";
import { adam, chain, clipByNorm } from "#lib/optim";
import { Random, tensor2d, tensor3d } from "#lib/tensor";
import { type Objective, train, type TrainOptions } from "#lib/training";
import type { Decoder, Features } from "../../lib/types.ts";
import { inFolder } from "../temporary.ts";

const WIDTH = 4, POSITIONS = 3;

/** Twelve captions of one to four words about six pictures. */
export const PAIRS: CaptionPair[] = Array.from({ length: 12 }, (_, i) => ({
  imageId: i % 6,
  tokens: Array.from({ length: 1 + i % 4 }, (_, t) => 4 + (i % 6 + 2 * t) % 8),
}));

/** Features that tell the pictures apart. */
export function features(ids: readonly number[]): Features {
  const vector = (id: number, from: number) =>
    Array.from({ length: WIDTH }, (_, k) => Math.sin(id * 11 + from * WIDTH + k));
  return {
    pooled: tensor2d(ids.map((id) => vector(id, 0)), [ids.length, WIDTH]),
    grid: tensor3d(
      ids.map((id) => Array.from({ length: POSITIONS }, (_, p) => vector(id, p + 1))),
      [ids.length, POSITIONS, WIDTH],
    ),
  };
}

export function toyDecoder(dropout = 0.3): LstmDecoder {
  return new LstmDecoder({
    vocabularySize: 12,
    featureWidth: WIDTH,
    embeddingWidth: 6,
    hiddenWidth: 8,
    layers: 1,
    dropout,
  }, new Random(3));
}

export function lookingToyDecoder(dropout = 0.3): SoftAttentionLstmDecoder {
  return new SoftAttentionLstmDecoder({
    vocabularySize: 12,
    gridWidth: WIDTH,
    embeddingWidth: 6,
    hiddenWidth: 8,
    attentionWidth: 5,
    output: "deep",
    dropout,
  }, new Random(3));
}

export function toyOptions(changes: Partial<TrainOptions> = {}): TrainOptions {
  return {
    optimizer: chain(clipByNorm(1), adam(0.01)),
    batches: new Batches(PAIRS, { batchSize: 5, maximumLength: 10, seed: 5 }),
    features,
    updates: 7,
    evaluateEvery: 7,
    evaluate: () => Promise.resolve({ loss: 0, score: 0 }),
    random: new Random(7),
    ...changes,
  };
}

export async function weights(decoder: Decoder): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, parameter] of decoder.parameters) {
    values[name] = Float32Array.from(await parameter.data());
  }
  return values;
}

/** Asserts that a training gives the same bits whole, and broken off after three updates and resumed. */
export async function assertResumes(objective: Objective, make: () => Decoder): Promise<void> {
  const whole = make(), resumed = make();
  const { course } = await train(whole, toyOptions({ objective }));
  await inFolder(async (folder) => {
    const checkpoint = { path: join(folder, "c.safetensors"), metadata: { key: "a" } };
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === 3 && stop.abort();
    const options = { objective, checkpoint };
    await assert.rejects(
      train(make(), toyOptions({ ...options, onProgress, signal: stop.signal })),
      { name: "AbortError" },
    );
    const second = await train(resumed, toyOptions(options));
    assert.deepEqual(second.course.losses, course.losses, objective.name);
  });
  assert.deepEqual(await weights(resumed), await weights(whole), objective.name);
}
