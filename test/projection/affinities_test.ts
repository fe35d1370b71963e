import assert from "node:assert/strict";
import { affinities, nearestNeighbours, perplexityRow, sparseAffinities } from "#lib/projection";
import { Random, startTensors } from "#lib/tensor";

await startTensors();

const random = new Random(5);
const points = {
  shape: [40, 3],
  data: Float64Array.from({ length: 120 }, () => random.normal()),
};

Deno.test("perplexityRow() finds probabilities of the wanted perplexity", () => {
  const row = Float64Array.of(1, 2, 3, 4, 9, 16);
  perplexityRow(row, 3);
  const entropy = -row.reduce((sum, p) => sum + p * Math.log(p), 0);
  assert.ok(Math.abs(Math.exp(entropy) - 3) < 1e-5);
});

Deno.test("more duplicates than the perplexity share the probability alike", () => {
  const row = Float64Array.of(0, 0, 0, 0, 1);
  perplexityRow(row, 2);
  assert.ok([0, 1, 2, 3].every((k) => Math.abs(row[k] - 0.25) < 1e-9));
});

Deno.test("sparse affinities of all neighbours are those of all pairs, and sum to 1", async () => {
  const pairs = await affinities(points, 8);
  const { starts, indices, values } = sparseAffinities(await nearestNeighbours(points, 39), 8);
  for (let i = 0; i < 40; i++) {
    assert.equal(starts[i + 1] - starts[i], 39);
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      const a = Math.min(i, indices[at]), b = Math.max(i, indices[at]);
      assert.ok(Math.abs(values[at] - pairs[a * 40 - a * (a + 1) / 2 + b - a - 1]) < 1e-8);
    }
  }
  assert.ok(Math.abs(values.reduce((sum, p) => sum + p, 0) - 1) < 1e-12);
});

Deno.test("nearestNeighbours() never counts a point as its own, even among duplicates", async () => {
  const same = { shape: [9, 2], data: new Float64Array(18).fill(3) };
  const { indices, distances } = await nearestNeighbours(same, 4);
  indices.forEach((j, at) => assert.notEqual(j, Math.floor(at / 4)));
  assert.ok(distances.every((distance) => distance === 0));
});
