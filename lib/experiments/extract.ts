import { FeatureStore } from "../datasets/feature_store.ts";
import { SHARD_SIZE, type ShardFeatures } from "../datasets/feature_shard.ts";
import { FeatureStoreWriter, type Shard } from "../datasets/feature_store_writer.ts";
import { identifyPictures, type PictureFile } from "../datasets/picture_files.ts";
import { BatchLoader } from "../image/batch_loader.ts";
import type { LoadedBatch } from "../image/load_batch.ts";
import type { Pipeline } from "../image/preprocess.ts";
import type { Progress } from "../types.ts";
import { concatenated, encodeBatch, type EncodedBatch } from "./encode_batch.ts";
import type { FrozenEncoder } from "./encoders.ts";

/** One job's part of the shards: every `of`-th one. */
export interface Share {
  /** Which job, from 0: its first shard. */
  index: number;
  /** How many jobs there are. */
  of: number;
}

/** How pictures are encoded into a store. */
export interface ExtractOptions {
  /** What encodes them. */
  frozen: FrozenEncoder;
  /** The store's folder. */
  folder: string;
  /** Whether features by position are stored, too: 2 P G bytes a picture. */
  grid: boolean;
  /** Pictures of a shard; default {@linkcode SHARD_SIZE}. */
  shardSize?: number;
  /** Told about every batch, with the number of all pictures that are done. */
  onProgress?: (progress: Progress) => void;
  /** Stops after the batch in hand; shards that are finished stay. */
  signal?: AbortSignal;
}

/** Pictures that go through the encoder at once, always: see `encodeBatch`. */
const BATCH = 32;

/** Batches that are loaded ahead of the encoder. */
const AHEAD = 2;

/**
 * Encodes pictures into a feature store, or those that are not in it yet, and opens it.
 *
 * Batches are cut inside shards at fixed places, and a shard is complete or absent: an extraction that
 * was stopped or killed goes on at the first missing shard, and ends with the bytes of one that was not.
 * While a batch is encoded the next ones are decoded. Memory holds one shard, however many pictures there
 * are. A picture that cannot be decoded is skipped and recorded in the store; the features of the others
 * are those of a run without it, to the bit.
 *
 * @param pictures All with ids, or none; file names are stored, paths are not.
 * @returns The finished store; at once if it is there already.
 * @throws {DOMException} If `signal` says so.
 * @throws {Error} If the folder holds features of other weights, another pipeline or other pictures, or
 * if no picture can be decoded.
 * @throws {RangeError} If there are no pictures, or one is listed twice.
 *
 * @example
 * ```ts
 * import { extractFeatures, frozenEncoder } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const folder = await Deno.makeTempDir();
 * const frozen = await frozenEncoder("mini-resnet", { root: "." });
 * const fileName = "07_photo_641x479.jpg", path = `test/testdata/models/images/${fileName}`;
 * const store = await extractFeatures([{ fileName, path }], { frozen, folder, grid: true });
 * const { rows, width } = await store.pooled();
 * const grid = await store.grid([fileName]);
 * assert.deepEqual([rows.length, width, grid.shape], [160, 160, [1, 49, 160]]);
 * frozen.encoder.dispose();
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function extractFeatures(
  pictures: readonly PictureFile[],
  options: ExtractOptions,
): Promise<FeatureStore> {
  return (await extractShare(pictures, options))!;
}

/**
 * Does one job's part of an extraction, as {@linkcode extractFeatures} does all of it: jobs may run side by
 * side and in any order, and the one that finds all shards there finishes the store.
 *
 * @param options.share Default: all.
 * @returns The finished store, or `undefined` while shards of other jobs are missing.
 */
export async function extractShare(
  pictures: readonly PictureFile[],
  { frozen, folder, grid, shardSize = SHARD_SIZE, share, onProgress, signal }:
    & ExtractOptions
    & { share?: Share },
): Promise<FeatureStore | undefined> {
  const { encoder, pipeline, checksum: weights, precision } = frozen;
  const identified = await identifyPictures(pictures, { signal });
  const writer = await FeatureStoreWriter.open(folder, {
    description: { encoder: encoder.name, weights, pipeline, precision, grid, shardSize },
    pictures: identified,
  });
  const total = pictures.length, unit = "pictures";
  if (writer.finished) {
    onProgress?.({ done: total, total, unit, note: "already there" });
    return await FeatureStore.open(folder);
  }
  const paths = identified.map(({ path }) => path);
  const missing = writer.missing.reduce((sum, { from, to }) => sum + to - from, 0);
  const parts = writer.missing.filter(({ number }) => isOwn(number, share)).flatMap(cut);
  let done = total - missing;
  let encoded: EncodedPart[] = [];
  for await (const { part, batch } of loadAhead(parts, { paths, pipeline })) {
    signal?.throwIfAborted();
    const { shard, from, to } = part, { skipped } = batch;
    encoded.push({
      ...await encodeBatch(batch, { encoder, grid, rows: BATCH }),
      at: from - shard.from,
      skipped,
    });
    if (to === shard.to) {
      await writer.write(shard, joined(encoded));
      encoded = [];
    }
    onProgress?.({ done: done += to - from, total, unit });
  }
  if (share !== undefined && !await writer.isComplete()) return undefined;
  await writer.finish();
  return await FeatureStore.open(folder);
}

function isOwn(shard: number, share?: Share): boolean {
  return share === undefined || shard % share.of === share.index;
}

/** A batch of a shard's pictures, by their places in the whole list. */
interface Part {
  shard: Shard;
  from: number;
  to: number;
}

function cut(shard: Shard): Part[] {
  const parts: Part[] = [];
  for (let from = shard.from; from < shard.to; from += BATCH) {
    parts.push({ shard, from, to: Math.min(from + BATCH, shard.to) });
  }
  return parts;
}

/** Loads part after part in a worker, ahead of the caller. */
async function* loadAhead(
  parts: readonly Part[],
  { paths, pipeline }: { paths: readonly string[]; pipeline: Pipeline },
): AsyncGenerator<{ part: Part; batch: LoadedBatch }> {
  if (parts.length === 0) return;
  const loader = new BatchLoader(pipeline), asked: Promise<LoadedBatch>[] = [];
  const ask = (part?: Part) => {
    if (part !== undefined) asked.push(loader.load(paths.slice(part.from, part.to)));
  };
  try {
    parts.slice(0, AHEAD).forEach(ask);
    for (const [i, part] of parts.entries()) {
      const batch = await asked.shift()!;
      ask(parts[i + AHEAD]);
      yield { part, batch };
    }
  } finally {
    loader.close();
    for (const each of asked) each.catch(() => {}); // nobody waits for them any more
  }
}

/** The features of a part, its place in the shard, and the pictures that are missing, by place in the part. */
interface EncodedPart extends EncodedBatch {
  at: number;
  skipped: LoadedBatch["skipped"];
}

function joined(parts: readonly EncodedPart[]): ShardFeatures {
  const grids = parts.map(({ grid }) => grid).filter((grid) => grid !== undefined);
  return {
    pooled: concatenated(parts.map(({ pooled }) => pooled)),
    grid: grids.length > 0 ? concatenated(grids) : undefined,
    skipped: parts.flatMap(({ at, skipped }) =>
      skipped.map(({ index, reason }) => ({ index: at + index, reason }))
    ),
  };
}
