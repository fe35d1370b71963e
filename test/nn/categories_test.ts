import assert from "node:assert/strict";
import { sampleCategories } from "#lib/nn";
import { Random, startTensors, tensor2d, tile } from "#lib/tensor";

await startTensors();

Deno.test("sampleCategories() draws in proportion, the same from the same seed", async () => {
  const rows = tile(tensor2d([[0.5, 0, 0.2, 0.3]]), [20_000, 1]);
  const draw = (seed: number) => sampleCategories(rows, new Random(seed)).data();
  const [drawn, again, other] = await Promise.all([draw(1), draw(1), draw(2)]);
  assert.deepEqual(drawn, again);
  assert.notDeepEqual(drawn, other);
  const counts = [0, 0, 0, 0];
  for (const category of drawn) counts[category]++;
  // Three standard deviations of a share over 20,000 draws are at most .011.
  [0.5, 0, 0.2, 0.3].forEach((share, i) => {
    assert.ok(Math.abs(counts[i] / 20_000 - share) < 0.011, String(counts));
  });
  assert.equal(counts[1], 0);
});
