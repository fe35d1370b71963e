import assert from "node:assert/strict";
import { affinities, nearestNeighbours, perplexityRow, sparseAffinities } from "#lib/projection";
import { Random, startTensors } from "#lib/tensor";
import { gap, squared } from "./points.ts";

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

Deno.test("perplexityRow() knows no unit, and no offset of all distances", () => {
  const squares = Float64Array.of(1, 2, 3, 4, 9, 16), row = squares.slice();
  perplexityRow(row, 3);
  for (const factor of [1e-12, 1e12]) {
    const scaled = squares.map((value) => value * factor);
    perplexityRow(scaled, 3);
    assert.ok(gap(scaled, row) < 1e-6);
  }
  const shifted = squares.map((value) => value + 50);
  perplexityRow(shifted, 3);
  assert.ok(gap(shifted, row) < 1e-12);
});

Deno.test("perplexityRow() reaches from nearly all on one neighbour to all alike", () => {
  const one = Float64Array.of(1, 2, 3), all = one.slice();
  perplexityRow(one, 1);
  assert.ok(one[0] > 0.999);
  perplexityRow(all, 3);
  assert.ok(gap(all, [1 / 3, 1 / 3, 1 / 3]) < 1e-3);
});

Deno.test("perplexityRow() refuses a perplexity out of range", () => {
  for (const perplexity of [0.5, 4, NaN, Infinity]) {
    assert.throws(() => perplexityRow(Float64Array.of(1, 2, 3), perplexity), {
      name: "RangeError",
      message: "Cannot weigh neighbours: the perplexity must be from 1 to their number, 3, " +
        `current value is ${perplexity}`,
    });
  }
});

Deno.test("affinities() are the means of both conditional probabilities", async () => {
  const n = 40, pairs = await affinities(points, 8);
  const rows = Array.from({ length: n }, (_, i) => {
    const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i);
    const row = Float64Array.from(others, (j) => squared(points, i, j));
    perplexityRow(row, 8);
    return new Map(others.map((j, k) => [j, row[k]]));
  });
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++, at++) {
      const p = (rows[i].get(j)! + rows[j].get(i)!) / (2 * n);
      // Distances come from 32-bit products.
      assert.ok(Math.abs(pairs[at] - p) < 1e-7, `${i} ${j}`);
    }
  }
  assert.ok(Math.abs(pairs.reduce((sum, p) => sum + p, 0) - 0.5) < 1e-12);
});

Deno.test("sparseAffinities() are symmetric, and give each point at least 1 / 2N", async () => {
  const n = 40, joint = sparseAffinities(await nearestNeighbours(points, 6), 2);
  const p = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let at = joint.starts[i]; at < joint.starts[i + 1]; at++) {
      assert.ok(!p.has(`${i} ${joint.indices[at]}`), "no pair twice in a row");
      assert.notEqual(joint.indices[at], i);
      p.set(`${i} ${joint.indices[at]}`, joint.values[at]);
      sum += joint.values[at];
    }
    assert.ok(sum >= 1 / (2 * n) - 1e-12);
  }
  for (const [pair, value] of p) {
    // The two halves may be added in either order.
    assert.ok(Math.abs(p.get(pair.split(" ").reverse().join(" "))! - value) < 1e-16);
  }
});

Deno.test("affinities refuse what they cannot weigh", async () => {
  const message = /perplexity must be from 1 to their number/;
  await assert.rejects(affinities(points, 40), { name: "RangeError", message });
  const neighbours = await nearestNeighbours(points, 6);
  assert.throws(() => sparseAffinities(neighbours, 7), { name: "RangeError", message });
  await assert.rejects(affinities({ shape: [120], data: points.data }, 8), { name: "TypeError" });
});

Deno.test("a signal stops affinities between two blocks", async () => {
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  await assert.rejects(affinities(points, 8, { signal: stop.signal }), { message: "enough" });
});
