import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CHECKPOINTS } from "../encoders/checkpoints.ts";
import { clipTextTensors } from "../encoders/clip_config.ts";
import { clipValues } from "../encoders/clip_names.ts";
import { clipConfigIn } from "../encoders/folder_config.ts";
import { TextTower } from "../encoders/clip_text.ts";
import { TEXT_TENSORS } from "../encoders/load_checkpoint.ts";
import { readSafetensors, startTensors } from "../tensor/mod.ts";
import { ClipTokenizer } from "../text/clip_tokenizer.ts";
import { encoderWeights } from "./encoders.ts";
import { ImageTextModel } from "./pretraining/image_text_model.ts";

/** The half of a CLIP that reads. */
export interface TextEncoder {
  /** Encodes texts as vectors of the space of the image half's `pooled`, `[N, F]` row by row, of any length. */
  encodeTexts(texts: readonly string[]): Promise<Float32Array>;
  /** Disposes of the weights. */
  dispose(): void;
}

/** Names of encoders that have another half for texts. */
export type TextEncoderName = "clip-vit-b32" | "mini-clip";

/**
 * Loads the text half of a CLIP; the miniature's knows the few words of its own alt texts.
 *
 * @param options.weights As for `frozenEncoder`; `merges.txt` must lie beside CLIP's.
 * @throws {Error} If weights or merges are not there, or are of the image tower alone; says how they come.
 */
export async function loadTextEncoder(
  name: TextEncoderName,
  { root, weights }: { root: string; weights?: string },
): Promise<TextEncoder> {
  await startTensors();
  const path = encoderWeights(name, { root, weights });
  return name === "mini-clip" ? await ImageTextModel.load(path, name) : await loadClipTexts(path);
}

/** Texts that go through the tower at once. */
const BATCH = 64;

async function loadClipTexts(path: string): Promise<TextEncoder> {
  const folder = dirname(path), merges = join(folder, "merges.txt");
  const config = await clipConfigIn(folder, CHECKPOINTS["clip-vit-b32"].config);
  const text = config.text!;
  if (!existsSync(merges)) {
    throw new Error(
      `Cannot read texts as CLIP does: "merges.txt" must lie beside its weights, current folder has ` +
        "none; deno task data clip-vit-b32 fetches it",
    );
  }
  const tokenizer = ClipTokenizer.fromMerges(await readFile(merges, "utf8"));
  const { tensors } = await readSafetensors(path, { wanted: (each) => TEXT_TENSORS.test(each) });
  if (tensors.size === 0) {
    throw new Error(
      `Cannot read texts as CLIP does: "${path}" must hold its text tower, current tensors are of ` +
        "the image tower alone; deno task data clip-vit-b32 fetches both",
    );
  }
  const values = clipValues(tensors, clipTextTensors(text, config.projection!), {
    network: config.name,
    without: ["image"],
  });
  const tower = new TextTower(text, values);
  return {
    async encodeTexts(texts) {
      const rows = new Float32Array(texts.length * config.projection!);
      for (let from = 0; from < texts.length; from += BATCH) {
        const vectors = tower.encode(tokenizer.rows(texts.slice(from, from + BATCH)));
        rows.set(await vectors.data() as Float32Array, from * config.projection!);
        vectors.dispose();
      }
      return rows;
    },
    dispose: () => tower.dispose(),
  };
}
