import { createHash } from "node:crypto";
import { join } from "node:path";
import { identifyPictures, type PictureEntry } from "../datasets/picture_files.ts";
import type { Split } from "../datasets/splits.ts";
import { loadBatch, type LoadedBatch } from "../image/load_batch.ts";
import type { Progress } from "../types.ts";
import { encodeBatch } from "./encode_batch.ts";
import type { FrozenEncoder } from "./encoders.ts";
import { extractFeatures } from "./extract.ts";
import type { FeatureRows } from "./feature_rows.ts";

/** One vector a picture, in the order of the split's pictures. */
export interface FeatureMatrix extends FeatureRows {
  /** Width of a vector, `F`. */
  width: number;
  /** Pictures that could not be read: they have no row. */
  skipped: { fileName: string; reason: string }[];
}

/**
 * Gives the pooled features of a split's pictures: reads them if they are there, else computes and
 * stores them.
 *
 * They are kept in a feature store, `<folder>/<encoder>-<key>/<split>`; the key is made of the weights'
 * checksum, the pipeline, and the pictures' ids, names and contents, so features of other weights or
 * other pictures are never taken for these. A picture that cannot be decoded is skipped and reported.
 *
 * @param options.folder Where features are kept, `runs/features` for instance.
 */
export async function pooledFeatures(
  split: Split,
  { frozen, folder, onProgress, signal }: {
    frozen: FrozenEncoder;
    folder: string;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<FeatureMatrix> {
  const pictures = await identifyPictures(split.images, { signal });
  const key = featureKey(pictures, frozen).slice(0, 12);
  const store = await extractFeatures(pictures, {
    frozen,
    folder: join(folder, `${frozen.encoder.name}-${key}`, split.name),
    grid: false,
    onProgress,
    signal,
  });
  const ids = store.pictures.map(({ id }) => id!);
  return { ids, ...await store.pooled(), skipped: [...store.skipped] };
}

/** Encodes pictures from files that belong to no data set, in the order given. */
export async function encodeFiles(
  paths: readonly string[],
  { encoder, pipeline }: FrozenEncoder,
): Promise<{ rows: Float32Array; width: number; batch: LoadedBatch }> {
  const batch = await loadBatch(paths, pipeline);
  const { data: rows, shape: [, width] } =
    (await encodeBatch(batch, { encoder, grid: false })).pooled;
  return { rows, width, batch };
}

function featureKey(
  pictures: readonly PictureEntry[],
  { checksum, pipeline }: FrozenEncoder,
): string {
  const hash = createHash("sha256").update(checksum).update(JSON.stringify(pipeline));
  for (const picture of pictures) {
    hash.update(`\n${picture.id}\t${picture.fileName}\t${picture.checksum}`);
  }
  return hash.digest("hex");
}
