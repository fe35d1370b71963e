import assert from "node:assert/strict";
import { spider } from "#lib/metrics";

function scores(corpus: number, ...images: number[]) {
  return { corpus, images: Float64Array.from(images) };
}

Deno.test("spider() gives the mean of both, per image and for the corpus", () => {
  const { SPIDEr } = spider(scores(0.5, 1, 0), scores(0.25, 0.5, 0));
  assert.equal(SPIDEr.corpus, 0.375);
  assert.deepEqual([...SPIDEr.images], [0.75, 0]);
});

Deno.test("spider() refuses scores of different images", () => {
  assert.throws(() => spider(scores(1, 1), scores(1, 1, 1)), /^TypeError: .*are 1 and 2$/);
});
