import { join } from "node:path";
import { Clip } from "../../encoders/clip.ts";
import { TrainableResnet } from "../../encoders/resnet_trainable.ts";
import { Random, readSafetensors } from "../../tensor/mod.ts";
import { readsGrid } from "../decoders.ts";
import { resnetConfig, weightsFile } from "../encoders.ts";
import type { Settings } from "../experiment.ts";
import type { Material } from "../material.ts";
import { loadSplit } from "../study.ts";
import type { Switches } from "./faults.ts";
import {
  batchStatistics,
  cropAndFlip,
  otherNormalization,
  rawTokens,
  seenFeatures,
  type Sight,
} from "./faulty_features.ts";

/** Seed of the crops and flips. */
const CROPS_SEED = 1;

/** A material with the features, and the settings' decoder, that faults leave. */
export async function withFaultyFeatures(
  material: Material,
  { switches, settings, root, signal }: {
    switches: Switches;
    settings: Settings;
    root: string;
    signal?: AbortSignal;
  },
): Promise<Material> {
  const { frozen, study, val } = material, grid = readsGrid(settings.decoder);
  let learned: Sight | undefined, scored: Sight | undefined;
  let resnet: TrainableResnet | undefined;
  if (switches.has("raw-tokens")) learned = rawTokens(frozen, frozen.encoder as Clip);
  if (switches.has("other-normalization")) learned = otherNormalization(learned ?? frozen);
  if (switches.has("batch-statistics")) {
    const config = resnetConfig(settings.encoder as "mini-resnet");
    resnet = new TrainableResnet(config, new Random(0));
    resnet.load((await readSafetensors(join(root, weightsFile(settings.encoder)))).tensors);
    learned = batchStatistics(frozen, resnet, { training: true });
    scored = batchStatistics(frozen, resnet, { training: false });
  }
  scored ??= learned;
  if (switches.has("crop-and-flip")) {
    scored = cropAndFlip(scored ?? frozen, new Random(CROPS_SEED).split("crops"));
  }
  try {
    const options = { grid, signal }, { features } = material;
    return {
      ...material,
      features: {
        train: learned === undefined
          ? features.train
          : await seenFeatures(await loadSplit(study, "train"), learned, options),
        val: scored === undefined ? features.val : await seenFeatures(val, scored, options),
      },
    };
  } finally {
    resnet?.dispose();
  }
}
