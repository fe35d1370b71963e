/**
 * Frozen image encoders: from normalized pixels to features.
 *
 * An encoder gives a pooled vector `[B, F]` and a grid of vectors `[B, P, G]`, one a position in reading
 * order. It is a configuration plus weights: `RESNET50` and `MINI_RESNET` run through the same code, and
 * `resnet_names.ts` says what each library calls the tensors. `TrainableResnet` is the same graph with
 * variables in it, for pre-training the miniature. `UprightEncoder` turns pictures upright before any of them.
 *
 * @example
 * ```ts
 * import { planResnet, RESNET50, resnetCost } from "#lib/encoders";
 * import assert from "node:assert/strict";
 *
 * const { parameters, flops } = resnetCost(planResnet(RESNET50));
 * assert.equal(parameters, 23_508_032); // 25.6 million with the classifier
 * assert.equal((flops / 1e9).toFixed(2), "8.17");
 * ```
 *
 * @module
 */
export type { Encoder, Features } from "../types.ts";
export { type Checkpoint, type CheckpointName, CHECKPOINTS, type Network } from "./checkpoints.ts";
export { Clip, loadClip } from "./clip.ts";
export {
  CLIP_VIT_B32,
  type ClipConfig,
  clipImageCost,
  MINI_CLIP,
  MINI_TEXT,
  MINI_VIT,
  patchCount,
  type TextTowerConfig,
  type TowerConfig,
} from "./clip_config.ts";
export { TextTower } from "./clip_text.ts";
export type { ClipValues } from "./clip_names.ts";
export type { ImageTower } from "./clip_graph.ts";
export { TrainableTextTower, TrainableVit } from "./clip_trainable.ts";
export { fetchCheckpoint, type FetchCheckpointOptions } from "./fetch_checkpoint.ts";
export { FourViews, gridMoments, VIEWS } from "./four_views.ts";
export { findWeights, loadCheckpoint } from "./load_checkpoint.ts";
export { loadResnet, Resnet } from "./resnet.ts";
export {
  MINI_RESNET,
  planResnet,
  RESNET50,
  type ResnetBlock,
  type ResnetConfig,
  resnetCost,
  type ResnetPlan,
  resnetStages,
  type ResnetUnit,
  resnetUnits,
} from "./resnet_config.ts";
export { TrainableResnet } from "./resnet_trainable.ts";
export { EVEN_PRIOR, type RotationHead, uprightViews, viewScores } from "./rotation_head.ts";
export { UprightEncoder } from "./upright_encoder.ts";
