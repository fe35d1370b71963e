import { normalize } from "../../image/normalize.ts";
import type { Pipeline } from "../../image/preprocess.ts";
import { readSafetensors, tensor, tensor2d } from "../../tensor/mod.ts";
import type { Encoder } from "../../types.ts";
import { frozenMiniature, type Miniature, type MiniatureName } from "../miniatures.ts";
import { nameClasses } from "./class_heads.ts";
import { ImageTextModel } from "./image_text_model.ts";
import { type Label, type LabelledPictures, LABELS } from "./pictures.ts";
import type { Pictures } from "./pretrain.ts";
import { type Retrieval, retrieval } from "./retrieval.ts";

/** How well held-out pictures are named. */
export interface HeldOutResult {
  /** Share of pictures named rightly. */
  accuracy: number;
  /** Share of the class that is most frequent among them: what a constant answer gets. */
  constant: number;
  /** Number of classes. */
  classes: number;
}

/** Pictures that are encoded at once. */
const BATCH = 100;
/** Pictures and texts that are searched at a time. */
export const RETRIEVED_AMONG = 200;

/**
 * Names pictures with the weights of a file, heads included, and counts how often that is right.
 *
 * @param path A file that `pretrainMini` wrote for naming.
 */
export async function nameHeldOut(
  path: string,
  { miniature, pictures }: { miniature: Miniature; pictures: LabelledPictures },
): Promise<Record<Label, HeldOutResult>> {
  const { tensors } = await readSafetensors(path);
  const encoder = frozenMiniature(miniature, tensors);
  const rows = await pooledRows(encoder, pictures), { count, labels } = pictures;
  encoder.dispose();
  const pooled = tensor2d(rows, [count, rows.length / count]);
  const result = async (label: Label): Promise<HeldOutResult> => {
    const answers = await nameClasses(pooled, tensors, label);
    const right = answers.filter((answer, i) => answer === labels[label][i]).length;
    return {
      accuracy: right / count,
      constant: mostFrequent(labels[label]) / count,
      classes: LABELS[label].length,
    };
  };
  const results = {
    kind: await result("kind"),
    material: await result("material"),
    colour: await result("colour"),
  };
  pooled.dispose();
  return results;
}

/**
 * Lets pictures and texts find each other with the weights of a file.
 *
 * @param path A file that `pretrainMini` wrote for texts.
 * @param options.texts One text a picture.
 * @param options.among Pictures and texts that are searched at a time; default 200.
 */
export async function retrieveHeldOut(
  path: string,
  { name, pictures, texts, among = RETRIEVED_AMONG }: {
    name: MiniatureName;
    pictures: LabelledPictures;
    texts: readonly string[];
    among?: number;
  },
): Promise<Retrieval> {
  const model = await ImageTextModel.load(path, name);
  const images = await projectedRows(model, pictures);
  const vectors = await model.encodeTexts(texts);
  model.dispose();
  return retrieval(images, { vectors, texts, among: Math.min(among, pictures.count) });
}

/** The pictures' vectors in the space that they share with texts, `[count, width]` row by row. */
export async function projectedRows(
  model: ImageTextModel,
  pictures: Pictures,
): Promise<Float32Array> {
  const rows = await pooledRows(model.encoder, pictures), { count } = pictures;
  const pooled = tensor2d(rows, [count, rows.length / count]), projected = model.project(pooled);
  const values = await projected.data() as Float32Array;
  for (const each of [pooled, projected]) each.dispose();
  return values;
}

/** The pooled vectors of pictures, `[count, F]` row by row. */
async function pooledRows(
  encoder: Encoder & { pipeline: Pipeline },
  { side, count, pixels }: Pictures,
): Promise<Float32Array> {
  const size = side * side * 3, { normalization } = encoder.pipeline;
  let all = new Float32Array(0);
  for (let first = 0; first < count; first += BATCH) {
    const last = Math.min(first + BATCH, count);
    const values = normalize(pixels.subarray(first * size, last * size), normalization);
    const images = tensor(values, [last - first, side, side, 3]);
    const { pooled, grid } = encoder.encode(images), width = pooled.shape[1]!;
    if (first === 0) all = new Float32Array(count * width);
    all.set(await pooled.data(), first * width);
    for (const each of [images, pooled, grid]) each.dispose();
  }
  return all;
}

/** How often the most frequent value occurs. */
function mostFrequent(values: Int32Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(...counts.values());
}
