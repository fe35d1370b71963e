import assert from "node:assert/strict";
import { linear } from "#lib/nn";
import { Random, startTensors, type Tensor, tensor1d, tensor2d, zeros } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

Deno.test("linear() multiplies by the rows of its weight and adds its bias", async () => {
  const y = linear(tensor2d([[1, 2], [0, 1]]), {
    weight: tensor2d([[1, 0], [0, 1], [1, 1]]),
    bias: tensor1d([0, 0, 10]),
  });
  assert.deepEqual(Array.from(await y.data()), [1, 2, 13, 0, 1, 11]);
});

Deno.test("linear() works on the last of any number of axes", () => {
  const weights = { weight: zeros([5, 4]), bias: zeros([5]) };
  assert.deepEqual(linear(zeros([2, 3, 4]), weights).shape, [2, 3, 5]);
});

Deno.test("linear() agrees with finite differences", async () => {
  const random = new Random(1);
  const f = (x: Tensor, weight: Tensor, bias: Tensor) => linear(x, { weight, bias });
  await checkGradients(f, [[2, 3, 4], [5, 4], [5]].map((shape) => randomTensor(shape, random)));
});

Deno.test("linear() refuses an input of another width", () => {
  const weights = { weight: zeros([5, 4]), bias: zeros([5]) };
  assert.throws(
    () => linear(zeros([2, 3]), weights),
    new TypeError(
      "Cannot apply a linear layer: the last of at least two axes must have 4 values, current shape is [2, 3]",
    ),
  );
  assert.throws(() => linear(zeros([4]), weights), TypeError);
});
