import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, type CheckpointName, CHECKPOINTS } from "../encoders/checkpoints.ts";
import type { ClipConfig } from "../encoders/clip_config.ts";
import type { ResnetConfig } from "../encoders/resnet_config.ts";
import { findWeights, loadCheckpoint } from "../encoders/load_checkpoint.ts";
import type { RotationHead } from "../encoders/rotation_head.ts";
import type { Pipeline } from "../image/preprocess.ts";
import { checksum } from "../io/checksum.ts";
import { readSafetensors, startTensors } from "../tensor/mod.ts";
import type { Encoder } from "../types.ts";
import { frozenMiniature, type Miniature, type MiniatureName, MINIATURES } from "./miniatures.ts";

/** Name of an encoder whose weights can be loaded. */
export type EncoderName = MiniatureName | CheckpointName;

/** All of them: the paper's two, and the miniatures. */
export const ENCODER_NAMES = [
  ...Object.keys(CHECKPOINTS) as CheckpointName[],
  ...Object.keys(MINIATURES) as MiniatureName[],
] as readonly EncoderName[];

/** A frozen encoder, with what identifies its weights and what prepares its input. */
export interface FrozenEncoder {
  /** The network. */
  encoder: Encoder;
  /** How pictures become its input. */
  pipeline: Pipeline;
  /** SHA-256 of the weights' file. */
  checksum: string;
  /** Present where it does not compute in 32 bits; see `narrowed`. */
  precision?: "bfloat16";
  /** Present where it turns pictures upright first; see `upright`. */
  head?: RotationHead;
}

/** Where weights are looked for, and which they must be. */
export interface FrozenEncoderOptions {
  /** The project's folder. */
  root: string;
  /** A file, or a folder as hubs have them; default: `data/mini/` or `data/weights/<name>/`. */
  weights?: string;
  /** SHA-256 that the weights must have: those that a captioner was trained on. */
  expected?: string;
}

/**
 * Loads a frozen encoder by its name.
 *
 * @throws {RangeError} If there is no encoder of that name.
 * @throws {Error} If its weights are not there, or are others than expected.
 * @throws {TypeError} If the file holds other tensors than the encoder has.
 */
export async function frozenEncoder(
  name: string,
  { root, weights, expected }: FrozenEncoderOptions,
): Promise<FrozenEncoder> {
  if (!(ENCODER_NAMES as readonly string[]).includes(name)) {
    throw new RangeError(
      `Cannot load an encoder: its name must be one of ${ENCODER_NAMES.join(", ")}, ` +
        `current value is "${name}"`,
    );
  }
  const path = encoderWeights(name as EncoderName, { root, weights });
  const sum = await checksum(path);
  if (expected !== undefined && sum !== expected) {
    throw new Error(
      `Cannot use "${shown(path, root)}": the captioner was trained on weights with checksum ${
        expected.slice(0, 12)
      }…, current value is ${sum.slice(0, 12)}…`,
    );
  }
  await startTensors();
  const encoder = isCheckpoint(name)
    ? await loadCheckpoint(CHECKPOINTS[name], path)
    : frozenMiniature(MINIATURES[name as MiniatureName], (await readSafetensors(path)).tensors);
  return { encoder, pipeline: encoder.pipeline, checksum: sum };
}

/**
 * Finds an encoder's weights.
 *
 * @throws {Error} If they are not there; says how they come.
 */
export function encoderWeights(
  name: EncoderName,
  { root, weights }: Pick<FrozenEncoderOptions, "root" | "weights">,
): string {
  const file = weightsFile(name), place = weights ?? join(root, file);
  const found = isCheckpoint(name) ? findWeights(place) : existsSync(place) ? place : undefined;
  if (found !== undefined) return found;
  const how = isCheckpoint(name)
    ? `deno task data ${name} fetches them`
    : `deno task mini:pretrain --encoder ${name.replace("mini-", "")} makes them`;
  throw new Error(
    weights === undefined
      ? `Cannot load "${file}": the repository does not hold these weights; ${how}`
      : `Cannot load "${weights}": there must be weights, a safetensors file or a folder with one`,
  );
}

/** The configuration of an encoder that is a ResNet. @throws {TypeError} If it is not. */
export function resnetConfig(name: EncoderName): ResnetConfig {
  const found = architectureOf(name);
  if (found.architecture === "resnet") return found.config;
  throw new TypeError(`Cannot describe ${name} as a ResNet: it is a transformer`);
}

/** The configuration of an encoder that is a vision transformer. @throws {TypeError} If it is not. */
export function clipConfig(name: EncoderName): ClipConfig {
  const found = architectureOf(name);
  if (found.architecture === "vit") return found.config;
  throw new TypeError(`Cannot describe ${name} as a transformer: it is a ResNet`);
}

/** What figures call an encoder. */
export function encoderTitle(name: EncoderName): string {
  return TITLES[name];
}

const TITLES: Readonly<Record<EncoderName, string>> = {
  "resnet50": "ResNet-50",
  "clip-vit-b32": "CLIP ViT-B/32",
  "mini-resnet": "miniature ResNet",
  "mini-vit": "miniature ViT",
  "mini-resnet-text": "miniature ResNet (texts)",
  "mini-clip": "miniature CLIP",
};

function architectureOf(name: EncoderName): Checkpoint | Miniature {
  return isCheckpoint(name) ? CHECKPOINTS[name] : MINIATURES[name];
}

/** Where an encoder's weights are, from the project's folder. */
export function weightsFile(name: EncoderName): string {
  return isCheckpoint(name) ? `data/weights/${name}` : `data/mini/${name}.safetensors`;
}

function isCheckpoint(name: string): name is CheckpointName {
  return Object.hasOwn(CHECKPOINTS, name);
}

function shown(path: string, root: string): string {
  return path.startsWith(root) ? path.slice(root.length).replace(/^[/\\]+/, "") : path;
}
