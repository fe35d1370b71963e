import {
  type Batch,
  Batches,
  type BatchOptions,
  type BatchSource,
  type CaptionPair,
} from "../../datasets/batches.ts";
import { Random } from "../../tensor/random.ts";

/** Leaves the last `count` targets of each caption out of the loss. */
export function withoutLastTargets(source: BatchSource, count: number): BatchSource {
  return {
    perEpoch: source.perEpoch,
    batch: (epoch, index) => cutTargets(source.batch(epoch, index), count),
  };
}

function cutTargets(batch: Batch, count: number): Batch {
  const { size, length } = batch, targets = Int32Array.from(batch.targets);
  let tokenCount = batch.tokenCount;
  for (let row = 0; row < size; row++) {
    const end = targets.subarray(row * length, (row + 1) * length).findLastIndex((id) => id !== 0);
    for (let t = Math.max(0, end - count + 1); t <= end; t++) {
      targets[row * length + t] = 0;
      tokenCount--;
    }
  }
  return { ...batch, targets, tokenCount };
}

/**
 * Draws batches of captions of one length with replacement: first a length, as often as captions have it,
 * then captions of that length.
 *
 * Like {@linkcode Batches}, a batch is a function of the seed, the epoch and its number.
 */
export function lengthBatches(
  pairs: readonly CaptionPair[],
  { batchSize, maximumLength, seed }: BatchOptions & { seed: number },
): BatchSource {
  const byLength = Map.groupBy(pairs, ({ tokens }) => tokens.length);
  const random = new Random(seed).split("lengths");
  return {
    perEpoch: Math.ceil(pairs.length / batchSize),
    batch(epoch, index) {
      const draw = random.split(epoch).split(index);
      const group = byLength.get(pairs[draw.integer(pairs.length)].tokens.length)!;
      const drawn = Array.from({ length: batchSize }, () => group[draw.integer(group.length)]);
      return new Batches(drawn, { batchSize, maximumLength }).batch(0, 0);
    },
  };
}
