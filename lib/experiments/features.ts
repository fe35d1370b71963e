import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FeatureStore } from "../datasets/feature_store.ts";
import { identifyPictures, type PictureEntry } from "../datasets/picture_files.ts";
import type { Split } from "../datasets/splits.ts";
import { loadBatch, type LoadedBatch } from "../image/load_batch.ts";
import type { Progress } from "../types.ts";
import { encodeBatch } from "./encode_batch.ts";
import type { FrozenEncoder } from "./encoders.ts";
import { extractFeatures } from "./extract.ts";
import { type FeatureGrid, type FeatureRows, gridInMemory } from "./feature_rows.ts";

/** What an encoder made of a split's pictures, in their order. */
export interface FeatureMatrix extends FeatureRows {
  /** Width of a vector, `F`. */
  width: number;
  /** Pictures that could not be read: they have no row. */
  skipped: { fileName: string; reason: string }[];
}

/**
 * Gives the features of a split's pictures: reads them if they are there, else computes and stores them.
 *
 * They are kept in a feature store, `<folder>/<encoder>-<key>/<split>`, `<encoder>-grid-<key>` with a grid;
 * the key is made of the weights' checksum, the pipeline, and the pictures' ids, names and contents, so
 * features of other weights or other pictures are never taken for these. Pooled features are in memory,
 * grids are read from the store picture by picture. A picture that cannot be decoded is skipped and
 * reported.
 *
 * @param options.folder Where features are kept, `runs/features` for instance.
 * @param options.grid Whether features by position are needed, too.
 */
export async function splitFeatures(
  split: Split,
  { frozen, folder, grid = false, onProgress, signal }: {
    frozen: FrozenEncoder;
    folder: string;
    grid?: boolean;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<FeatureMatrix> {
  const pictures = await identifyPictures(split.images, { signal });
  const key = featureKey(pictures, frozen).slice(0, 12);
  const kind = grid ? `${frozen.encoder.name}-grid` : frozen.encoder.name;
  const store = await extractFeatures(pictures, {
    frozen,
    folder: join(folder, `${kind}-${key}`, split.name),
    grid,
    onProgress,
    signal,
  });
  const ids = store.pictures.map(({ id }) => id!);
  return {
    ids,
    ...await store.pooled(),
    ...grid && { grid: await storedGrid(store) },
    skipped: [...store.skipped],
  };
}

/** The grids of a store; its files are open only while they are read. */
async function storedGrid(store: FeatureStore): Promise<FeatureGrid> {
  const reader = await store.openGrids();
  return {
    shape: store.gridShape!,
    read(ids) {
      try {
        return reader.widened(store.placesOf(ids));
      } finally {
        reader.close();
      }
    },
  };
}

/** Encodes pictures from files that belong to no data set, in the order given. */
export async function encodeFiles(
  paths: readonly string[],
  { encoder, pipeline }: FrozenEncoder,
  { grid = false } = {},
): Promise<{ features: FeatureRows; batch: LoadedBatch }> {
  const batch = await loadBatch(paths, pipeline);
  const encoded = await encodeBatch(batch, { encoder, grid });
  return {
    features: {
      ids: batch.kept,
      rows: encoded.pooled.data as Float32Array,
      ...encoded.grid && { grid: gridInMemory(batch.kept, encoded.grid) },
    },
    batch,
  };
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
