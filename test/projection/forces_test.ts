import assert from "node:assert/strict";
import {
  BarnesHutObjective,
  nearestNeighbours,
  type SparseAffinities,
  sparseAffinities,
} from "#lib/projection";
import { startTensors } from "#lib/tensor";
import { DONE, type SharedForces, shareForces } from "../../lib/projection/forces.ts";
import { Quadtree } from "../../lib/projection/quadtree.ts";
import { clusters, gap, largest, scattered } from "./points.ts";

await startTensors();

const N = 300, map = scattered(N, { spread: 8 });
const joint = sparseAffinities(await nearestNeighbours(clusters(N, 5), 30), 10);

/** All forces on the points of a map, as one thread sums them. */
function forcesOf(joint: SparseAffinities, map: Float64Array, angle: number): SharedForces {
  const n = map.length / 2, tree = new Quadtree(map);
  tree.build();
  const { nodes, skip, order } = tree;
  const shared = {
    ...joint,
    ...{ map, nodes, skip, order },
    control: new Int32Array(new SharedArrayBuffer(16)),
    attraction: new Float64Array(2 * n),
    repulsion: new Float64Array(2 * n),
    normalizers: new Float64Array(n),
    inverseSquaredAngle: 1 / angle ** 2,
  };
  shareForces(shared);
  return shared;
}

/** The same by the definitions. */
function byDefinition({ starts, indices, values }: SparseAffinities, map: Float64Array) {
  const n = map.length / 2;
  const attraction = new Float64Array(2 * n), repulsion = new Float64Array(2 * n);
  const normalizers = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const p = new Float64Array(n);
    for (let at = starts[i]; at < starts[i + 1]; at++) p[indices[at]] += values[at];
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const d = [map[2 * i] - map[2 * j], map[2 * i + 1] - map[2 * j + 1]];
      const w = 1 / (1 + d[0] ** 2 + d[1] ** 2);
      normalizers[i] += w;
      for (const k of [0, 1]) {
        attraction[2 * i + k] += p[j] * w * d[k];
        repulsion[2 * i + k] += w * w * d[k];
      }
    }
  }
  return { attraction, repulsion, normalizers };
}

Deno.test("two points attract and repel by hand", () => {
  const two = {
    starts: Int32Array.of(0, 1, 2),
    indices: Int32Array.of(1, 0),
    values: Float64Array.of(0.5, 0.5),
  };
  const shared = forcesOf(two, Float64Array.of(0, 0, 2, 0), 0.5);
  assert.ok(gap(shared.attraction, [-0.2, 0, 0.2, 0]) < 1e-15); // p w (y_1 − y_2) = .5 · 1/5 · −2
  assert.ok(gap(shared.repulsion, [-0.08, 0, 0.08, 0]) < 1e-15); // w² (y_1 − y_2) = 1/25 · −2
  assert.ok(gap(shared.normalizers, [0.2, 0.2]) < 1e-15);
});

Deno.test("with θ = 0 all forces are those of the definitions", () => {
  const shared = forcesOf(joint, map, 0), expected = byDefinition(joint, map);
  assert.ok(gap(shared.attraction, expected.attraction) < 1e-14);
  assert.ok(gap(shared.repulsion, expected.repulsion) < 1e-12);
  assert.ok(gap(shared.normalizers, expected.normalizers) < 1e-11);
});

Deno.test("repulsion is nearer to the truth the smaller θ is, and within 3 % at .5", () => {
  const expected = byDefinition(joint, map), most = largest(expected.repulsion);
  const errors = [1.2, 0.8, 0.5, 0.2, 0.05].map((angle) => {
    const { repulsion } = forcesOf(joint, map, angle);
    const squares = repulsion.reduce(
      (sum, value, k) => sum + (value - expected.repulsion[k]) ** 2,
      0,
    );
    return Math.sqrt(squares / N) / most;
  });
  errors.forEach((error, k) => assert.ok(k === 0 || error < errors[k - 1], errors.join(" ")));
  assert.ok(errors[2] < 0.03 && errors[2] > 0, `${errors[2]}`);
});

Deno.test("attraction has no sum, since each pair pulls both its points alike", () => {
  const { attraction } = forcesOf(joint, map, 0.5);
  let x = 0, y = 0;
  for (let i = 0; i < N; i++) {
    x += attraction[2 * i];
    y += attraction[2 * i + 1];
  }
  assert.ok(largest([x, y]) < 1e-14, `${x} ${y}`);
  assert.ok(largest(attraction) > 1e-4);
});

Deno.test("points on one spot feel no force of each other, but count in Z", () => {
  const pile = new Float64Array(2 * N).fill(3);
  const shared = forcesOf(joint, pile, 0.5);
  assert.equal(largest(shared.attraction), 0);
  assert.equal(largest(shared.repulsion), 0);
  assert.ok(shared.normalizers.every((part) => Math.abs(part - (N - 1)) < 1e-9));
});

Deno.test("shareForces() takes each point once and counts it as done", () => {
  assert.equal(forcesOf(joint, map, 0.5).control[DONE], N);
});

Deno.test("the Barnes–Hut gradient with θ = 0 is that of finite differences of its divergence", () => {
  const n = 50, start = scattered(n);
  const { starts, indices, values } = joint;
  // The first points of the affinities, made to sum to 1 again.
  const small: { starts: number[]; indices: number[]; values: number[] } = {
    starts: [0],
    indices: [],
    values: [],
  };
  for (let i = 0; i < n; i++) {
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      if (indices[at] >= n) continue;
      small.indices.push(indices[at]);
      small.values.push(values[at]);
    }
    small.starts.push(small.indices.length);
  }
  const sum = small.values.reduce((a, b) => a + b);
  const affinities = {
    starts: Int32Array.from(small.starts),
    indices: Int32Array.from(small.indices),
    values: Float64Array.from(small.values, (p) => p / sum),
  };
  const objective = new BarnesHutObjective(affinities, start, { angle: 0 });
  objective.evaluate(1, false);
  const gradient = objective.gradient.slice(), h = 1e-3;
  const at = (k: number, by: number) => {
    objective.map.set(start);
    objective.map[k] += by;
    return objective.evaluate(1, true);
  };
  for (let k = 0; k < 2 * n; k++) {
    const numeric = (8 * (at(k, h) - at(k, -h)) - (at(k, 2 * h) - at(k, -2 * h))) / (12 * h);
    assert.ok(Math.abs(numeric - gradient[k]) <= 1e-6 * largest(gradient), `${k}: ${numeric}`);
  }
  objective.close();
});

Deno.test("BarnesHutObjective refuses affinities of other points", () => {
  assert.throws(() => new BarnesHutObjective(joint, new Float64Array(6)), {
    name: "TypeError",
    message: /a map of 3 points needs as many rows, current value is 300/,
  });
});
