import assert from "node:assert/strict";
import {
  affinities,
  exactObjective,
  klDivergence,
  type Matrix,
  neighbourPreservation,
  trustworthiness,
} from "#lib/projection";
import { startTensors } from "#lib/tensor";
import { clusters, ranked, scattered } from "./points.ts";

await startTensors();

const N = 80, points = clusters(N, 5);
const asMap = (data: Float64Array): Matrix => ({ shape: [data.length / 2, 2], data });
const random = asMap(scattered(N));

/** Five points on a line, and a map in which the last has come between the first two. */
const line = { shape: [5, 1], data: Float64Array.of(0, 1, 2.1, 3.3, 4.6) };
const moved = asMap(Float64Array.of(0, 0, 1, 0, 2.1, 0, 3.3, 0, 0.4, 0));

Deno.test("trustworthiness() counts how far off strangers are, by hand", async () => {
  // Nearest in the map: of 0 it is 4 (rank 4 in the data), of 1 it is 4 (rank 4: 0, 2, 3, 4), of 2 it is 1
  // (rank 1), of 3 it is 2 (rank 1), of 4 it is 0 (rank 4). The excess is 3 + 3 + 3 = 9 at k = 1.
  const expected = 1 - 2 * 9 / (5 * 1 * (2 * 5 - 3 - 1));
  assert.ok(Math.abs(await trustworthiness({ points: line, map: moved }, 1) - expected) < 1e-12);
});

Deno.test("neighbourPreservation() is the share of neighbours that stayed, by hand", async () => {
  // In the data the nearest are 1, 0, 1, 2, 3; in the map 4, 4, 1, 2, 0.
  assert.equal(await neighbourPreservation({ points: line, map: moved }, 1), 2 / 5);
});

Deno.test("both agree with sorting all distances", async () => {
  const near = ranked(points), shown = ranked(random);
  for (const k of [1, 5, 12, 39]) {
    let excess = 0, kept = 0;
    for (let i = 0; i < N; i++) {
      for (const j of shown[i].slice(0, k)) {
        excess += Math.max(0, near[i].indexOf(j) + 1 - k);
        if (near[i].slice(0, k).includes(j)) kept++;
      }
    }
    const trust = 1 - 2 * excess / (N * k * (2 * N - 3 * k - 1));
    assert.ok(Math.abs(await trustworthiness({ points, map: random }, k) - trust) < 1e-12);
    assert.equal(await neighbourPreservation({ points, map: random }, k), kept / (N * k));
  }
});

Deno.test("points in the plane are their own perfect map, turned, mirrored and enlarged", async () => {
  const plane = clusters(N, 2);
  const turned = plane.data.map((_, at) => {
    const [x, y] = plane.data.subarray(at - at % 2);
    return at % 2 ? 7 * (0.6 * x - 0.8 * y) : 7 * (0.8 * x + 0.6 * y) + 100;
  });
  for (const map of [plane, asMap(turned)]) {
    assert.equal(await trustworthiness({ points: plane, map }), 1);
    assert.equal(await neighbourPreservation({ points: plane, map }), 1);
  }
});

Deno.test("a map by chance has trustworthiness about .5 and keeps k of N − 1 neighbours", async () => {
  const many = clusters(600, 5), map = asMap(scattered(600));
  assert.ok(Math.abs(await trustworthiness({ points: many, map }) - 0.5) < 0.03);
  assert.ok(Math.abs(await neighbourPreservation({ points: many, map }) - 10 / 599) < 0.01);
});

Deno.test("klDivergence() is what the exact objective makes small, whatever precision the map has", async () => {
  const expected = exactObjective(await affinities(points, 9), random.data as Float64Array)
    .evaluate(1, true);
  assert.equal(await klDivergence({ points, map: random }, 9), expected);
  const narrow = { ...random, data: Float32Array.from(random.data) };
  assert.ok(Math.abs(await klDivergence({ points, map: narrow }, 9) - expected) < 1e-6);
});

Deno.test("figures of quality refuse other rows, other columns and a k out of range", async () => {
  const short = asMap(scattered(N - 1));
  for (const judge of [trustworthiness, neighbourPreservation, klDivergence]) {
    await assert.rejects(judge({ points, map: short }), {
      name: "TypeError",
      message: "Cannot judge the map: it must be [80, 2], current value is [79, 2]",
    });
    await assert.rejects(judge({ points, map: points }), {
      name: "TypeError",
      message: /\[80, 5\]/,
    });
  }
  const range = { name: "RangeError", message: /k must be from 1 to/ };
  await assert.rejects(trustworthiness({ points, map: random }, 40), range);
  await assert.rejects(neighbourPreservation({ points, map: random }, 80), range);
  await assert.rejects(klDivergence({ points, map: random }, 80), {
    name: "RangeError",
    message: /perplexity must be from 1 to their number, 79, current value is 80/,
  });
});
