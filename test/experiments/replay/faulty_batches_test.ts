import assert from "node:assert/strict";
import { Batches, type CaptionPair } from "#lib/datasets";
import {
  lengthBatches,
  withoutLastTargets,
} from "../../../lib/experiments/replay/faulty_batches.ts";

const PAIRS: CaptionPair[] = [
  { imageId: 1, tokens: [4, 5, 6] },
  { imageId: 2, tokens: [7] },
  { imageId: 3, tokens: [8, 9, 4] },
  { imageId: 4, tokens: [5] },
  { imageId: 5, tokens: [6, 7] },
];

Deno.test("withoutLastTargets() leaves the last word and <end> out of each caption, and counts", () => {
  const whole = new Batches(PAIRS.slice(0, 2), { batchSize: 2, maximumLength: 20 });
  const { targets, inputs, tokenCount } = withoutLastTargets(whole, 2).batch(0, 0);
  // 4 5 6 <end> and 7 <end> become 4 5 and nothing.
  assert.deepEqual([...targets], [4, 5, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...inputs], [...whole.batch(0, 0).inputs]);
  assert.equal(tokenCount, 2);
});

Deno.test("lengthBatches() gives captions of one length, with repetitions, the same each time", () => {
  const options = { batchSize: 4, maximumLength: 20, seed: 3 };
  const source = lengthBatches(PAIRS, options);
  assert.equal(source.perEpoch, 2);
  const seen = new Set<number>();
  let repeated = false;
  for (let epoch = 0; epoch < 40; epoch++) {
    const batch = source.batch(epoch, 0);
    const lengths = batch.imageIds.map((id) => PAIRS[id - 1].tokens.length);
    assert.equal(new Set(lengths).size, 1);
    repeated ||= new Set(batch.imageIds).size < batch.size;
    batch.imageIds.forEach((id) => seen.add(id));
  }
  assert.ok(repeated);
  assert.equal(seen.size, PAIRS.length);
  assert.deepEqual(lengthBatches(PAIRS, options).batch(7, 1), source.batch(7, 1));
});

Deno.test("lengthBatches() draws lengths as often as captions have them", () => {
  const source = lengthBatches(PAIRS, { batchSize: 1, maximumLength: 20, seed: 5 });
  const counts = new Map<number, number>();
  for (let epoch = 0; epoch < 2000; epoch++) {
    const { length } = source.batch(epoch, 0);
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  // Two of five have 3 words, two have 1: the standard error of a share of 2,000 is .011.
  for (const [length, share] of [[4, 0.4], [2, 0.4], [3, 0.2]]) {
    assert.ok(Math.abs(counts.get(length)! / 2000 - share) < 0.04, `${length}`);
  }
});
