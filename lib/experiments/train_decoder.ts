import { join } from "node:path";
import { Batches } from "../datasets/batches.ts";
import { featureStatistics } from "../decoders/feature_statistics.ts";
import { LstmDecoder } from "../decoders/lstm.ts";
import type { LstmDecoderConfig } from "../decoders/lstm_config.ts";
import { cider } from "../metrics/cider.ts";
import { withReference } from "../metrics/measure.ts";
import { tokenizedCaptions, tokenizedReferences } from "../metrics/tokenized.ts";
import {
  adam,
  chain,
  clipByNorm,
  clipByValue,
  constantSchedule,
  cosineSchedule,
  type Optimizer,
} from "../optim/mod.ts";
import { Random, type StoredTensor } from "../tensor/mod.ts";
import type { Course } from "../training/course.ts";
import { train } from "../training/train.ts";
import { trainingLog } from "../training/training_log.ts";
import { validationLoss } from "../training/validate.ts";
import type { Progress } from "../types.ts";
import type { Settings } from "./experiment.ts";
import { captionTexts, generateCaptions } from "./generate_captions.ts";
import { featureSource } from "./feature_rows.ts";
import { type Material, rowsOf } from "./material.ts";
import { RUN_FILES } from "./run_folder.ts";
import { trainingLength } from "./training_length.ts";

/** The decoder's configuration, as settings and material decide it. */
export function decoderConfig(settings: Settings, material: Material): LstmDecoderConfig {
  const { vocabulary, features, train } = material, { width } = features.train;
  return {
    vocabularySize: vocabulary.size,
    featureWidth: width,
    embeddingWidth: settings.embeddingWidth,
    hiddenWidth: settings.hiddenWidth,
    layers: settings.layers,
    dropout: settings.dropout,
    ...settings.standardize &&
      { featureStatistics: featureStatistics(rowsOf(features.train, train).rows, width) },
  };
}

/** Adam at the settings' rate; the rate decays and gradients are clipped if they say so. */
function optimizerOf(
  { rate, decay, clipNorm, clipValue = 0, warmUp = 0 }: Settings,
  updates: number,
): Optimizer {
  const schedule = decay
    ? cosineSchedule(rate, { updates, warmUp })
    : constantSchedule(rate, { warmUp });
  const clips = [
    ...clipNorm > 0 ? [clipByNorm(clipNorm)] : [],
    ...clipValue > 0 ? [clipByValue(clipValue)] : [],
  ];
  return chain(...clips, adam(schedule));
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
  { material, seed, settings, folder, key, onProgress, signal, checkpointEvery }: {
    material: Material;
    seed: number;
    settings: Settings;
    folder: string;
    key: string;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
    checkpointEvery?: number;
  },
): Promise<TrainedDecoder> {
  const { pairs, features, vocabulary, frozen } = material;
  const { batchSize, maximumLength, accumulate = 1, patience } = settings;
  const { updates, evaluateEvery } = trainingLength(
    { ...settings, batchSize: batchSize * accumulate },
    { captions: pairs.train.length },
  );
  const log = trainingLog(join(folder, RUN_FILES.log));
  const random = new Random(seed);
  const config = decoderConfig(settings, material);
  const decoder = new LstmDecoder(config, random.split("weights"));
  const metadata = {
    key,
    decoder: JSON.stringify(config),
    vocabulary: JSON.stringify(vocabulary),
    settings: JSON.stringify(settings),
    encoder: frozen.checksum,
  };
  try {
    const { course, best } = await train(decoder, {
      optimizer: optimizerOf(settings, updates),
      batches: new Batches(pairs.train, { batchSize, maximumLength, seed, pool: 16 }),
      features: featureSource(features.train),
      updates,
      evaluateEvery,
      evaluate: developmentScore(decoder, material, settings),
      random: random.split("dropout"),
      accumulate,
      patience,
      checkpoint: { path: join(folder, RUN_FILES.checkpoint), metadata, every: checkpointEvery },
      onProgress: (progress) => {
        log(progress.event);
        onProgress?.(progress);
      },
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
function developmentScore(decoder: LstmDecoder, material: Material, settings: Settings) {
  const { dev, pairs, features, vocabulary } = material;
  const { batchSize, maximumLength } = settings;
  const batches = new Batches(pairs.dev, { batchSize, maximumLength });
  const source = featureSource(features.train), rows = rowsOf(features.train, dev);
  const references = tokenizedReferences(dev.references);
  return async (signal?: AbortSignal) => {
    const generated = await generateCaptions(decoder, rows, { vocabulary, maximumLength, signal });
    const captions = tokenizedCaptions(captionTexts(generated));
    const scored = withReference(captions, references);
    return {
      loss: await validationLoss(decoder, { batches, features: source, signal }),
      score: cider(scored, references)["CIDEr-D"].corpus,
    };
  };
}
