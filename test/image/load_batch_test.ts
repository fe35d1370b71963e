import assert from "node:assert/strict";
import { CLIP_PIPELINE, decode, loadBatch, MINI_PIPELINE, normalize, preprocess } from "#lib/image";
import { fixture } from "../fixtures.ts";

const PHOTO = fixture("models/images/07_photo_641x479.jpg");
const TALL = fixture("models/images/06_tall_3x500.png");

Deno.test("loadBatch() keeps the order, goes on after a bad file and names it", async () => {
  const bad = fixture("models/images.json");
  const batch = await loadBatch([TALL, bad, PHOTO, "gone.png"], MINI_PIPELINE, { concurrency: 3 });
  assert.deepEqual(batch.kept, [0, 2]);
  assert.deepEqual(batch.skipped, [
    {
      index: 1,
      path: bad,
      reason: 'Cannot decode "images.json": its content is not a JPEG, PNG or WebP picture',
    },
    { index: 3, path: "gone.png", reason: 'Cannot read "gone.png": there is no such file' },
  ]);
  const size = 112 * 112 * 3;
  assert.equal(batch.pixels.length, 2 * size);
  const alone = normalize(
    preprocess(await decode(PHOTO), MINI_PIPELINE),
    MINI_PIPELINE.normalization,
  );
  assert.deepEqual(batch.pixels.subarray(size), alone);
});

Deno.test("loadBatch() of no files is empty", async () => {
  assert.deepEqual(await loadBatch([], CLIP_PIPELINE), {
    pixels: new Float32Array(0),
    kept: [],
    skipped: [],
  });
});

Deno.test("loadBatch() applies the pixel limit to each picture", async () => {
  const { kept, skipped } = await loadBatch([PHOTO, TALL], MINI_PIPELINE, { maxPixels: 2000 });
  assert.deepEqual(kept, [1]);
  assert.match(skipped[0].reason, /at most 2000 pixels/);
});

Deno.test("loadBatch() refuses a concurrency of zero", async () => {
  await assert.rejects(loadBatch([PHOTO], MINI_PIPELINE, { concurrency: 0 }), RangeError);
});
