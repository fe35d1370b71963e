import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import {
  affinities,
  descend,
  exactObjective,
  klDivergence,
  type Matrix,
  neighbourPreservation,
  pca,
  StoppedDescent,
  trustworthiness,
  tsne,
} from "#lib/projection";
import { Random, readSafetensors, startTensors } from "#lib/tensor";
import { fixture, hasFullFixtures } from "../fixtures.ts";

await startTensors();

const gaussians = (rows: number, columns: number, seed = 1): Matrix => {
  const random = new Random(seed);
  const centre = (i: number, k: number) => 6 * ((i % 3) === (k % 3) ? 1 : 0);
  const data = Float64Array.from(
    { length: rows * columns },
    (_, at) => random.normal(centre(Math.floor(at / columns), at % columns)),
  );
  return { shape: [rows, columns], data };
};

Deno.test("the exact gradient agrees with finite differences", async () => {
  const pairs = await affinities(gaussians(50, 6), 10), random = new Random(2);
  const start = Float64Array.from({ length: 100 }, () => random.normal());
  const { gradient } = (() => {
    const objective = exactObjective(pairs, start);
    objective.evaluate(1, false);
    return objective;
  })();
  const at = (k: number, by: number) => {
    const moved = start.slice();
    moved[k] += by;
    return exactObjective(pairs, moved).evaluate(1, true);
  };
  const h = 1e-3, largest = Math.max(...gradient.map(Math.abs));
  for (let k = 0; k < 100; k++) {
    // Fourth order: its own error is far below the tolerance.
    const numeric = (8 * (at(k, h) - at(k, -h)) - (at(k, 2 * h) - at(k, -2 * h))) / (12 * h);
    assert.ok(Math.abs(numeric - gradient[k]) <= 1e-6 * largest, `${k}: ${numeric}`);
  }
});

Deno.test("Barnes–Hut gives the same bits with and without workers, and for the same seed", async () => {
  const points = gaussians(400, 5);
  const options = { method: "barnes-hut", init: "random", seed: 3, iterations: 60 } as const;
  const { map: one } = await tsne(points, { ...options, workers: 0 });
  const { map: two } = await tsne(points, { ...options, workers: 2 });
  const { map: other } = await tsne(points, { ...options, seed: 4, workers: 0 });
  assert.deepEqual(one.data, two.data);
  assert.notDeepEqual(one.data, other.data);
});

Deno.test("a map is sane for duplicates, constant columns, one column and few points", async () => {
  const same = gaussians(60, 4);
  for (let i = 0; i < 40; i++) same.data.set(same.data.subarray(0, 4), 4 * i);
  const constant = gaussians(60, 4);
  for (let i = 0; i < 60; i++) constant.data[4 * i + 1] = 7;
  const maps = [
    same,
    constant,
    gaussians(60, 1),
    gaussians(20, 4),
  ];
  for (const points of maps) {
    for (const method of ["exact", "barnes-hut"] as const) {
      const options = { method, tsnePerplexity: 15, iterations: 300, workers: 0 };
      const { map, divergence } = await tsne(points, options);
      assert.ok(map.data.every(Number.isFinite));
      assert.ok(divergence >= 0 && Number.isFinite(divergence));
    }
  }
});

Deno.test("what cannot be mapped is refused by name", async () => {
  const refused = (points: Matrix, message: RegExp, options = {}) =>
    assert.rejects(tsne(points, options), { message });
  await refused({ shape: [4], data: new Float64Array(4) }, /must be a matrix \[N, F\]/);
  await refused({ shape: [1, 4], data: new Float64Array(4) }, /at least 3 points/);
  const flawed = gaussians(50, 4);
  flawed.data[4 * 7 + 2] = NaN;
  await refused(flawed, /row 7, column 2 is NaN/);
  flawed.data[4 * 7 + 2] = Infinity;
  await refused(flawed, /row 7, column 2 is Infinity/);
  await refused(gaussians(20, 4), /perplexity must be from 1 to below .* 20, current value is 30/);
  await refused({ shape: [40, 2], data: new Float64Array(80) }, /must not all be equal/);
  const init = { shape: [3, 2], data: new Float64Array(6) };
  await refused(gaussians(50, 4), /must be \[50, 2\]/, { init });
});

Deno.test("an interrupted run says how far it got", async () => {
  const stop = new AbortController();
  const onIteration = ({ iteration }: { iteration: number }) => iteration === 12 && stop.abort();
  await assert.rejects(
    tsne(gaussians(50, 4), { tsnePerplexity: 5, onIteration, signal: stop.signal }),
    (error) =>
      error instanceof StoppedDescent && error.iteration === 12 &&
      /after 12 of 1000 iterations/.test(error.message),
  );
});

const files = hasFullFixtures() ? (await readdir(fixture("models/tsne"))).sort() : [];
for (const file of files) {
  Deno.test({
    name: `parts and quality agree with scikit-learn: ${file}`,
    fn: async () => {
      const { tensors, metadata } = await readSafetensors(fixture(`models/tsne/${file}`));
      const floats = (name: string) => Float64Array.from(tensors.get(name)!.data as Float32Array);
      const { perplexity } = JSON.parse(metadata.config), scalars = JSON.parse(metadata.scalars);
      const points = { shape: tensors.get("in/x")!.shape, data: floats("in/x") };
      const [n] = points.shape;
      const pairs = await affinities(points, perplexity);
      const rows = floats("out/P_rows_0_1_last");
      [0, 1, n - 1].forEach((i, r) => {
        for (let j = 0; j < n; j++) {
          if (j === i) continue;
          const a = Math.min(i, j), b = Math.max(i, j);
          const p = pairs[a * n - a * (a + 1) / 2 + b - a - 1];
          assert.ok(Math.abs(p - rows[r * n + j]) < 1e-6);
          assert.ok(Math.abs(p - rows[r * n + j]) < 1e-3 * p + 1e-9, `${p} ${rows[r * n + j]}`);
        }
      });
      for (
        const [name, start, factor] of [
          ["grad_init", "in/init", 1],
          ["grad_init_exaggerated", "in/init", 12],
          ["grad_y1", "in/y1", 1],
        ] as const
      ) {
        const objective = exactObjective(pairs, floats(start));
        objective.evaluate(factor, false);
        near(objective.gradient, floats(`out/${name}`), { within: 1e-5, name });
      }
      const own = (await pca(points)).map.data, init = floats("in/init");
      const scale = own[0] / init[0];
      near(own.map((value) => value / scale), init, { within: 1e-3, name: "pca" });
      const first = exactObjective(pairs, init), steps = descend(first);
      steps.next();
      near(first.map, floats("out/exact/step_1"), { within: 1e-5, name: "step_1" });

      for (
        const [method, key, within] of [
          ["exact", "exact", 0.01],
          ["barnes-hut", "barnes_hut", 0.02],
        ] as const
      ) {
        if (method === "exact" && n > 1000) continue; // takes longer than a suite should
        const theirs = scalars[key], start = { shape: [n, 2], data: init };
        const { map, divergence } = await tsne(points, {
          method,
          tsnePerplexity: perplexity,
          init: start,
        });
        const shown = { points, map };
        const ours = {
          kl: await klDivergence(shown, perplexity),
          trust: await trustworthiness(shown),
          kept: await neighbourPreservation(shown),
        };
        const told = JSON.stringify({ method, divergence, ours, theirs });
        if (Deno.env.get("DEBUG")) console.log(told);
        // Not worse by more than the tolerance; better is no fault.
        assert.ok(ours.kl < theirs.kl_exact_P * (1 + within), told);
        assert.ok(ours.trust > theirs.trustworthiness_k12 - 0.002, told);
        assert.ok(ours.kept > theirs.knn_preservation_10 - 0.01, told);
        // The measures themselves, on their map.
        const data = floats(`out/${key}/embedding`);
        const measured = { points, map: { shape: [n, 2], data } };
        const trust = await trustworthiness(measured);
        assert.ok(Math.abs(trust - theirs.trustworthiness_k12) < 1e-5, told + trust);
        const kept = await neighbourPreservation(measured);
        assert.ok(Math.abs(kept - theirs.knn_preservation_10) < 1e-3, told + kept);
      }
    },
  });
}

function near(
  actual: Float64Array,
  expected: Float64Array,
  { within, name }: { within: number; name: string },
): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  actual.forEach((value, k) =>
    assert.ok(Math.abs(value - expected[k]) <= within * largest, `${name} ${k}: ${value}`)
  );
}
