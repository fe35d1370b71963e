import assert from "node:assert/strict";
import { affinities, exactObjective } from "#lib/projection";
import { startTensors } from "#lib/tensor";
import { clusters, gap, largest, scattered } from "./points.ts";

await startTensors();

const N = 50, pairs = await affinities(clusters(N, 6), 10), start = scattered(N);

/** Divergence and gradient by the definitions, over both orders of all pairs. */
function byDefinition(map: Float64Array, exaggeration = 1) {
  const n = map.length / 2, gradient = new Float64Array(2 * n);
  const weight = (i: number, j: number) =>
    1 / (1 + (map[2 * i] - map[2 * j]) ** 2 + (map[2 * i + 1] - map[2 * j + 1]) ** 2);
  const p = (i: number, j: number) => {
    const a = Math.min(i, j), b = Math.max(i, j);
    let at = 0;
    for (let row = 0; row < a; row++) at += n - 1 - row;
    return pairs[at + b - a - 1];
  };
  let normalizer = 0, divergence = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) if (j !== i) normalizer += weight(i, j);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const q = weight(i, j) / normalizer;
      divergence += p(i, j) * Math.log(p(i, j) / q);
      const pull = 4 * (exaggeration * p(i, j) - q) * weight(i, j);
      for (let k = 0; k < 2; k++) gradient[2 * i + k] += pull * (map[2 * i + k] - map[2 * j + k]);
    }
  }
  return { divergence, gradient };
}

Deno.test("exactObjective() draws two of three points together by hand", () => {
  // On a line at 0, 1, 2: w = 1/2, 1/2, 1/5, so Z = 2.4 and q = 5/24, 2/24, 5/24.
  const objective = exactObjective(Float64Array.of(0.5, 0, 0), Float64Array.of(0, 0, 1, 0, 2, 0));
  const divergence = objective.evaluate(1, true);
  assert.ok(Math.abs(divergence - Math.log(24 / 5 / 2)) < 1e-12, `${divergence}`);
  const first = 4 * ((0.5 - 5 / 24) * (1 / 2) * -1 + (0 - 2 / 24) * (1 / 5) * -2);
  assert.ok(Math.abs(objective.gradient[0] - first) < 1e-12);
  assert.equal(objective.gradient[1], 0);
});

Deno.test("exactObjective() gives what the definitions give, exaggerated or not", () => {
  for (const exaggeration of [1, 12]) {
    const objective = exactObjective(pairs, start);
    const divergence = objective.evaluate(exaggeration, true);
    const expected = byDefinition(start, exaggeration);
    assert.ok(Math.abs(divergence - expected.divergence) < 1e-12);
    assert.ok(gap(objective.gradient, expected.gradient) < 1e-13 * N);
  }
});

Deno.test("the exact gradient agrees with finite differences", () => {
  const objective = exactObjective(pairs, start);
  objective.evaluate(1, false);
  const at = (k: number, by: number) => {
    const moved = start.slice();
    moved[k] += by;
    return exactObjective(pairs, moved).evaluate(1, true);
  };
  const h = 1e-3, most = largest(objective.gradient);
  for (let k = 0; k < 2 * N; k++) {
    // Fourth order: its own error is far below the tolerance.
    const numeric = (8 * (at(k, h) - at(k, -h)) - (at(k, 2 * h) - at(k, -2 * h))) / (12 * h);
    assert.ok(Math.abs(numeric - objective.gradient[k]) <= 1e-6 * most, `${k}: ${numeric}`);
  }
});

Deno.test("the forces of the exact gradient have no sum and turn nothing, since only distances count", () => {
  const objective = exactObjective(pairs, start);
  objective.evaluate(1, false);
  let x = 0, y = 0, torque = 0;
  for (let i = 0; i < N; i++) {
    const [gx, gy] = objective.gradient.subarray(2 * i);
    x += gx;
    y += gy;
    torque += start[2 * i] * gy - start[2 * i + 1] * gx;
  }
  assert.ok(largest([x, y, torque]) < 1e-14 * N);
});

Deno.test("a map whose Q is P has neither divergence nor gradient", () => {
  const weights: number[] = [];
  for (let i = 0; i < N; i++) {
    for (let j = i + 1; j < N; j++) {
      const dx = start[2 * i] - start[2 * j], dy = start[2 * i + 1] - start[2 * j + 1];
      weights.push(1 / (1 + dx * dx + dy * dy));
    }
  }
  const sum = weights.reduce((a, b) => a + b);
  const objective = exactObjective(Float64Array.from(weights, (w) => w / sum / 2), start);
  assert.ok(Math.abs(objective.evaluate(1, true)) < 1e-12);
  assert.ok(largest(objective.gradient) < 1e-14);
});

Deno.test("exactObjective() leaves the start as it was, and measures only where asked to", () => {
  const before = start.slice(), objective = exactObjective(pairs, start);
  objective.map[0] += 1;
  assert.deepEqual(start, before);
  assert.ok(Number.isNaN(objective.evaluate(1, false)));
});

Deno.test("exactObjective() refuses affinities of other points", () => {
  assert.throws(() => exactObjective(pairs, new Float64Array(6)), {
    name: "TypeError",
    message: /a map of 3 points needs 3 pairs, current value is 1225/,
  });
});
