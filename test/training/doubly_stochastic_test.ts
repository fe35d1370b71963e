import assert from "node:assert/strict";
import { softmax } from "#lib/nn";
import { fill, Random, startTensors, tensor3d } from "#lib/tensor";
import { doublyStochastic } from "#lib/training";
import { checkGradients, randomTensor } from "../nn/gradient_check.ts";

await startTensors();

/** Two captions of two and one targets. */
const ROWS = {
  size: 2,
  length: 2,
  inputs: Int32Array.of(1, 5, 1, 0),
  targets: Int32Array.of(5, 2, 2, 0),
};

Deno.test("doublyStochastic() by hand, padding left out", async () => {
  const attention = tensor3d([[[1, 0], [0.5, 0.5]], [[0, 1], [1, 0]]]);
  // Looked: 1.5 and .5; 0 and 1. Targets 1: .25 + .25 and 1 + 0, halved.
  assert.deepEqual([...await doublyStochastic(attention, ROWS).data()], [0.75]);
  // Targets 2/2 and 1/2: .25 + .25 and .25 + .25, halved.
  assert.deepEqual([...await doublyStochastic(attention, ROWS, "share").data()], [0.5]);
});

Deno.test("looking everywhere alike costs nothing with target T/P, and something with target 1", async () => {
  const alike = fill([2, 2, 4], 0.25);
  assert.deepEqual([...await doublyStochastic(alike, ROWS, "share").data()], [0]);
  // 4 (1 − 2/4)² and 4 (1 − 1/4)², halved.
  assert.deepEqual([...await doublyStochastic(alike, ROWS).data()], [(1 + 2.25) / 2]);
});

Deno.test("doublyStochastic() agrees with finite differences", async () => {
  const scores = randomTensor([2, 2, 3], new Random(1));
  for (const target of ["one", "share"] as const) {
    await checkGradients((x) => doublyStochastic(softmax(x), ROWS, target).reshape([1]), [scores]);
  }
});

Deno.test("doublyStochastic() refuses attention of other captions", () => {
  assert.throws(() => doublyStochastic(fill([2, 3, 4], 0.25), ROWS), TypeError);
});
