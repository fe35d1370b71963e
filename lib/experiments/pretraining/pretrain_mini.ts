import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { MINI_RESNET } from "../../encoders/resnet_config.ts";
import { TrainableResnet } from "../../encoders/resnet_trainable.ts";
import { writeJson } from "../../io/write.ts";
import { Random, startTensors, type StoredTensor, writeSafetensors } from "../../tensor/mod.ts";
import type { Progress } from "../../types.ts";
import { ClassHeads } from "./class_heads.ts";
import {
  type Objective,
  pretrain,
  type PretrainingCourse,
  type PretrainingSettings,
} from "./pretrain.ts";
import { type Label, type LabelledPictures, LABELS, pretrainingPictures } from "./pictures.ts";
import { makeRecord, type PretrainingRecord } from "./record.ts";

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
    rate: 3e-3,
    warmUp: 100,
    augmentation: { shift: 8, turn: 0.2, brightness: 0.2, contrast: 0.2, balance: 0.06 },
    seed: 0,
  } satisfies PretrainingSettings,
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
 * Trains the miniature ResNet to name kind, material and main colour of generated scenes, and writes it.
 *
 * It stands for a ResNet-50 trained on ImageNet: what it learns is what the captions talk about, from
 * pictures that are not in the data set. The held-out pictures are named by the weights as written, in
 * 16 bits. A run that was broken off goes on from its checkpoint.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 */
export async function pretrainMini(options: PretrainMiniOptions): Promise<PretrainingRecord> {
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
  const settings = { ...training, updates: options.updates ?? training.updates };
  // Pictures of another look, or fewer of them, are another course.
  const course = `${MINI_RESNET.name}-${pictures.count}-${pictures.generator}`;
  const checkpoint = join(workFolder, `${course}.checkpoint`);
  const trained = await train(pictures, settings, {
    checkpoint,
    signal,
    onProgress: (progress) => onProgress?.("training", progress),
  });
  const path = join(out, `${MINI_RESNET.name}.safetensors`);
  await writeSafetensors(path, { tensors: trained.tensors, metadata: metadata(pictures) });
  const record = await makeRecord({
    weights: path,
    learnedFrom: { seed, pictures },
    heldOut: { seed: heldOutSeed, pictures: test },
    settings,
    course: trained.course,
    seconds: { pictures: rendered, total: (performance.now() - started) / 1000 },
  });
  await writeJson(join(out, `${MINI_RESNET.name}.json`), record);
  if (existsSync(checkpoint)) await rm(checkpoint);
  return record;
}

async function train(
  pictures: LabelledPictures,
  settings: PretrainingSettings,
  run: {
    checkpoint: string;
    onProgress: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<{ tensors: Map<string, StoredTensor>; course: PretrainingCourse }> {
  const random = new Random(settings.seed).split("weights");
  const network = new TrainableResnet(MINI_RESNET, random.split("network"));
  const heads = new ClassHeads(network.width, classCounts(), random.split("heads"));
  try {
    const { normalization } = MINI_RESNET.pipeline;
    const objective = namingObjective(network, heads, pictures);
    const course = await pretrain(objective, { pictures, settings, normalization, ...run });
    const tensors = new Map([...await network.tensors(), ...await heads.tensors()]);
    return { tensors, course };
  } finally {
    network.dispose();
    heads.dispose();
  }
}

/** To name kind, material and colour: the sum of three cross-entropies. */
function namingObjective(
  network: TrainableResnet,
  heads: ClassHeads,
  { labels }: LabelledPictures,
): Objective {
  return {
    parameters: new Map([...network.parameters, ...heads.parameters]),
    statistics: network.statistics,
    loss(images, indices) {
      const { pooled } = network.forward(images, { training: true });
      const of = (label: Label) => indices.map((index) => labels[label][index]);
      return heads.loss(pooled, {
        kind: of("kind"),
        material: of("material"),
        colour: of("colour"),
      });
    },
  };
}

function classCounts(): Record<Label, number> {
  return {
    kind: LABELS.kind.length,
    material: LABELS.material.length,
    colour: LABELS.colour.length,
  };
}

/** What a reader of the weights needs to know. */
function metadata({ generator }: LabelledPictures): Record<string, string> {
  return { config: JSON.stringify(MINI_RESNET), labels: JSON.stringify(LABELS), generator };
}
