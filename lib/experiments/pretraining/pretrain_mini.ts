import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { writeJson } from "../../io/write.ts";
import { Random, startTensors, type StoredTensor, writeSafetensors } from "../../tensor/mod.ts";
import type { Progress } from "../../types.ts";
import { type Miniature, type MiniatureName, MINIATURES } from "../miniatures.ts";
import { altTexts } from "./alt_texts.ts";
import { COMMON_WIDTH, ContrastiveObjective } from "./contrastive.ts";
import { NamingObjective } from "./naming.ts";
import { type TrainableObjective, untrained } from "./network.ts";
import { pretrain, type PretrainingCourse, type PretrainingSettings } from "./pretrain.ts";
import { type LabelledPictures, pretrainingPictures } from "./pictures.ts";
import { makeRecord, type Named, type PretrainingRecord, type Retrieved } from "./record.ts";

/** What the miniature encoders learn from, all of them alike. */
export const MINI_PRETRAINING = {
  /** Scenes to learn from, and their seed: none of them is in the data set. */
  scenes: 20_000,
  seed: 1_000_003,
  /** Scenes to test on, and their seed. */
  heldOut: 2_000,
  heldOutSeed: 2_000_003,
  training: {
    batchSize: 64,
    updates: 2_500,
    warmUp: 100,
    augmentation: { shift: 8, turn: 0.2, brightness: 0.2, contrast: 0.2, balance: 0.06 },
    seed: 0,
  } satisfies Omit<PretrainingSettings, "rate">,
} as const;

/** Where {@linkcode pretrainMini} works, and what differs from {@linkcode MINI_PRETRAINING}. */
export interface PretrainMiniOptions {
  /** Folder of the pictures and of the checkpoint; may be deleted afterwards. */
  workFolder: string;
  /** Folder that gets `<name>.safetensors` and `<name>.json`. */
  out: string;
  /** Number of updates. */
  updates?: number;
  /** Number of scenes to learn from. */
  images?: number;
  /** Number of scenes to test on. */
  heldOut?: number;
  /** Told about each stage. */
  onProgress?: (stage: string, progress: Progress) => void;
  /** Stops after the update in hand, with a checkpoint. */
  signal?: AbortSignal;
}

/**
 * Trains a miniature encoder on generated scenes, and writes it with a record.
 *
 * One that names kind, material and main colour stands for a ResNet-50 trained on ImageNet; one that
 * finds alternative texts for CLIP. What they learn is what the captions talk about, from pictures that
 * are not in the data set. The held-out pictures are answered by the weights as written, in 16 bits. A
 * run that was broken off goes on from its checkpoint.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 */
export async function pretrainMini(
  name: MiniatureName,
  options: PretrainMiniOptions,
): Promise<PretrainingRecord<Named | Retrieved>> {
  const { workFolder, out, onProgress, signal } = options;
  const { scenes, seed, heldOut, heldOutSeed, training } = MINI_PRETRAINING;
  const started = performance.now();
  await startTensors();
  const render = (stage: string, seed: number, count: number) =>
    pretrainingPictures({
      folder: workFolder,
      seed,
      count,
      signal,
      onProgress: (progress) => onProgress?.(stage, progress),
    });
  const pictures = await render("pictures", seed, options.images ?? scenes);
  const test = await render("held-out pictures", heldOutSeed, options.heldOut ?? heldOut);
  const rendered = (performance.now() - started) / 1000;
  const { rate } = MINIATURES[name], updates = options.updates ?? training.updates;
  const settings = { ...training, rate, updates };
  // Pictures of another look, or fewer of them, are another course.
  const checkpoint = join(workFolder, `${name}-${pictures.count}-${pictures.generator}.checkpoint`);
  const trained = await train(name, { pictures, seed, settings }, {
    checkpoint,
    signal,
    onProgress: (progress) => onProgress?.("training", progress),
  });
  const path = join(out, `${name}.safetensors`);
  await writeSafetensors(path, trained);
  const record = await makeRecord(name, {
    weights: path,
    learnedFrom: { seed, pictures },
    heldOut: { seed: heldOutSeed, pictures: test },
    settings,
    course: trained.course,
    seconds: { pictures: rendered, total: (performance.now() - started) / 1000 },
  });
  await writeJson(join(out, `${name}.json`), record);
  if (existsSync(checkpoint)) await rm(checkpoint);
  return record;
}

/** What an encoder learns from. */
interface Lessons {
  pictures: LabelledPictures;
  /** The pictures' seed: their texts follow from it, too. */
  seed: number;
  settings: PretrainingSettings;
}

async function train(
  name: MiniatureName,
  { pictures, seed, settings }: Lessons,
  run: {
    checkpoint: string;
    onProgress: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<{
  tensors: Map<string, StoredTensor>;
  metadata: Record<string, string>;
  course: PretrainingCourse;
}> {
  const miniature = MINIATURES[name], { normalization } = miniature.config.pipeline;
  const objective = objectiveOf(miniature, { pictures, seed, settings });
  try {
    const course = await pretrain(objective, { pictures, settings, normalization, ...run });
    const metadata = {
      config: JSON.stringify(miniature.config),
      generator: pictures.generator,
      ...objective.metadata,
    };
    return { tensors: await objective.tensors(), metadata, course };
  } finally {
    objective.dispose();
  }
}

function objectiveOf(
  miniature: Miniature,
  { pictures, seed, settings }: Lessons,
): TrainableObjective {
  const random = new Random(settings.seed).split("weights");
  const encoder = untrained(miniature, random.split("network"));
  if (miniature.objective === "labels") return new NamingObjective(encoder, { pictures, random });
  const projects = miniature.architecture === "vit" && miniature.config.projection === COMMON_WIDTH;
  return new ContrastiveObjective(encoder, {
    texts: altTexts(seed, pictures.count),
    projects,
    random,
  });
}
