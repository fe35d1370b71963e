import assert from "node:assert/strict";
import { layerNorm } from "#lib/nn";
import { Random, startTensors, type Tensor, tensor1d, tensor2d, zeros } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

Deno.test("layerNorm() brings each row to mean 0 and deviation 1, then scales and shifts", async () => {
  const weights = { weight: tensor1d([2, 2]), bias: tensor1d([0, 1]) };
  const y = layerNorm(tensor2d([[1, 3], [10, 20]]), weights, 0);
  assert.deepEqual([...await y.data()].map((value) => Number(value.toFixed(5))), [-2, 3, -2, 3]);
});

Deno.test("layerNorm() keeps a row of equal values finite", async () => {
  const weights = { weight: tensor1d([1, 1]), bias: tensor1d([5, 6]) };
  assert.deepEqual([...await layerNorm(tensor2d([[7, 7]]), weights).data()], [5, 6]);
});

Deno.test("layerNorm() does not change when a row is shifted or scaled", async () => {
  const random = new Random(1), x = await randomTensor([2, 3, 8], random).data() as Float32Array;
  const weights = { weight: randomTensor([8], random), bias: randomTensor([8], random) };
  const run = async (values: Float32Array) =>
    await layerNorm(tensor2d(values, [6, 8]), weights, 0).data();
  const [plain, moved] = [await run(x), await run(x.map((value) => 3 * value + 2))];
  plain.forEach((value, i) => assert.ok(Math.abs(value - moved[i]) < 1e-4));
});

Deno.test("layerNorm() agrees with finite differences", async () => {
  const random = new Random(2);
  const f = (x: Tensor, weight: Tensor, bias: Tensor) => layerNorm(x, { weight, bias });
  await checkGradients(f, [[2, 3, 5], [5], [5]].map((shape) => randomTensor(shape, random)));
});

Deno.test("layerNorm() refuses rows of another width, and a single vector", () => {
  const weights = { weight: zeros([5]), bias: zeros([5]) };
  assert.throws(
    () => layerNorm(zeros([2, 4]), weights),
    new TypeError(
      "Cannot normalize rows: the last of at least two axes must have 5 values as weight [5] and " +
        "bias [5] have, current shape is [2,4]",
    ),
  );
  assert.throws(() => layerNorm(zeros([5]), weights), TypeError);
});
