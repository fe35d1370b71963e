import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Field, readJson } from "../io/json.ts";
import { readSafetensors } from "../tensor/mod.ts";
import { type CheckpointName, CHECKPOINTS } from "./checkpoints.ts";
import { Clip } from "./clip.ts";
import type { ClipConfig } from "./clip_config.ts";
import { IMAGE_TOWER } from "./fetch_checkpoint.ts";
import { Resnet } from "./resnet.ts";

/** What weights are called in the folders that hubs and this project make, in the order of preference. */
const NAMES = ["model.safetensors", "open_clip_model.safetensors", IMAGE_TOWER] as const;

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
 * Loads one of the paper's two encoders from weights under any library's names.
 *
 * A `config.json` beside them, as Hugging Face's folders have one, must describe the same network.
 *
 * @param path As {@linkcode findWeights} gives it.
 * @param options.texts Whether CLIP's text tower is loaded, too; default false.
 * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
 * @throws {Error} If the configuration is of a network that is not implemented here.
 */
export async function loadCheckpoint(
  name: CheckpointName,
  path: string,
  { texts = false }: { texts?: boolean } = {},
): Promise<Resnet | Clip> {
  const { architecture, config } = CHECKPOINTS[name];
  if (architecture === "resnet") return new Resnet(config, (await readSafetensors(path)).tensors);
  const place = join(dirname(path), "config.json");
  const found = existsSync(place) ? checkedConfig(config, await readJson(place)) : config;
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

/**
 * Reads what a Hugging Face configuration decides beyond the shapes of tensors: the activation, and which
 * id ends a text.
 */
function checkedConfig(config: ClipConfig, json: Field): ClipConfig {
  for (const tower of ["vision_config", "text_config"]) {
    const activation = json.find(tower)?.find("hidden_act");
    if (activation !== undefined && activation.string() !== "quick_gelu") {
      activation.refuse(`must be "quick_gelu", current value is "${activation.string()}"`);
    }
  }
  const end = json.find("text_config")?.find("eos_token_id")?.integer();
  if (end === undefined || config.text === undefined) return config;
  // The hub's configuration says 2 and means the highest id, which was the end when it was written.
  return { ...config, text: { ...config.text, end: end === 2 ? "highest" : end } };
}
