import assert from "node:assert/strict";
import { pca } from "#lib/projection";
import { startTensors } from "#lib/tensor";
import { clusters } from "./points.ts";

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

Deno.test("pca() finds directions that nothing turns: C v = λ v, at right angles, the largest first", async () => {
  const points = clusters(90, 7), { map, shares } = await pca(points, { components: 3 });
  const columns = [0, 1, 2].map((c) =>
    Float64Array.from({ length: 90 }, (_, i) => map.data[3 * i + c])
  );
  const dot = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  columns.forEach((column, c) => {
    assert.ok(Math.abs(column.reduce((a, b) => a + b)) < 1e-9, "mean 0");
    for (const other of columns.slice(0, c)) {
      assert.ok(Math.abs(dot(column, other)) < 1e-5 * dot(column, column), "uncorrelated");
    }
    if (c > 0) assert.ok(dot(column, column) < dot(columns[c - 1], columns[c - 1]));
  });
  let total = 0;
  for (let k = 0; k < 7; k++) {
    const values = Array.from({ length: 90 }, (_, i) => points.data[7 * i + k]);
    const mean = values.reduce((a, b) => a + b) / 90;
    total += values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  }
  columns.forEach((column, c) =>
    assert.ok(Math.abs(dot(column, column) / total - shares[c]) < 1e-6)
  );
  const all = await pca(points, { components: 7 });
  assert.ok(Math.abs(all.shares.reduce((a, b) => a + b) - 1) < 1e-6);
});

Deno.test("pca() gives zeros for points that are all equal", async () => {
  const { map, shares } = await pca({ shape: [4, 3], data: new Float64Array(12).fill(5) });
  assert.deepEqual([...map.data], Array(8).fill(0));
  assert.deepEqual(shares, [0, 0]);
});
