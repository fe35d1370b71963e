import assert from "node:assert/strict";
import { attentionContext, attentionWeights } from "#lib/nn";
import { Random, startTensors, tensor2d, tensor3d, zeros } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

Deno.test("attentionWeights() by hand: two positions, one number each", async () => {
  const keys = tensor3d([[[0], [1]]]), query = tensor2d([[1]]), score = tensor2d([[2]]);
  for (
    const [activation, scores] of [
      ["tanh", [2 * Math.tanh(1), 2 * Math.tanh(2)]],
      ["relu", [2, 4]],
    ] as const
  ) {
    const [a, b] = scores.map(Math.exp);
    const [first, second] = await attentionWeights({ keys, query, score }, activation).data();
    assert.ok(Math.abs(first - a / (a + b)) < 1e-6, activation);
    assert.ok(Math.abs(second - b / (a + b)) < 1e-6, activation);
  }
});

Deno.test("attentionContext() picks a position by one-hot weights", async () => {
  const context = attentionContext(tensor2d([[0, 1]]), tensor3d([[[1, 2], [3, 4]]]));
  assert.deepEqual([...await context.data()], [3, 4]);
});

Deno.test("attentionWeights() agrees with finite differences", async () => {
  for (const activation of ["tanh", "relu"] as const) {
    const random = new Random(3);
    const inputs = [[2, 3, 4], [2, 4], [1, 4]].map((shape) => randomTensor(shape, random));
    await checkGradients(
      (keys, query, score) => attentionWeights({ keys, query, score }, activation),
      inputs,
      // Small enough that no input of the rectifier crosses 0.
      { step: 2e-3, tolerance: 2e-2 },
    );
  }
});

Deno.test("attentionWeights() refuses a query of another batch", () => {
  const keys = zeros([2, 3, 4]), score = zeros([1, 4]);
  assert.throws(() => attentionWeights({ keys, query: zeros([1, 4]), score }), TypeError);
});
