import assert from "node:assert/strict";
import { conv2d } from "#lib/nn";
import { liveHandles, Random, startTensors, tensor } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

/** The definition, in plain loops. */
function byDefinition(x: number[][], kernel: number[][], stride: number): number[] {
  const side = (kernel.length - 1) / 2, out: number[] = [];
  for (let row = 0; row < x.length; row += stride) {
    for (let column = 0; column < x[0].length; column += stride) {
      let sum = 0;
      for (const [i, weights] of kernel.entries()) {
        for (const [j, weight] of weights.entries()) {
          sum += weight * (x[row + i - side]?.[column + j - side] ?? 0);
        }
      }
      out.push(sum);
    }
  }
  return out;
}

Deno.test("conv2d() is the sum of its definition for strides 1 and 2, odd and even sides", async () => {
  const random = new Random(5);
  const draw = (rows: number, columns: number) =>
    Array.from(
      { length: rows },
      () => Array.from({ length: columns }, () => random.integer(9) - 4),
    );
  for (const [rows, columns, side] of [[4, 4, 3], [5, 6, 3], [7, 8, 5], [3, 4, 1]]) {
    for (const stride of [1, 2]) {
      const x = draw(rows, columns), kernel = draw(side, side);
      const y = conv2d(
        tensor(x.flat(), [1, rows, columns, 1]),
        tensor(kernel.flat(), [side, side, 1, 1]),
        stride,
      );
      assert.deepEqual(y.shape, [1, Math.ceil(rows / stride), Math.ceil(columns / stride), 1]);
      assert.deepEqual([...await y.data()], byDefinition(x, kernel, stride));
    }
  }
});

Deno.test("conv2d() has the gradient of its sum, at both strides", async () => {
  const random = new Random(6);
  for (const stride of [1, 2]) {
    const images = randomTensor([2, 6, 6, 3], random), kernel = randomTensor([3, 3, 3, 4], random);
    await checkGradients((x, w) => conv2d(x, w, stride), [images, kernel]);
  }
});

Deno.test("conv2d() leaves nothing behind but its result", () => {
  const random = new Random(7);
  const images = randomTensor([1, 4, 4, 1], random), kernel = randomTensor([3, 3, 1, 1], random);
  conv2d(images, kernel, 2).dispose(); // the inputs get their handles at the first use
  const before = liveHandles();
  for (const stride of [1, 2]) conv2d(images, kernel, stride).dispose();
  assert.equal(liveHandles(), before);
});

Deno.test("conv2d() refuses an even kernel and channels that do not fit", () => {
  const random = new Random(8);
  const images = randomTensor([1, 4, 4, 2], random);
  assert.throws(
    () => conv2d(images, randomTensor([2, 2, 2, 1], random)),
    new TypeError(
      "Cannot convolve: the shapes must be [B, h, w, c] and [k, k, c, o] with k odd, " +
        "current values are [1,4,4,2] and [2,2,2,1]",
    ),
  );
  assert.throws(() => conv2d(images, randomTensor([3, 3, 1, 1], random)), TypeError);
});
