import assert from "node:assert/strict";
import { shareOut } from "#lib/datasets";

Deno.test("shareOut() shares out 75, 15 and 10 per cent, and every picture once", () => {
  assert.deepEqual(shareOut(4000), { train: 3000, val: 600, test: 400 });
  for (const images of [20, 23, 101]) {
    const { train, val, test } = shareOut(images);
    assert.equal(train + val + test, images);
  }
});

Deno.test("shareOut() refuses too few pictures, and parts of one", () => {
  for (const images of [19, 20.5, NaN]) assert.throws(() => shareOut(images), RangeError);
});
