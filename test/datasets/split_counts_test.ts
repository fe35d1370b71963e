import assert from "node:assert/strict";
import { splitCounts } from "#lib/datasets";

Deno.test("splitCounts() shares out 75, 15 and 10 per cent, and every picture once", () => {
  assert.deepEqual(splitCounts(4000), { train: 3000, val: 600, test: 400 });
  for (const images of [20, 23, 101]) {
    const { train, val, test } = splitCounts(images);
    assert.equal(train + val + test, images);
  }
});

Deno.test("splitCounts() refuses too few pictures, and parts of one", () => {
  for (const images of [19, 20.5, NaN]) assert.throws(() => splitCounts(images), RangeError);
});
