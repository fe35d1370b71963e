import assert from "node:assert/strict";
import { conv2d } from "#lib/nn";
import {
  liveHandles,
  matMul,
  NarrowWeights,
  Random,
  startTensors,
  type Tensor,
  tensor,
  tensor2d,
} from "#lib/tensor";

await startTensors();

/** Length of the difference over length of the expected. */
async function relativeError(is: Tensor, expected: Tensor): Promise<number> {
  const [a, b] = await Promise.all([is.data(), expected.data()]);
  let difference = 0, length = 0;
  for (const [i, value] of b.entries()) {
    difference += (a[i] - value) ** 2;
    length += value ** 2;
  }
  return Math.sqrt(difference / length);
}

function drawn(shape: number[], seed: number): Tensor {
  const random = new Random(seed), count = shape.reduce((product, side) => product * side, 1);
  return tensor(Float32Array.from({ length: count }, () => random.normal()), shape);
}

Deno.test("small whole numbers are exact in bfloat16, and others are rounded to 8 bits", async () => {
  const weight = tensor2d([[1, 2], [256, 257]]), narrow = new NarrowWeights([weight]);
  const product = narrow.product(tensor2d([[3, 4], [1, 0], [0, 1]]), weight);
  // 257 has nine bits, and becomes the even neighbour; 3 · 256 + 4 · 256 = 1792 has three.
  assert.deepEqual([...await product.data()], [11, 1792, 1, 256, 2, 256]);
});

Deno.test("products in bfloat16 are those in 32 bits up to rounding", async () => {
  const x = drawn([64, 300], 1), weight = drawn([40, 300], 2), narrow = new NarrowWeights([weight]);
  const error = await relativeError(narrow.product(x, weight), matMul(x, weight, false, true));
  // Three roundings by up to 2⁻⁹, each with 2⁻⁹/√3 in the mean square or less: about 2.9e-3 together.
  assert.ok(error > 1e-4 && error < 4e-3, String(error));
});

for (
  const [side, kernel, stride] of [[9, 3, 1], [9, 3, 2], [8, 3, 2], [8, 1, 1], [8, 1, 2], [9, 7, 2]]
) {
  Deno.test(`a convolution in bfloat16 is that in 32 bits: side ${side}, kernel ${kernel}, stride ${stride}`, async () => {
    const x = drawn([2, side, side, 16], 3), weight = drawn([kernel, kernel, 16, 24], 4);
    const narrow = new NarrowWeights([weight]);
    const is = narrow.convolution(x, weight, stride), expected = conv2d(x, weight, stride);
    assert.deepEqual(is.shape, expected.shape);
    const error = await relativeError(is, expected);
    assert.ok(error > 1e-4 && error < 4e-3, String(error));
  });
}

Deno.test("no handle stays, not even after a refusal", () => {
  const x = drawn([2, 3], 5), weight = drawn([4, 3], 6), other = drawn([4, 2], 7);
  new NarrowWeights([x, weight, other]).dispose(); // values become handles when they are first used
  const before = liveHandles();
  const narrow = new NarrowWeights([weight, other]);
  narrow.product(x, weight).dispose();
  assert.equal(liveHandles(), before + 2);
  assert.throws(() => narrow.product(x, other), /TensorFlow says/); // widths 3 and 2
  assert.throws(() => narrow.product(x, x), {
    name: "TypeError",
    message: "Cannot compute in bfloat16: a weight must be one of the copied ones, " +
      "current value is of shape [2, 3]",
  });
  narrow.dispose();
  assert.equal(liveHandles(), before);
});
