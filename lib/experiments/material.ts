import { createHash } from "node:crypto";
import { type CaptionPair, captionPairs } from "../datasets/batches.ts";
import type { Split, SplitCounts } from "../datasets/splits.ts";
import { tokenize } from "../text/tokenize.ts";
import { Vocabulary } from "../text/vocabulary.ts";
import type { Progress } from "../types.ts";
import { readsGrid } from "./decoders.ts";
import { type FrozenEncoder, frozenEncoder } from "./encoders.ts";
import type { Settings } from "./experiment.ts";
import { type FeatureMatrix, splitFeatures } from "./features.ts";
import { type FeatureRows, selectRows } from "./feature_rows.ts";
import { loadSplit, type Study, trainAndDev } from "./study.ts";

/** What a training run reads: pictures as features, captions as token ids. */
export interface Material {
  /** The data set, and where things are kept. */
  study: Study;
  /** The training pictures without `dev`. */
  train: Split;
  /** The 5 % of the training pictures that choose the best weights. */
  dev: Split;
  /** The pictures that only report. */
  val: Split;
  /** What the two annotations files hold, and what of it was dropped. */
  counts: { train: SplitCounts; val: SplitCounts };
  /** Of the training captions. */
  vocabulary: Vocabulary;
  /** Training captions as token ids; pictures that could not be read are left out. */
  pairs: { train: CaptionPair[]; dev: CaptionPair[] };
  /** The encoder whose features these are. */
  frozen: FrozenEncoder;
  /** Features, with a grid where the decoder reads one; those of `dev` are among those of `train`. */
  features: { train: FeatureMatrix; val: FeatureMatrix };
  /** Checksum of everything above. */
  key: string;
}

/** What of the settings decides about the material. */
export type MaterialSettings = Pick<Settings, "encoder" | "decoder" | "minimumCount">;

/**
 * Prepares a study for training: loads the splits, builds the vocabulary, encodes the pictures.
 *
 * Features are computed once for all runs and kept in the study's folder of features.
 *
 * @param options.root The project's folder.
 * @param options.frozen Makes the features in place of the settings' encoder as it is: that encoder made
 * `upright`, for instance.
 * @param options.onProgress Told about the encoding of all pictures.
 */
export async function prepareMaterial(
  study: Study,
  { encoder, decoder, minimumCount }: MaterialSettings,
  { root, frozen: given, onProgress, signal }: {
    root: string;
    frozen?: FrozenEncoder;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<Material> {
  const [all, val] = [await loadSplit(study, "train"), await loadSplit(study, "val")];
  const { train, dev } = trainAndDev(all);
  // The captioner's own alphabet; scores use the official tokens.
  const vocabulary = Vocabulary.build([...train.references.values()].flat().map(tokenize), {
    minimumCount,
  });
  const frozen = given ?? await frozenEncoder(encoder, { root });
  const total = all.images.length + val.images.length;
  const encode = (split: Split, before = 0) =>
    splitFeatures(split, {
      frozen,
      grid: readsGrid(decoder),
      folder: study.features,
      signal,
      onProgress: onProgress &&
        ((progress) => onProgress({ ...progress, done: before + progress.done, total })),
    });
  const features = { train: await encode(all), val: await encode(val, all.images.length) };
  const readable = new Set(features.train.ids);
  const pairsOf = (split: Split) =>
    captionPairs(split, { vocabulary, tokenize }).filter(({ imageId }) => readable.has(imageId));
  const pairs = { train: pairsOf(train), dev: pairsOf(dev) };
  const counts = { train: all.counts, val: val.counts };
  const key = createHash("sha256")
    .update(JSON.stringify([study.name, frozen.checksum, vocabulary, pairs]))
    .update(JSON.stringify([features.train.ids, features.val.ids, [...val.references]]))
    .update(bytesOf(features.train.rows))
    .update(bytesOf(features.val.rows))
    .digest("hex");
  return { study, train, dev, val, counts, vocabulary, pairs, frozen, features, key };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The features of a split's pictures, among those of more. */
export function rowsOf(features: FeatureRows, split: Split): FeatureRows {
  const wanted = new Set(split.images.map(({ id }) => id));
  return selectRows(features, (id) => wanted.has(id));
}
