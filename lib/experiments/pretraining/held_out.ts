import { Resnet } from "../../encoders/resnet.ts";
import type { ResnetConfig } from "../../encoders/resnet_config.ts";
import { normalize } from "../../image/normalize.ts";
import { readSafetensors, tensor } from "../../tensor/mod.ts";
import { nameClasses } from "./class_heads.ts";
import { type Label, type LabelledPictures, LABELS } from "./pictures.ts";

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

/**
 * Names pictures with the weights of a file, heads included, and counts how often that is right.
 *
 * @param path A file that `pretrainMini` wrote.
 */
export async function nameHeldOut(
  path: string,
  { config, pictures }: { config: ResnetConfig; pictures: LabelledPictures },
): Promise<Record<Label, HeldOutResult>> {
  const { tensors } = await readSafetensors(path);
  const encoder = new Resnet(config, tensors);
  const { side, count, labels } = pictures, size = side * side * 3;
  const right = { kind: 0, material: 0, colour: 0 };
  for (let first = 0; first < count; first += BATCH) {
    const last = Math.min(first + BATCH, count);
    const bytes = pictures.pixels.subarray(first * size, last * size);
    const values = normalize(bytes, config.pipeline.normalization);
    const images = tensor(values, [last - first, side, side, 3]);
    const { pooled, grid } = encoder.encode(images);
    for (const label of Object.keys(LABELS) as Label[]) {
      const answers = await nameClasses(pooled, tensors, label);
      right[label] += answers.filter((answer, i) => answer === labels[label][first + i]).length;
    }
    for (const each of [images, pooled, grid]) each.dispose();
  }
  encoder.dispose();
  const result = (label: Label): HeldOutResult => ({
    accuracy: right[label] / count,
    constant: mostFrequent(labels[label]) / count,
    classes: LABELS[label].length,
  });
  return { kind: result("kind"), material: result("material"), colour: result("colour") };
}

/** How often the most frequent value occurs. */
function mostFrequent(values: Int32Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(...counts.values());
}
