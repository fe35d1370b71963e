import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Pipeline } from "../image/preprocess.ts";
import { checksum } from "../io/checksum.ts";
import { readSafetensors, startTensors } from "../tensor/mod.ts";
import type { Encoder } from "../types.ts";
import { frozenMiniature, type MiniatureName, MINIATURES } from "./miniatures.ts";

/** Name of an encoder whose weights can be loaded. */
export type EncoderName = MiniatureName;

/** A frozen encoder, with what identifies its weights and what prepares its input. */
export interface FrozenEncoder {
  /** The network. */
  encoder: Encoder;
  /** How pictures become its input. */
  pipeline: Pipeline;
  /** SHA-256 of the weights' file. */
  checksum: string;
}

/**
 * Loads a frozen encoder by its name, from `data/mini/<name>.safetensors`.
 *
 * @param options.root The project's folder.
 * @param options.expected SHA-256 that the weights must have: those that a captioner was trained on.
 * @throws {RangeError} If there is no encoder of that name.
 * @throws {Error} If its weights are not there, or are others than expected.
 */
export async function frozenEncoder(
  name: string,
  { root, expected }: { root: string; expected?: string },
): Promise<FrozenEncoder> {
  if (!Object.hasOwn(MINIATURES, name)) {
    throw new RangeError(
      `Cannot load an encoder: its name must be one of ${Object.keys(MINIATURES).join(", ")}, ` +
        `current value is "${name}"`,
    );
  }
  const miniature = MINIATURES[name as MiniatureName], file = weightsFile(name as MiniatureName);
  const path = join(root, file);
  if (!existsSync(path)) {
    throw new Error(
      `Cannot load "${file}": the repository does not hold these weights; ` +
        `deno task mini:pretrain --encoder ${name.replace("mini-", "")} makes them`,
    );
  }
  const sum = await checksum(path);
  if (expected !== undefined && sum !== expected) {
    throw new Error(
      `Cannot use "${file}": the captioner was trained on weights with checksum ${
        expected.slice(0, 12)
      }…, current value is ${sum.slice(0, 12)}…`,
    );
  }
  await startTensors();
  const { tensors } = await readSafetensors(path);
  const encoder = frozenMiniature(miniature, tensors);
  return { encoder, pipeline: miniature.config.pipeline, checksum: sum };
}

/** Where an encoder's weights are, from the project's folder. */
export function weightsFile(name: MiniatureName): string {
  return `data/mini/${name}.safetensors`;
}
