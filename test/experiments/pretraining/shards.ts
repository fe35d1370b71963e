/**
 * Shards of pictures as `pretrainingPictures` keeps them, but of few pictures: five hundred take seconds.
 *
 * @module
 */
import { type LabelledPictures, LABELS } from "../../../lib/experiments/pretraining/pictures.ts";
import { type StoredTensor, writeSafetensors } from "#lib/tensor";

/** Writes the shard that starts at picture `first`; reading it is enough for as many as it has. */
export async function writeShard(
  folder: string,
  { pixels, labels, generator, seed, first = 0 }:
    & Pick<LabelledPictures, "pixels" | "labels" | "generator">
    & { seed: number; first?: number },
): Promise<string> {
  const path = `${folder}/${seed}-${String(first).padStart(6, "0")}.safetensors`;
  const count = labels.kind.length;
  const tensors = new Map<string, StoredTensor>();
  tensors.set("pixels", { dtype: "U8", shape: [count, 112, 112, 3], data: pixels });
  for (const name of Object.keys(LABELS) as (keyof typeof LABELS)[]) {
    tensors.set(name, { dtype: "I32", shape: [count], data: labels[name] });
  }
  await writeSafetensors(path, { tensors, metadata: { generator } });
  return path;
}
