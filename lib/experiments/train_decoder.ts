import { join } from "node:path";
import { Batches } from "../datasets/batches.ts";
import { cider } from "../metrics/cider.ts";
import { withReference } from "../metrics/measure.ts";
import { tokenizedCaptions, tokenizedReferences } from "../metrics/tokenized.ts";
import { adam, chain, clipByNorm, cosineSchedule, type Optimizer } from "../optim/mod.ts";
import { Random, type StoredTensor } from "../tensor/mod.ts";
import type { Course } from "../training/course.ts";
import { train } from "../training/train.ts";
import { validationLoss } from "../training/validate.ts";
import type { Decoder, Progress } from "../types.ts";
import { describeDecoder, makeDecoder } from "./decoders.ts";
import { makeObjective } from "./objectives.ts";
import type { Settings } from "./experiment.ts";
import { captionTexts, generateCaptions } from "./generate_captions.ts";
import { featureSource } from "./feature_rows.ts";
import { type Material, rowsOf } from "./material.ts";
import { RUN_FILES } from "./run_folder.ts";
import { trainingLength } from "./training_length.ts";

/** Adam at the settings' rate; the rate decays and gradients are clipped if they say so. */
function optimizerOf({ rate, decay, clipNorm }: Settings, updates: number): Optimizer {
  const optimizer = adam(decay ? cosineSchedule(rate, { updates }) : rate);
  return clipNorm > 0 ? chain(clipByNorm(clipNorm), optimizer) : optimizer;
}

/** A decoder that has been trained, as it is stored. */
export interface TrainedDecoder {
  /** How it went. */
  course: Course;
  /** The best weights, in 16 bits. */
  weights: Map<string, StoredTensor>;
  /** What the weights belong to: configuration, vocabulary, settings, encoder. */
  metadata: Record<string, string>;
}

/** Trains a fresh decoder from one seed, or goes on from the checkpoint in the folder. */
export async function trainDecoder(
  { material, seed, settings, folder, key, onProgress, signal }: {
    material: Material;
    seed: number;
    settings: Settings;
    folder: string;
    key: string;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<TrainedDecoder> {
  const { pairs, features, vocabulary, frozen } = material;
  const { batchSize, maximumLength } = settings;
  const { updates, evaluateEvery } = trainingLength(settings, { captions: pairs.train.length });
  const random = new Random(seed);
  const description = describeDecoder(settings, material);
  const decoder = makeDecoder(description, random.split("weights"));
  const metadata = {
    key,
    decoder: JSON.stringify(description),
    vocabulary: JSON.stringify(vocabulary),
    settings: JSON.stringify(settings),
    encoder: frozen.checksum,
  };
  try {
    const { course, best } = await train(decoder, {
      objective: makeObjective(settings.objective),
      optimizer: optimizerOf(settings, updates),
      batches: new Batches(pairs.train, { batchSize, maximumLength, seed, pool: 16 }),
      features: featureSource(features.train),
      updates,
      evaluateEvery,
      evaluate: developmentScore(decoder, material, settings),
      random: random.split("dropout"),
      checkpoint: { path: join(folder, RUN_FILES.checkpoint), metadata },
      onProgress,
      signal,
    });
    const halved = [...best].map(([name, { shape, data }]): [string, StoredTensor] => {
      return [name, { dtype: "F16", shape, data: Float16Array.from(data as Float32Array) }];
    });
    return { course, weights: new Map(halved), metadata };
  } finally {
    decoder.dispose();
  }
}

/** Loss and CIDEr-D on the development pictures. */
function developmentScore(decoder: Decoder, material: Material, settings: Settings) {
  const { dev, pairs, features, vocabulary } = material;
  const { batchSize, maximumLength } = settings;
  const batches = new Batches(pairs.dev, { batchSize, maximumLength });
  const source = featureSource(features.train), rows = rowsOf(features.train, dev);
  const references = tokenizedReferences(dev.references);
  return async () => {
    const generated = await generateCaptions(decoder, rows, { vocabulary, maximumLength });
    const captions = tokenizedCaptions(captionTexts(generated));
    const scored = withReference(captions, references);
    return {
      loss: await validationLoss(decoder, { batches, features: source }),
      score: cider(scored, references)["CIDEr-D"].corpus,
    };
  };
}
