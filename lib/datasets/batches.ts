import type { Vocabulary } from "../text/vocabulary.ts";
import { END, START } from "../text/vocabulary.ts";
import { Random } from "../tensor/random.ts";
import type { Split } from "./splits.ts";

/** A picture and one of its captions as token ids, without `<start>` and `<end>`. */
export interface CaptionPair {
  /** The picture. */
  readonly imageId: number;
  /** Its caption: words only. */
  readonly tokens: readonly number[];
}

/**
 * Makes the training pairs of a split: each caption of each picture, in the order of the file.
 *
 * @param tokenize Splits a caption; the one that built the vocabulary.
 */
export function captionPairs(
  split: Split,
  { vocabulary, tokenize }: {
    vocabulary: Vocabulary;
    tokenize: (caption: string) => readonly string[];
  },
): CaptionPair[] {
  return [...split.references].flatMap(([imageId, captions]) =>
    captions.map((caption) => ({ imageId, tokens: vocabulary.encode(tokenize(caption)) }))
  );
}

/** Captions for one update, ready to become `[B, T]` int32 tensors. */
export interface Batch {
  /** Number of captions, `B`. */
  readonly size: number;
  /** Number of tokens in the longest, `T`. */
  readonly length: number;
  /** Picture of each caption, `[B]`. */
  readonly imageIds: readonly number[];
  /** `<start> w1 … wn`, padded with 0, `[B, T]` row by row. */
  readonly inputs: Int32Array;
  /** `w1 … wn <end>`, padded with 0, `[B, T]` row by row. */
  readonly targets: Int32Array;
  /** Number of targets that are not padding. */
  readonly tokenCount: number;
}

/** Where a training gets its batches from. */
export interface BatchSource {
  /** Batches an epoch. */
  readonly perEpoch: number;
  /** Batch `index` of epoch `epoch`, both from 0: a function of these two alone. */
  batch(epoch: number, index: number): Batch;
}

/** How captions are grouped. */
export interface BatchOptions {
  /** Captions a batch; the last one of an epoch may be smaller. */
  batchSize: number;
  /** Longest row in tokens, `<end>` counted; a longer caption is cut and then has no `<end>`. */
  maximumLength: number;
  /** Shuffles each epoch; without it the captions stay in their order, for a validation loss. */
  seed?: number;
  /**
   * Sorts by length within this many batches, so that less is padded; default 1: no sorting.
   * The batches of an epoch are then shuffled. Needs a seed.
   */
  pool?: number;
}

/**
 * Cuts training pairs into shuffled, padded batches.
 *
 * Batch `k` of epoch `e` is a function of (seed, e, k) and of nothing else, so training resumes at
 * any update without replaying those before it.
 *
 * @example
 * ```ts
 * import { Batches } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const pairs = [{ imageId: 7, tokens: [4, 5] }, { imageId: 8, tokens: [6] }];
 * const batch = new Batches(pairs, { batchSize: 2, maximumLength: 20 }).batch(0, 0);
 * assert.deepEqual([...batch.inputs], [1, 4, 5, 1, 6, 0]);
 * assert.deepEqual([...batch.targets], [4, 5, 2, 6, 2, 0]);
 * ```
 */
export class Batches implements BatchSource {
  /** Batches an epoch. */
  readonly perEpoch: number;
  #pairs: readonly CaptionPair[];
  #options: Required<Omit<BatchOptions, "seed">> & { seed?: number };
  #epoch = -1;
  #order: Int32Array = new Int32Array();
  #batchOrder: Int32Array = new Int32Array();

  /**
   * Keeps the pairs; nothing is copied.
   *
   * @throws {RangeError} If there is no pair, or a size or length is not a whole number from 1.
   */
  constructor(pairs: readonly CaptionPair[], options: BatchOptions) {
    const { batchSize, maximumLength, seed, pool = 1 } = options;
    for (const [name, value] of Object.entries({ batchSize, maximumLength, pool })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(
          `Cannot make batches: ${name} must be a whole number from 1, current value is ${value}`,
        );
      }
    }
    if (pairs.length === 0) throw new RangeError("Cannot make batches: there is no caption");
    this.#pairs = pairs;
    this.#options = { batchSize, maximumLength, seed, pool: seed === undefined ? 1 : pool };
    this.perEpoch = Math.ceil(pairs.length / batchSize);
  }

  /**
   * Batch `index` of epoch `epoch`, both from 0.
   *
   * @throws {RangeError} If the epoch has no such batch.
   */
  batch(epoch: number, index: number): Batch {
    if (!Number.isInteger(index) || index < 0 || index >= this.perEpoch) {
      throw new RangeError(
        `Cannot make a batch: an epoch has batches 0 to ${
          this.perEpoch - 1
        }, current value is ${index}`,
      );
    }
    this.#shuffle(epoch);
    const start = this.#batchOrder[index] * this.#options.batchSize;
    const rows = this.#order.subarray(start, start + this.#options.batchSize);
    return padded(Array.from(rows, (row) => this.#pairs[row]), this.#options.maximumLength);
  }

  /** The batches of an epoch, one after another. */
  *epoch(epoch: number): Generator<Batch> {
    for (let index = 0; index < this.perEpoch; index++) yield this.batch(epoch, index);
  }

  #shuffle(epoch: number): void {
    if (epoch === this.#epoch) return;
    const { seed, batchSize, pool } = this.#options;
    const order = Int32Array.from(this.#pairs.keys());
    const batchOrder = Int32Array.from({ length: this.perEpoch }, (_, index) => index);
    if (seed !== undefined) {
      const random = new Random(seed).split("shuffle").split(epoch);
      random.split("captions").shuffle(order);
      if (pool > 1) {
        for (let start = 0; start < order.length; start += pool * batchSize) {
          order.subarray(start, start + pool * batchSize).sort((a, b) =>
            this.#pairs[a].tokens.length - this.#pairs[b].tokens.length
          );
        }
        random.split("batches").shuffle(batchOrder);
      }
    }
    this.#epoch = epoch;
    this.#order = order;
    this.#batchOrder = batchOrder;
  }
}

/** Lays captions into rows of equal length. */
function padded(pairs: readonly CaptionPair[], maximumLength: number): Batch {
  const lengths = pairs.map(({ tokens }) => Math.min(tokens.length + 1, maximumLength));
  const length = Math.max(...lengths);
  const inputs = new Int32Array(pairs.length * length);
  const targets = new Int32Array(pairs.length * length);
  pairs.forEach(({ tokens }, row) => {
    const start = row * length;
    inputs[start] = START;
    for (let t = 0; t < lengths[row]; t++) {
      if (t > 0) inputs[start + t] = tokens[t - 1];
      targets[start + t] = t < tokens.length ? tokens[t] : END;
    }
  });
  const tokenCount = lengths.reduce((sum, each) => sum + each, 0);
  const imageIds = pairs.map(({ imageId }) => imageId);
  return { size: pairs.length, length, imageIds, inputs, targets, tokenCount };
}
