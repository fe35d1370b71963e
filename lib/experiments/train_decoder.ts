import { join } from "node:path";
import { Batches, type BatchSource } from "../datasets/batches.ts";
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
import type { Course, DevelopmentScore } from "../training/course.ts";
import { train } from "../training/train.ts";
import { trainingLog } from "../training/training_log.ts";
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

/** Measures a decoder on development pictures; ends with the signal's reason when it says stop. */
export type Measure = (decoder: Decoder, signal?: AbortSignal) => Promise<DevelopmentScore>;

/** How a decoder is trained. */
export interface TrainDecoderOptions {
  /** What is learned from. */
  material: Material;
  /** Of the first weights, the order of the captions and dropout. */
  seed: number;
  /** What is trained, and by which rule. */
  settings: Settings;
  /** Where the checkpoint is. */
  folder: string;
  /** What makes two trainings the same. */
  key: string;
  /** Weights to start from; default: fresh ones. */
  from?: ReadonlyMap<string, StoredTensor>;
  /** The captions' batches; default: all training captions in a new order each epoch. */
  batches?: BatchSource;
  /** What the weights are chosen by; default: CIDEr-D on `dev`, with the loss there. */
  evaluate?: Measure;
  /** Told about every update. */
  onProgress?: (progress: Progress) => void;
  /** Stops after the batch in hand, with a checkpoint. */
  signal?: AbortSignal;
  /** Seconds from one checkpoint to the next; default 45. */
  checkpointEvery?: number;
}

/** Trains a decoder from one seed, or goes on from the checkpoint in the folder. */
export async function trainDecoder(options: TrainDecoderOptions): Promise<TrainedDecoder> {
  const { material, seed, settings, folder, key, from, onProgress, signal, checkpointEvery } =
    options;
  const { pairs, features, vocabulary, frozen } = material;
  const { batchSize, maximumLength, accumulate = 1, patience } = settings;
  const { updates, evaluateEvery } = trainingLength(
    { ...settings, batchSize: batchSize * accumulate },
    { captions: pairs.train.length },
  );
  const log = trainingLog(join(folder, RUN_FILES.log));
  const random = new Random(seed);
  const description = describeDecoder(settings, material);
  const decoder = makeDecoder(description, from ?? random.split("weights"));
  const metadata = {
    key,
    decoder: JSON.stringify(description),
    vocabulary: JSON.stringify(vocabulary),
    settings: JSON.stringify(settings),
    encoder: frozen.checksum,
  };
  const { evaluate = developmentScore(material, settings) } = options;
  try {
    const { course, best } = await train(decoder, {
      objective: makeObjective(settings.objective, { pairs: pairs.train, maximumLength }),
      optimizer: optimizerOf(settings, updates),
      batches: options.batches ??
        new Batches(pairs.train, { batchSize, maximumLength, seed, pool: 16 }),
      features: featureSource(features.train),
      updates,
      evaluateEvery,
      evaluate: (signal) => evaluate(decoder, signal),
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
function developmentScore(material: Material, settings: Settings): Measure {
  const { dev, pairs, features, vocabulary } = material;
  const { batchSize, maximumLength } = settings;
  const batches = new Batches(pairs.dev, { batchSize, maximumLength });
  const source = featureSource(features.train), rows = rowsOf(features.train, dev);
  const references = tokenizedReferences(dev.references);
  return async (decoder, signal) => {
    const generated = await generateCaptions(decoder, rows, { vocabulary, maximumLength, signal });
    const captions = tokenizedCaptions(captionTexts(generated));
    const scored = withReference(captions, references);
    return {
      loss: await validationLoss(decoder, { batches, features: source, signal }),
      score: cider(scored, references)["CIDEr-D"].corpus,
    };
  };
}
