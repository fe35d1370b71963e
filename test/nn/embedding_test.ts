import assert from "node:assert/strict";
import { embedding } from "#lib/nn";
import { grad, mul, Random, startTensors, sum, type Tensor, tensor1d, tensor2d } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

Deno.test("embedding() takes rows by id and keeps the shape of the ids", async () => {
  const rows = embedding(tensor2d([[1, 2], [3, 4]]), tensor2d([[1, 0, 1]], [1, 3], "int32"));
  assert.deepEqual(rows.shape, [1, 3, 2]);
  assert.deepEqual(Array.from(await rows.data()), [3, 4, 1, 2, 3, 4]);
});

Deno.test("embedding() adds the gradients of a repeated id; a row that is not read has none", async () => {
  const ids = tensor1d([2, 0, 2], "int32");
  const upstream = tensor2d([[1, 2], [3, 4], [5, 6]]);
  const slope = grad((w: Tensor) => sum(mul(embedding(w, ids), upstream)))(
    tensor2d([[0, 0], [0, 0], [0, 0]]),
  );
  assert.deepEqual(Array.from(await slope.data()), [3, 4, 0, 0, 6, 8]);
});

Deno.test("embedding() agrees with finite differences", async () => {
  const ids = tensor2d([[3, 1], [1, 0]], [2, 2], "int32");
  await checkGradients((w) => embedding(w, ids), [randomTensor([4, 3], new Random(1))]);
});
