import assert from "node:assert/strict";
import { pca } from "#lib/projection";
import { startTensors } from "#lib/tensor";

await startTensors();

Deno.test("pca() turns points on a diagonal into distances along it", async () => {
  const points = { shape: [3, 2], data: Float64Array.of(0, 0, 3, 4, 6, 8) };
  const { map, shares } = await pca(points);
  [-5, 0, 0, 0, 5, 0].forEach((value, k) => assert.ok(Math.abs(map.data[k] - value) < 1e-5));
  assert.ok(Math.abs(shares[0] - 1) < 1e-6 && shares[1] < 1e-6);
});

Deno.test("pca() leaves components zero that the points have no columns for", async () => {
  const { map } = await pca({ shape: [2, 1], data: Float64Array.of(1, 3) });
  assert.deepEqual([...map.data], [-1, 0, 1, 0]);
});
