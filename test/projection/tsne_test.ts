import assert from "node:assert/strict";
import { type Matrix, StoppedDescent, tsne, type TsneMethod } from "#lib/projection";
import { startTensors } from "#lib/tensor";
import { clusters } from "./points.ts";

await startTensors();

const METHODS: readonly TsneMethod[] = ["exact", "barnes-hut"];

Deno.test("tsne() lays three clusters apart", async () => {
  for (const method of METHODS) {
    const { map: { data } } = await tsne(clusters(90, 6), { method, tsnePerplexity: 10 });
    const distance = (i: number, j: number) =>
      Math.hypot(data[2 * i] - data[2 * j], data[2 * i + 1] - data[2 * j + 1]);
    for (let i = 0; i < 90; i++) {
      const others = Array.from({ length: 90 }, (_, j) => j).filter((j) => j !== i);
      const nearest = others.reduce((best, j) => distance(i, j) < distance(i, best) ? j : best);
      assert.equal(nearest % 3, i % 3, `${method}: ${i} beside ${nearest}`);
    }
  }
});

Deno.test("tsne() gives the same bits for the same seed, other bits for another", async () => {
  const points = clusters(120, 5);
  for (const method of METHODS) {
    const options = { method, init: "random", seed: 3, iterations: 60 } as const;
    const one = await tsne(points, options), two = await tsne(points, options);
    assert.deepEqual(one, two);
    const other = await tsne(points, { ...options, seed: 4 });
    assert.notDeepEqual(one.map.data, other.map.data);
  }
});

Deno.test("Barnes–Hut gives the same bits with and without workers, also by default", async () => {
  const points = clusters(3100, 3);
  const options = { init: "random", seed: 3, iterations: 20 } as const;
  const byDefault = await tsne(points, options);
  assert.equal(byDefault.method, "barnes-hut");
  for (const workers of [0, 3]) {
    assert.deepEqual((await tsne(points, { ...options, workers })).map.data, byDefault.map.data);
  }
});

Deno.test("tsne() is exact up to 3,000 points by default", async () => {
  assert.equal((await tsne(clusters(50, 3), { tsnePerplexity: 5, iterations: 1 })).method, "exact");
});

/** Sixty points in four columns, changed. */
function changed(change: (data: Float64Array, i: number) => void): Matrix {
  const points = clusters(60, 4);
  for (let i = 0; i < 60; i++) change(points.data.subarray(4 * i, 4 * i + 4), i);
  return points;
}

const first = clusters(60, 4).data.slice(0, 4);
const SANE: Readonly<Record<string, Matrix>> = {
  "points of which two thirds are one": changed((row, i) => i < 40 && row.set(first)),
  "points that are all there twice": changed((row, i) =>
    row.set([i >> 1, (i >> 1) % 5, 0, i >> 2])
  ),
  "all but one point equal": changed((row, i) => row.set(i === 0 ? [1, 2, 3, 4] : [0, 0, 0, 0])),
  "a constant column": changed((row) => row[1] = 7),
  "but one column that is not constant": changed((row) => row.fill(7, 1)),
  "one column": clusters(60, 1),
  "fewer points than three times the perplexity": clusters(20, 4),
  "a point far off": changed((row, i) => i === 5 && row.fill(1e6)),
  "huge values": changed((row) => row.forEach((value, k) => row[k] = value * 1e15)),
  "tiny values": changed((row) => row.forEach((value, k) => row[k] = value * 1e-15)),
};
for (const [name, points] of Object.entries(SANE)) {
  for (const method of METHODS) {
    Deno.test(`a map of ${name} is sane, ${method}`, async () => {
      const options = { method, tsnePerplexity: 15, iterations: 300 };
      const { map, divergence } = await tsne(points, options);
      assert.ok(map.data.every(Number.isFinite));
      assert.ok(divergence >= 0 && divergence < 5, `${divergence}`);
      for (const axis of [0, 1]) {
        const values = map.data.filter((_, at) => at % 2 === axis);
        assert.ok(Math.max(...values) - Math.min(...values) > 0.01, "the map is no line");
      }
    });
  }
}

Deno.test("duplicates stand beside each other", async () => {
  const points = SANE["points that are all there twice"];
  const { map: { data } } = await tsne(points, { tsnePerplexity: 5 });
  const width = Math.max(...data) - Math.min(...data);
  for (let i = 0; i < 60; i += 2) {
    const apart = Math.hypot(data[2 * i] - data[2 * i + 2], data[2 * i + 1] - data[2 * i + 3]);
    assert.ok(apart < 0.05 * width, `${i}: ${apart} of ${width}`);
  }
});

Deno.test("three points are the fewest that have a map", async () => {
  const { map } = await tsne(clusters(3, 2), { tsnePerplexity: 1, iterations: 260 });
  assert.ok(map.data.every(Number.isFinite));
});

const refused = (points: Matrix, message: RegExp, options: Parameters<typeof tsne>[1] = {}) =>
  Promise.all(
    METHODS.map((method) => assert.rejects(tsne(points, { ...options, method }), { message })),
  );

Deno.test("values that are not finite are refused by row and column", async () => {
  const flawed = clusters(50, 4);
  for (const value of [NaN, Infinity, -Infinity]) {
    flawed.data[4 * 7 + 2] = value;
    await refused(flawed, new RegExp(`row 7, column 2 is ${value}`));
  }
});

Deno.test("too few points, equal points and what is no matrix are refused", async () => {
  await refused(
    { shape: [4], data: new Float64Array(4) },
    /must be a matrix \[N, F\], current value is 4 values of shape \[4\]/,
  );
  await refused({ shape: [2, 2, 1], data: new Float64Array(4) }, /must be a matrix/);
  await refused({ shape: [3, 4], data: new Float64Array(4) }, /must be a matrix/);
  await refused({ shape: [5, 0], data: new Float64Array(0) }, /must have a column/);
  for (const n of [0, 1, 2]) {
    const message = new RegExp(`at least 3 points, current value is ${n}`);
    await refused({ shape: [n, 4], data: new Float64Array(4 * n) }, message);
  }
  await refused({ shape: [40, 2], data: new Float64Array(80).fill(3) }, /must not all be equal/);
});

Deno.test("options out of range are refused", async () => {
  const points = clusters(50, 4);
  await refused(clusters(20, 4), /perplexity must be from 1 to below .* 20, current value is 30/);
  for (const tsnePerplexity of [0.5, NaN, 50]) {
    await refused(points, new RegExp(`current value is ${tsnePerplexity}`), { tsnePerplexity });
  }
  await refused(points, /iterations must be a whole number from 1/, { iterations: 0 });
  await refused(points, /workers must be a whole number from 0/, { workers: -1 });
  await refused(points, /must be \[50, 2\], current value is \[3, 2\]/, {
    init: { shape: [3, 2], data: new Float64Array(6) },
  });
  await refused(points, /row 49, column 1 is NaN/, {
    init: { shape: [50, 2], data: new Float64Array(100).fill(NaN, 99) },
  });
});

Deno.test("an interrupted run says how far it got", async () => {
  for (const method of METHODS) {
    const stop = new AbortController(), cause = new Error("enough");
    const onIteration = ({ iteration }: { iteration: number }) =>
      iteration === 12 && stop.abort(cause);
    await assert.rejects(
      tsne(clusters(50, 4), { method, tsnePerplexity: 5, onIteration, signal: stop.signal }),
      (error) =>
        error instanceof StoppedDescent && error.iteration === 12 && error.iterations === 1000 &&
        error.cause === cause && error.name === "AbortError" &&
        error.message === "Cannot finish the map: stopped after 12 of 1000 iterations",
    );
  }
});

Deno.test("a run interrupted while it looks for neighbours has made no iteration", async () => {
  for (const method of METHODS) {
    const stop = new AbortController();
    const made = tsne(clusters(4200, 2), { method, init: "random", signal: stop.signal });
    setTimeout(() => stop.abort());
    await assert.rejects(made, (error) => error instanceof StoppedDescent && error.iteration === 0);
  }
});

Deno.test("a signal that comes with the last iteration does not undo the map", async () => {
  const stop = new AbortController();
  const { iterations } = await tsne(clusters(50, 4), {
    tsnePerplexity: 5,
    iterations: 7,
    onIteration: ({ ended }) => ended && stop.abort(),
    signal: stop.signal,
  });
  assert.equal(iterations, 7);
});
