import assert from "node:assert/strict";
import { BatchLoader, CLIP_PIPELINE, loadBatch } from "#lib/image";
import { fixture } from "../fixtures.ts";

const PHOTO = fixture("models/images/07_photo_641x479.jpg");
const TALL = fixture("models/images/06_tall_3x500.png");

Deno.test("a worker gives what is loaded here, to the byte, in the order in which it is asked", async () => {
  const loader = new BatchLoader(CLIP_PIPELINE);
  const lists = [[PHOTO, "gone.jpg", TALL], [TALL], []];
  const loaded = await Promise.all(lists.map((paths) => loader.load(paths)));
  for (const [i, paths] of lists.entries()) {
    assert.deepEqual(loaded[i], await loadBatch(paths, CLIP_PIPELINE));
  }
  loader.close();
});
