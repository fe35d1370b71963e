import assert from "node:assert/strict";
import { type Matrix, nearestNeighbours } from "#lib/projection";
import { startTensors } from "#lib/tensor";
import { clusters, ranked, squared } from "./points.ts";

await startTensors();

Deno.test("nearestNeighbours() finds what sorting all distances finds", async () => {
  for (const columns of [1, 3, 17]) {
    const points = clusters(120, columns), expected = ranked(points);
    for (const k of [1, 7, 119]) {
      const { indices, distances } = await nearestNeighbours(points, k);
      for (let i = 0; i < 120; i++) {
        const found = [...indices.subarray(i * k, (i + 1) * k)];
        assert.deepEqual(found, expected[i].slice(0, k), `${columns} columns, row ${i}`);
        found.forEach((j, c) =>
          assert.ok(
            Math.abs(distances[i * k + c] - squared(points, i, j)) <
              1e-12 * (1 + squared(points, i, j)),
          )
        );
      }
    }
  }
});

Deno.test("nearestNeighbours() keeps its digits far from the origin", async () => {
  const points = clusters(60, 4),
    moved = { ...points, data: points.data.map((value) => value + 2 ** 20) };
  assert.deepEqual(
    (await nearestNeighbours(moved, 5)).indices,
    (await nearestNeighbours(points, 5)).indices,
  );
});

Deno.test("nearestNeighbours() never counts a point as its own, even among duplicates", async () => {
  const same = { shape: [9, 2], data: new Float64Array(18).fill(3) };
  const { indices, distances } = await nearestNeighbours(same, 4);
  indices.forEach((j, at) => assert.notEqual(j, Math.floor(at / 4)));
  for (let i = 0; i < 9; i++) assert.equal(new Set(indices.subarray(i * 4, i * 4 + 4)).size, 4);
  assert.ok(distances.every((distance) => distance === 0));
});

Deno.test("nearestNeighbours() refuses what is no matrix, is not finite or has not so many", async () => {
  const refused = (points: Matrix, k: number, name: string, message: RegExp) =>
    assert.rejects(nearestNeighbours(points, k), { name, message });
  const points = clusters(5, 2);
  await refused(points, 5, "RangeError", /k must be from 1 to 4, current value is 5/);
  await refused(points, 0, "RangeError", /current value is 0/);
  await refused(points, 1.5, "RangeError", /current value is 1.5/);
  await refused(
    { shape: [1, 2], data: points.data.subarray(0, 2) },
    1,
    "RangeError",
    /from 1 to 0/,
  );
  await refused({ shape: [10], data: points.data }, 1, "TypeError", /must be a matrix \[N, F\]/);
  await refused(
    { shape: [5, 0], data: new Float64Array(0) },
    1,
    "RangeError",
    /must have a column/,
  );
  points.data[3] = -Infinity;
  await refused(points, 1, "RangeError", /row 1, column 1 is -Infinity/);
});

Deno.test("a signal stops the search for neighbours between two blocks", async () => {
  const stop = new AbortController(), reason = new Error("enough");
  const search = nearestNeighbours(clusters(4200, 2), 3, { signal: stop.signal });
  setTimeout(() => stop.abort(reason));
  await assert.rejects(search, (error) => error === reason);
});
