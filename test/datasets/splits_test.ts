import assert from "node:assert/strict";
import { holdOut, type Split } from "#lib/datasets";

const SPLIT: Split = {
  name: "train",
  images: Array.from(
    { length: 200 },
    (_, id) => ({ id, fileName: `${id}.jpg`, path: `${id}.jpg` }),
  ),
  references: new Map(Array.from({ length: 150 }, (_, id) => [id, [`caption ${id}`]])),
};

Deno.test("holdOut() takes 5 % of the pictures and leaves the others", () => {
  const { train, dev } = holdOut(SPLIT, { seed: 1 });
  assert.deepEqual([train.name, dev.name], ["train", "dev"]);
  assert.deepEqual([train.images.length, dev.images.length], [190, 10]);
  const ids = [...train.images, ...dev.images].map(({ id }) => id).sort((a, b) => a - b);
  assert.deepEqual(ids, SPLIT.images.map(({ id }) => id));
});

Deno.test("holdOut() keeps the captions with their pictures, in the order of the file", () => {
  for (const part of Object.values(holdOut(SPLIT, { seed: 1, share: 0.3 }))) {
    const ids = part.images.map(({ id }) => id);
    assert.deepEqual(ids, ids.toSorted((a, b) => a - b));
    assert.deepEqual([...part.references.keys()], ids.filter((id) => id < 150));
  }
});

Deno.test("holdOut() takes the same pictures for the same seed, others for another", () => {
  const dev = (seed: number) => holdOut(SPLIT, { seed }).dev.images.map(({ id }) => id);
  assert.deepEqual(dev(1), dev(1));
  assert.notDeepEqual(dev(1), dev(2));
});

Deno.test("holdOut() refuses a share that is none", () => {
  for (const share of [0, 1, -0.1, NaN]) {
    assert.throws(() => holdOut(SPLIT, { seed: 1, share }), /^RangeError: .*current value is/);
  }
});
