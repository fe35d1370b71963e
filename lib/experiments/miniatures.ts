import type { Network } from "../encoders/checkpoints.ts";
import { Clip } from "../encoders/clip.ts";
import { clipImageCost, MINI_CLIP, MINI_VIT } from "../encoders/clip_config.ts";
import { Resnet } from "../encoders/resnet.ts";
import { MINI_RESNET, planResnet, resnetCost } from "../encoders/resnet_config.ts";
import type { StoredTensor } from "../tensor/mod.ts";

/** What a miniature encoder is and what it learned: the two things in which ResNet and CLIP differ. */
export type Miniature = Network & {
  /** What it learned to do: name what a picture shows, or find the text that belongs to it. */
  readonly objective: "labels" | "texts";
  /** Adam's highest learning rate. */
  readonly rate: number;
};

/** Learning rates by architecture; transformers of this size do not bear the other's. */
const RATES = { resnet: 3e-3, vit: 1e-3 } as const;

/**
 * The four miniature encoders: two architectures, each trained for two objectives.
 *
 * ResNet-50 and CLIP ViT-B/32 differ in architecture, objective and data; these differ in the first two,
 * one at a time: same pictures, updates, batches, augmentation and seed, and about as many operations.
 */
export const MINIATURES = {
  "mini-resnet": {
    architecture: "resnet",
    objective: "labels",
    rate: RATES.resnet,
    config: MINI_RESNET,
  },
  "mini-vit": { architecture: "vit", objective: "labels", rate: RATES.vit, config: MINI_VIT },
  "mini-resnet-text": {
    architecture: "resnet",
    objective: "texts",
    rate: RATES.resnet,
    config: { ...MINI_RESNET, name: "mini-resnet-text" },
  },
  "mini-clip": { architecture: "vit", objective: "texts", rate: RATES.vit, config: MINI_CLIP },
} as const satisfies Record<string, Miniature>;

/** Name of a miniature encoder. */
export type MiniatureName = keyof typeof MINIATURES;

/** All of them, in the order of {@linkcode MINIATURES}. */
export const MINIATURE_NAMES = Object.keys(MINIATURES) as readonly MiniatureName[];

/**
 * Makes a frozen miniature from a file's tensors.
 *
 * @throws {TypeError} If the tensors are not exactly the configuration's; lists which.
 */
export function frozenMiniature(
  { architecture, config }: Miniature,
  tensors: ReadonlyMap<string, StoredTensor>,
): Resnet | Clip {
  return architecture === "resnet" ? new Resnet(config, tensors) : new Clip(config, tensors);
}

/** Trained numbers, and floating-point operations an image. */
export function miniatureCost(
  { architecture, config }: Miniature,
): { parameters: number; flops: number } {
  return architecture === "resnet" ? resnetCost(planResnet(config)) : clipImageCost(config);
}
