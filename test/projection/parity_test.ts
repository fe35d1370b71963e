import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import {
  affinities,
  descend,
  exactObjective,
  klDivergence,
  neighbourPreservation,
  pca,
  trustworthiness,
  tsne,
} from "#lib/projection";
import { readSafetensors, startTensors } from "#lib/tensor";
import { fixture } from "../fixtures.ts";
import { gap, largest } from "./points.ts";

await startTensors();

/** One fixture: scikit-learn's points, start, affinities, gradients, maps and what it says of them. */
async function reference(file: string) {
  const { tensors, metadata } = await readSafetensors(fixture(`models/tsne/${file}`));
  const floats = (name: string) => Float64Array.from(tensors.get(name)!.data as Float32Array);
  const { perplexity } = JSON.parse(metadata.config);
  const points = { shape: tensors.get("in/x")!.shape, data: floats("in/x") };
  const names: ReadonlySet<string> = new Set(tensors.keys());
  return {
    floats,
    names,
    perplexity,
    scalars: JSON.parse(metadata.scalars),
    points,
    n: points.shape[0],
  };
}

/** Largest difference as a share of the largest value. */
function share(actual: Float64Array, expected: Float64Array): number {
  return gap(actual, expected) / largest(expected);
}

for (const file of (await readdir(fixture("models/tsne"))).sort()) {
  const { floats, names, perplexity, scalars, points, n } = await reference(file);
  const pairs = await affinities(points, perplexity);

  Deno.test(`affinities agree with scikit-learn: ${file}`, () => {
    const rows = floats("out/P_rows_0_1_last");
    const at = (i: number, j: number) => {
      const a = Math.min(i, j), b = Math.max(i, j);
      return a * n - a * (a + 1) / 2 + b - a - 1;
    };
    [0, 1, n - 1].forEach((i, r) => {
      for (let j = 0; j < n; j++) {
        if (j === i) continue;
        const p = pairs[at(i, j)], theirs = rows[r * n + j];
        assert.ok(Math.abs(p - theirs) < 1e-6);
        // All are below 1e-3, most far below: what the issue asks for would be met by zeros.
        assert.ok(Math.abs(p - theirs) < 1e-3 * p + 1e-9, `${p} ${theirs}`);
      }
    });
    const sums = new Float64Array(n);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++, pair++) {
        sums[i] += pairs[pair];
        sums[j] += pairs[pair];
      }
    }
    assert.ok(share(sums, floats("out/P_row_sums")) < 1e-4);
    if (names.has("out/P_condensed")) assert.ok(gap(pairs, floats("out/P_condensed")) < 1e-7);
    const entropy = -2 * pairs.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
    assert.ok(Math.abs(entropy - scalars.P_entropy) < 1e-4, `${entropy}`);
  });

  Deno.test(`divergence, gradient and first steps agree with scikit-learn: ${file}`, async () => {
    const init = floats("in/init"), y1 = floats("in/y1");
    for (
      const [name, start, factor] of [
        ["grad_init", init, 1],
        ["grad_init_exaggerated", init, 12],
        ["grad_y1", y1, 1],
      ] as const
    ) {
      const objective = exactObjective(pairs, start);
      objective.evaluate(factor, false);
      assert.ok(share(objective.gradient, floats(`out/${name}`)) < 1e-5, name);
    }
    for (const [key, data] of [["kl_at_init", init], ["kl_at_y1", y1]] as const) {
      const ours = await klDivergence({ points, map: { shape: [n, 2], data } }, perplexity);
      assert.ok(Math.abs(ours / scalars[key] - 1) < 1e-4, `${key} ${ours}`);
    }
    const objective = exactObjective(pairs, init);
    for (const { iteration } of descend(objective)) {
      if (iteration === 1) {
        assert.ok(share(objective.map, floats("out/exact/step_1")) < 1e-5);
      } else if (iteration === 10) {
        // Where a gradient is nearly 0, the last digit of P decides whether a gain grows or shrinks.
        const theirs = floats("out/exact/step_10"), most = largest(theirs);
        const near = objective.map.filter((value, k) => Math.abs(value - theirs[k]) < 1e-4 * most);
        assert.ok(near.length > 0.9 * 2 * n, `${near.length} of ${2 * n}`);
        break;
      }
    }
  });

  Deno.test(`principal components agree with scikit-learn's start: ${file}`, async () => {
    const own = (await pca(points)).map.data, init = floats("in/init");
    let squares = 0;
    for (let i = 0; i < n; i++) squares += own[2 * i] ** 2 / n;
    const scaled = own.map((value) => value * 1e-4 / Math.sqrt(squares));
    // The direction of an axis is free.
    const signs = [0, 1].map((c) => {
      let along = 0;
      for (let i = 0; i < n; i++) along += scaled[2 * i + c] * init[2 * i + c];
      return Math.sign(along);
    });
    assert.ok(share(scaled.map((value, at) => value * signs[at % 2]), init) < 1e-3);
  });

  for (
    const [method, key, within] of [["exact", "exact", 0.01], [
      "barnes-hut",
      "barnes_hut",
      0.02,
    ]] as const
  ) {
    const theirs = scalars[key];

    Deno.test(`figures of quality of scikit-learn's map agree, ${method}: ${file}`, async () => {
      const shown = { points, map: { shape: [n, 2], data: floats(`out/${key}/embedding`) } };
      const ours = {
        kl: await klDivergence(shown, perplexity),
        trust: await trustworthiness(shown),
        kept: await neighbourPreservation(shown),
      };
      const told = JSON.stringify({ ours, theirs });
      assert.ok(Math.abs(ours.kl / theirs.kl_exact_P - 1) < 1e-4, told);
      assert.ok(Math.abs(ours.trust - theirs.trustworthiness_k12) < 1e-5, told);
      assert.ok(Math.abs(ours.kept - theirs.knn_preservation_10) < 1e-3, told);
    });

    Deno.test(`a map is as good as scikit-learn's from the same start, ${method}: ${file}`, async () => {
      // Few points by Barnes–Hut: a start moved in its ninth digit ends in another valley, of a divergence
      // from −.2 to +2 % of scikit-learn's one map. So the middle of three counts.
      const starts = method === "barnes-hut" && n <= 500 ? [0, 1, 2] : [0];
      const made = [];
      for (const start of starts) {
        const data = floats("in/init").map((value, at) =>
          value * (1 + 1e-9 * start * Math.sin(at))
        );
        const init = { shape: [n, 2], data };
        const { map, divergence } = await tsne(points, {
          method,
          tsnePerplexity: perplexity,
          init,
        });
        const shown = { points, map };
        made.push({
          kl: await klDivergence(shown, perplexity),
          trust: await trustworthiness(shown),
          kept: await neighbourPreservation(shown),
          divergence,
        });
      }
      const ours = made.sort((a, b) => a.kl - b.kl)[starts.length >> 1];
      const told = JSON.stringify({ ours, theirs });
      if (Deno.env.get("DEBUG")) console.log(told);
      // Not worse by more than the tolerance; better is no fault.
      assert.ok(ours.kl < theirs.kl_exact_P * (1 + within), told);
      assert.ok(ours.trust > theirs.trustworthiness_k12 - 0.002, told);
      assert.ok(ours.kept > theirs.knn_preservation_10 - 0.01, told);
      // What a descent says of its own map is near to what scikit-learn's says of its own.
      assert.ok(Math.abs(ours.divergence / theirs.kl_reported - 1) < 0.05, told);
    });
  }
}
