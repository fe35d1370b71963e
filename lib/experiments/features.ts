import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Split } from "../datasets/splits.ts";
import { loadBatch, type LoadedBatch } from "../image/load_batch.ts";
import type { Pipeline } from "../image/preprocess.ts";
import {
  readSafetensors,
  type StoredTensor,
  tensor,
  tidy,
  writeSafetensors,
} from "../tensor/mod.ts";
import type { Encoder, Progress } from "../types.ts";
import type { FeatureRows } from "./feature_rows.ts";

/** A frozen encoder, with what identifies its weights and what prepares its input. */
export interface FrozenEncoder {
  /** The network. */
  encoder: Encoder;
  /** How pictures become its input. */
  pipeline: Pipeline;
  /** SHA-256 of the weights' file. */
  checksum: string;
}

/** One vector a picture, in the order of the split's pictures. */
export interface FeatureMatrix extends FeatureRows {
  /** Width of a vector, `F`. */
  width: number;
  /** Pictures that could not be read: they have no row. */
  skipped: { fileName: string; reason: string }[];
}

/** Pictures that go through the encoder at once. */
const BATCH = 64;

/**
 * Gives the pooled features of a split's pictures: reads them if they are there, else computes and
 * stores them.
 *
 * They are kept in one safetensors file, `<folder>/<encoder>-<key>/<split>.safetensors`; the key is
 * made of the weights' checksum, the pipeline, and the pictures' ids, names and sizes, so features of
 * other weights or other pictures are never taken for these. A picture that cannot be decoded is
 * skipped and reported.
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
  const key = await featureKey(split, frozen);
  const path = join(
    folder,
    `${frozen.encoder.name}-${key.slice(0, 12)}`,
    `${split.name}.safetensors`,
  );
  const stored = await readStored(path, key);
  if (stored !== undefined) {
    const count = split.images.length;
    onProgress?.({ done: count, total: count, unit: "pictures", note: "already there" });
    return stored;
  }
  const features = await encodeSplit(split, frozen, { onProgress, signal });
  const { ids, width, rows, skipped } = features;
  await writeSafetensors(path, {
    tensors: new Map<string, StoredTensor>([
      ["image_id", { dtype: "I32", shape: [ids.length], data: Int32Array.from(ids) }],
      ["pooled", { dtype: "F32", shape: [ids.length, width], data: rows }],
    ]),
    metadata: {
      key,
      encoder: frozen.encoder.name,
      weights: frozen.checksum,
      pipeline: JSON.stringify(frozen.pipeline),
      skipped: JSON.stringify(skipped),
    },
  });
  return features;
}

/** Encodes pictures from files that belong to no data set, in the order given. */
export async function encodeFiles(
  paths: readonly string[],
  { encoder, pipeline }: FrozenEncoder,
): Promise<{ rows: Float32Array; width: number; batch: LoadedBatch }> {
  const batch = await loadBatch(paths, pipeline);
  return { ...await encodeBatch(batch, encoder), batch };
}

async function readStored(path: string, key: string): Promise<FeatureMatrix | undefined> {
  const found = await stat(path).then(() => true, () => false);
  if (!found) return undefined;
  const { tensors, metadata } = await readSafetensors(path);
  if (metadata.key !== key) {
    throw new Error(
      `Cannot use "${path}": its key must be ${key}, current value is ${metadata.key}`,
    );
  }
  const pooled = tensors.get("pooled")!, ids = tensors.get("image_id")!;
  return {
    ids: Array.from(ids.data as Int32Array),
    width: pooled.shape[1],
    rows: pooled.data as Float32Array,
    skipped: JSON.parse(metadata.skipped),
  };
}

async function encodeSplit(
  split: Split,
  { encoder, pipeline }: FrozenEncoder,
  { onProgress, signal }: { onProgress?: (progress: Progress) => void; signal?: AbortSignal },
): Promise<FeatureMatrix> {
  const { images } = split, ids: number[] = [], parts: Float32Array[] = [];
  const skipped: FeatureMatrix["skipped"] = [];
  let width = 0;
  const load = (from: number) =>
    loadBatch(images.slice(from, from + BATCH).map(({ path }) => path), pipeline);
  let next = load(0);
  for (let from = 0; from < images.length; from += BATCH) {
    const batch = await next;
    signal?.throwIfAborted();
    // The next pictures are decoded while these are encoded.
    next = load(from + BATCH);
    for (const index of batch.kept) ids.push(images[from + index].id);
    for (const { index, reason } of batch.skipped) {
      skipped.push({ fileName: images[from + index].fileName, reason });
    }
    const encoded = await encodeBatch(batch, encoder);
    if (encoded.width > 0) width = encoded.width;
    parts.push(encoded.rows);
    const done = Math.min(from + BATCH, images.length);
    onProgress?.({ done, total: images.length, unit: "pictures" });
  }
  await next;
  return { ids, width, rows: concatenate(parts), skipped };
}

async function encodeBatch(
  { pixels, kept }: LoadedBatch,
  encoder: Encoder,
): Promise<{ rows: Float32Array; width: number }> {
  if (kept.length === 0) return { rows: new Float32Array(0), width: 0 };
  const side = encoder.imageSize;
  const pooled = tidy(() => encoder.encode(tensor(pixels, [kept.length, side, side, 3])).pooled);
  const rows = await pooled.data() as Float32Array;
  const width = pooled.shape[1]!;
  pooled.dispose();
  return { rows, width };
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

async function featureKey(split: Split, { checksum, pipeline }: FrozenEncoder): Promise<string> {
  const hash = createHash("sha256").update(checksum).update(JSON.stringify(pipeline));
  for (const { id, fileName, path } of split.images) {
    const size = await stat(path).then((entry) => entry.size, () => -1);
    hash.update(`\n${id}\t${fileName}\t${size}`);
  }
  return hash.digest("hex");
}
