import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSafetensors } from "../tensor/mod.ts";
import type { Network } from "./checkpoints.ts";
import { Clip } from "./clip.ts";
import { IMAGE_TOWER } from "./fetch_checkpoint.ts";
import { clipConfigIn, resnetConfigIn } from "./folder_config.ts";
import { Resnet } from "./resnet.ts";

/**
 * What weights are called in the folders that hubs and this project make, in the order of preference:
 * where OpenCLIP's file is, the other one may have timm's names.
 */
const NAMES = ["open_clip_model.safetensors", "model.safetensors", IMAGE_TOWER] as const;

/**
 * Finds the file with the weights: the file itself, or the one in a folder.
 *
 * @returns `undefined` if there is none.
 */
export function findWeights(place: string): string | undefined {
  if (!existsSync(place)) return undefined;
  if (!statSync(place).isDirectory()) return place;
  return NAMES.map((name) => join(place, name)).find((path) => existsSync(path));
}

/**
 * Loads a published network from weights under any library's names.
 *
 * Configurations beside them, as hubs' folders have them, must describe the same network, and say how
 * pictures are prepared for it; see `folder_config.ts`.
 *
 * @param network One of `CHECKPOINTS`, for instance.
 * @param path As {@linkcode findWeights} gives it.
 * @param options.texts Whether CLIP's text tower is loaded, too; default false.
 * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
 * @throws {RangeError} If a configuration is of another network, or of one that is not implemented here.
 */
export async function loadCheckpoint(
  { architecture, config }: Network,
  path: string,
  { texts = false }: { texts?: boolean } = {},
): Promise<Resnet | Clip> {
  const folder = dirname(path);
  if (architecture === "resnet") {
    const found = await resnetConfigIn(folder, config);
    return new Resnet(found, (await readSafetensors(path)).tensors);
  }
  const found = await clipConfigIn(folder, config);
  if (texts) return new Clip(found, (await readSafetensors(path)).tensors);
  // Nearly half of the file is of no use for images.
  const { tensors } = await readSafetensors(path, {
    wanted: (tensor) => !TEXT_TENSORS.test(tensor),
  });
  return new Clip({ ...found, text: undefined }, tensors);
}

/** The text tower's tensors under OpenAI's and Hugging Face's names. */
export const TEXT_TENSORS =
  /^(transformer|token_embedding|ln_final|positional_embedding|text_projection|text_model|logit_scale)\b/;
