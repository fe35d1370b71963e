import assert from "node:assert/strict";
import { quarterTurns } from "#lib/nn";
import { liveHandles, Random, startTensors, type Tensor, tensor4d, zeros } from "#lib/tensor";
import { randomTensor } from "./gradient_check.ts";

await startTensors();

const valuesOf = async (tensor: Tensor) => [...await tensor.data()];

Deno.test("quarterTurns() turns an image of 3 × 3 pixels as one would by hand", async () => {
  const image = tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  assert.deepEqual(await valuesOf(quarterTurns(image, 0)), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(await valuesOf(quarterTurns(image, 1)), [7, 4, 1, 8, 5, 2, 9, 6, 3]);
  assert.deepEqual(await valuesOf(quarterTurns(image, 2)), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual(await valuesOf(quarterTurns(image, 3)), [3, 6, 9, 2, 5, 8, 1, 4, 7]);
});

Deno.test("quarterTurns() leaves channels together, and images of a batch apart", async () => {
  const images = tensor4d([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80], [2, 2, 2, 2]);
  assert.deepEqual(
    await valuesOf(quarterTurns(images, 1)),
    [3, 30, 1, 10, 4, 40, 2, 20, 7, 70, 5, 50, 8, 80, 6, 60],
  );
});

Deno.test("quarterTurns() adds up, bit for bit, both ways and past a whole turn", async () => {
  const images = randomTensor([2, 5, 5, 3], new Random(1));
  for (const [first, second] of [[1, 1], [1, 2], [3, 3], [-1, 1], [5, -6]]) {
    assert.deepEqual(
      await quarterTurns(quarterTurns(images, first), second).data(),
      await quarterTurns(images, first + second).data(),
    );
  }
  assert.deepEqual(await quarterTurns(images, 4).data(), await images.data());
});

Deno.test("quarterTurns() leaves its input and one new tensor", () => {
  const images = zeros([1, 2, 2, 3]);
  quarterTurns(images, 1).dispose(); // a tensor gets its handle when it is first used
  const before = liveHandles();
  const turned = [0, 1, 2, 3].map((quarters) => quarterTurns(images, quarters));
  turned.forEach((each) => each.dispose());
  assert.equal(liveHandles(), before);
  assert.deepEqual(images.shape, [1, 2, 2, 3]);
});

Deno.test("quarterTurns() refuses what is not square, and parts of a quarter", () => {
  assert.throws(() => quarterTurns(zeros([1, 2, 3, 3]), 1), {
    name: "TypeError",
    message: /its shape must be \[B, S, S, C\], current value is \[1, 2, 3, 3\]/,
  });
  assert.throws(() => quarterTurns(zeros([1, 2, 2, 3]), 0.5), {
    name: "RangeError",
    message: "Cannot turn images: quarters must be a whole number, current value is 0.5",
  });
});
