import assert from "node:assert/strict";
import { contrastiveExample, ImageTextModel } from "#lib/experiments";
import { liveHandles, startTensors } from "#lib/tensor";

await startTensors();

Deno.test("contrastiveExample() matches pictures with texts, in shares that sum to 1", async () => {
  const model = await ImageTextModel.load("data/mini/mini-clip.safetensors", "mini-clip");
  await contrastiveExample(model, { count: 1 }); // the weights get their handles at the first use
  const before = liveHandles();
  const { pictures, texts, cosines, probabilities } = await contrastiveExample(model, { count: 4 });
  assert.equal(liveHandles(), before);
  assert.deepEqual([pictures.length, texts.length, pictures[0].width], [4, 4, 112]);
  const scale = await model.scale();
  for (const [i, row] of probabilities.entries()) {
    assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    assert.ok(cosines[i].every((cosine) => Math.abs(cosine) <= 1 + 1e-6));
    const ratio = Math.log(row[1] / row[0]) / (cosines[i][1] - cosines[i][0]);
    assert.ok(Math.abs(ratio - scale) < 1e-3 * scale);
  }
  // What the record says of 2,000 pictures holds for these at least on average.
  const own = probabilities.reduce((sum, row, i) => sum + row[i] / 4, 0);
  assert.ok(own > 0.25, String(own));
  model.dispose();
});
