import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Batches, type BatchSource } from "../../datasets/batches.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../tensor/mod.ts";
import { removeCheckpoints } from "../../training/checkpoint.ts";
import { validationLoss } from "../../training/validate.ts";
import type { Decoder, Progress } from "../../types.ts";
import { makeDecoder } from "../decoders.ts";
import type { Settings } from "../experiment.ts";
import { featureSource } from "../feature_rows.ts";
import type { Material } from "../material.ts";
import { RUN_FILES } from "../run_folder.ts";
import { type Measure, trainDecoder } from "../train_decoder.ts";
import { type FaultName, type Switches, trainedWith } from "./faults.ts";
import { lengthBatches, withoutLastTargets } from "./faulty_batches.ts";
import { textFormPairs } from "./teacher_forced.ts";

/** Targets that the published lengths leave out of each caption: the last word and `<end>`. */
const LEFT_OUT = 2;

/** Longest printed form of an annotation in tokens. */
const LONGEST_TEXT = 100;

/** What a decoder is trained on, with which faults. */
export interface ReplayTraining {
  /** With the features that the faults leave. */
  material: Material;
  /** What is switched on. */
  switches: Switches;
  settings: Settings;
  seed: number;
  /** Where trained weights are kept. */
  folder: string;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Trains a decoder with faults switched on, or reads the weights of one that was trained so before. */
export async function replayTraining(options: ReplayTraining): Promise<Decoder> {
  const { material, settings, seed, switches, onProgress } = options;
  const faults = trainedWith(switches);
  const key = createHash("sha256").update(JSON.stringify([settings, seed, material.key, faults]))
    .digest("hex");
  const folder = join(options.folder, key.slice(0, 12)), path = join(folder, RUN_FILES.weights);
  if (existsSync(path)) {
    const { tensors, metadata } = await readSafetensors(path);
    onProgress?.({ done: 1, total: 1, unit: "trainings", note: "already there" });
    return makeDecoder(JSON.parse(metadata.decoder), tensors);
  }
  const { weights, metadata } = await trainDecoder({
    ...options,
    folder,
    key,
    batches: batchesOf(options),
    ...switches.has("validation-on-text-form") && { evaluate: lossOnTextForm(material, settings) },
  });
  await writeSafetensors(path, { tensors: weights, metadata });
  await removeCheckpoints(join(folder, RUN_FILES.checkpoint));
  return makeDecoder(JSON.parse(metadata.decoder), weights as ReadonlyMap<string, StoredTensor>);
}

function batchesOf({ material, settings, seed, switches }: ReplayTraining): BatchSource {
  const { batchSize, maximumLength } = settings, has = (name: FaultName) => switches.has(name);
  const pairs = material.pairs.train;
  const source = has("length-sampling")
    ? lengthBatches(pairs, { batchSize, maximumLength, seed })
    : new Batches(pairs, { batchSize, maximumLength, seed, pool: 16 });
  return has("untrained-end") ? withoutLastTargets(source, LEFT_OUT) : source;
}

/** The weights with the least cross-entropy on the printed forms of `dev`'s annotations are kept. */
function lossOnTextForm(
  { dev, vocabulary, features }: Material,
  { batchSize }: Settings,
): Measure {
  const readable = new Set(features.train.ids);
  const pairs = textFormPairs(dev, vocabulary).filter(({ imageId }) => readable.has(imageId));
  const batches = new Batches(pairs, { batchSize, maximumLength: LONGEST_TEXT });
  const source = featureSource(features.train);
  return async (decoder, signal) => {
    const loss = await validationLoss(decoder, { batches, features: source, signal });
    return { loss, score: -loss };
  };
}
