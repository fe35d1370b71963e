import assert from "node:assert/strict";
import { Batches, type CaptionPair, captionPairs } from "#lib/datasets";
import { Vocabulary } from "#lib/text";

/** Captions of 0 to 11 words; the ids tell the pairs apart. */
const PAIRS: CaptionPair[] = Array.from({ length: 103 }, (_, i) => ({
  imageId: 1000 + i,
  tokens: Array(i % 12).fill(4 + i),
}));

Deno.test("captionPairs() encodes each caption of each picture", () => {
  const vocabulary = Vocabulary.build([["a", "can"]], { minimumCount: 1 });
  const references = new Map([[7, ["a can", "a mug"]], [9, ["can"]]]);
  const pairs = captionPairs({ name: "train", images: [], references }, {
    vocabulary,
    tokenize: (caption) => caption.split(" "),
  });
  assert.deepEqual(pairs, [
    { imageId: 7, tokens: [4, 5] },
    { imageId: 7, tokens: [4, 3] },
    { imageId: 9, tokens: [5] },
  ]);
});

Deno.test("Batches.batch() shifts inputs against targets and pads with 0", () => {
  const pairs = [{ imageId: 1, tokens: [5, 6, 7] }, { imageId: 2, tokens: [] }];
  const batch = new Batches(pairs, { batchSize: 8, maximumLength: 20 }).batch(0, 0);
  assert.deepEqual(batch, {
    size: 2,
    length: 4,
    imageIds: [1, 2],
    inputs: Int32Array.of(1, 5, 6, 7, 1, 0, 0, 0),
    targets: Int32Array.of(5, 6, 7, 2, 2, 0, 0, 0),
    tokenCount: 5,
  });
});

Deno.test("Batches.batch() cuts a long caption, which then has no <end>", () => {
  const pairs = [{ imageId: 1, tokens: [5, 6, 7] }];
  const cut = (
    maximumLength: number,
  ) => [...new Batches(pairs, { batchSize: 1, maximumLength }).batch(0, 0).targets];
  assert.deepEqual(cut(4), [5, 6, 7, 2]);
  assert.deepEqual(cut(3), [5, 6, 7]);
  assert.deepEqual(cut(2), [5, 6]);
});

Deno.test("Batches shows every caption once an epoch", () => {
  for (const options of [{}, { seed: 1 }, { seed: 1, pool: 3 }]) {
    const batches = new Batches(PAIRS, { batchSize: 8, maximumLength: 20, ...options });
    assert.equal(batches.perEpoch, 13);
    const ids = [...batches.epoch(2)].flatMap(({ imageIds }) => imageIds);
    assert.deepEqual(ids.toSorted(), PAIRS.map(({ imageId }) => imageId));
  }
});

Deno.test("Batches keeps the order without a seed and shuffles each epoch anew with one", () => {
  const ids = (epoch: number, seed?: number) =>
    [...new Batches(PAIRS, { batchSize: 8, maximumLength: 20, seed }).epoch(epoch)]
      .flatMap(({ imageIds }) => imageIds);
  assert.deepEqual(ids(3), PAIRS.map(({ imageId }) => imageId));
  assert.notDeepEqual(ids(0, 1), ids(0));
  assert.notDeepEqual(ids(0, 1), ids(1, 1));
  assert.notDeepEqual(ids(0, 1), ids(0, 2));
});

Deno.test("Batches gives the same batch whatever was asked for before", () => {
  const options = { batchSize: 8, maximumLength: 20, seed: 5, pool: 4 };
  const straight = new Batches(PAIRS, options), resumed = new Batches(PAIRS, options);
  for (let epoch = 0; epoch < 3; epoch++) [...straight.epoch(epoch)];
  assert.deepEqual(straight.batch(3, 7), resumed.batch(3, 7));
  assert.deepEqual(resumed.batch(1, 2), straight.batch(1, 2));
});

Deno.test("Batches pads less where it sorts by length within a pool", () => {
  const padding = (pool: number) =>
    [...new Batches(PAIRS, { batchSize: 8, maximumLength: 20, seed: 1, pool }).epoch(0)]
      .reduce((sum, { size, length, tokenCount }) => sum + size * length - tokenCount, 0);
  assert.ok(padding(13) < padding(1) / 2);
});

Deno.test("Batches refuses wrong sizes, no captions and batches past the end", () => {
  const options = { batchSize: 8, maximumLength: 20 };
  assert.throws(() => new Batches([], options), /^RangeError: .*there is no caption/);
  assert.throws(
    () => new Batches(PAIRS, { ...options, batchSize: 0 }),
    new RangeError(
      "Cannot make batches: batchSize must be a whole number from 1, current value is 0",
    ),
  );
  assert.throws(() => new Batches(PAIRS, options).batch(0, 13), /batches 0 to 12.*value is 13/);
});
