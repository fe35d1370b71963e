import assert from "node:assert/strict";
import { batchNorm, conv2d, foldBatchNorm } from "#lib/nn";
import {
  add,
  liveHandles,
  ones,
  Random,
  readSafetensors,
  slice,
  startTensors,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
  transpose,
  variable,
  zeros,
} from "#lib/tensor";
import { fixture } from "../fixtures.ts";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) => {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const distance = Math.abs(actual[i] - expected[i]);
    assert.ok(distance <= tolerance, `element ${i}: ${actual[i]}, expected ${expected[i]}`);
  }
};

/** Scale and offset as given; running mean 0 and variance 1, as variables. */
function norm(scale: Tensor, offset: Tensor) {
  const channels = scale.shape;
  return {
    scale,
    offset,
    mean: variable(zeros(channels), false),
    variance: variable(ones(channels), false),
  };
}

Deno.test("batchNorm() in training normalizes by the batch and moves the running values", async () => {
  const layer = norm(tensor1d([3]), tensor1d([10]));
  const x = tensor([1, 2, 3, 6], [2, 1, 2, 1]);
  const y = batchNorm(x, layer, { training: true, epsilon: 1e-12 });
  // Mean 3; squares 4 + 1 + 0 + 9 = 14: variance 14/4 for the batch, 14/3 for the running value.
  const expected = [1, 2, 3, 6].map((v) => 10 + 3 * (v - 3) / Math.sqrt(14 / 4));
  close(await y.data(), expected, 1e-5);
  close(await layer.mean.data(), [0.3], 1e-6);
  close(await layer.variance.data(), [0.9 + 0.1 * 14 / 3], 1e-6);
});

Deno.test("batchNorm() in evaluation uses the running values and leaves them", async () => {
  const layer = norm(tensor1d([2, 1]), tensor1d([0, 5]));
  layer.mean.assign(tensor1d([1, 2]));
  layer.variance.assign(tensor1d([4, 9]));
  const y = batchNorm(tensor([3, 8], [1, 1, 1, 2]), layer, { training: false, epsilon: 0 });
  close(await y.data(), [2, 7], 1e-6);
  assert.deepEqual([...await layer.mean.data()], [1, 2]);
});

Deno.test("batchNorm() has the gradient of its equation, in training and in evaluation", async () => {
  const random = new Random(2);
  const x = randomTensor([3, 4, 2, 5], random);
  const scale = randomTensor([5], random), offset = randomTensor([5], random);
  const running = norm(scale, offset);
  for (const training of [true, false]) {
    await checkGradients(
      (input, gamma, beta) => {
        return batchNorm(input, { ...running, scale: gamma, offset: beta }, { training });
      },
      [x, scale, offset],
    );
  }
});

Deno.test("batchNorm() leaves nothing behind but its result", () => {
  const layer = norm(tensor1d([3]), tensor1d([10]));
  const x = ones([2, 2, 2, 1]);
  batchNorm(x, layer, { training: true }).dispose(); // the inputs get their handles at the first use
  const before = liveHandles();
  for (const training of [true, false]) batchNorm(x, layer, { training }).dispose();
  assert.equal(liveHandles(), before);
});

Deno.test("foldBatchNorm() makes one convolution of a convolution and its norm", async () => {
  const random = new Random(4);
  const images = randomTensor([2, 5, 5, 3], random), kernel = randomTensor([3, 3, 3, 4], random);
  const layer = norm(randomTensor([4], random), randomTensor([4], random));
  layer.mean.assign(randomTensor([4], random));
  layer.variance.assign(tensor1d([0.5, 2, 1, 7]));
  const folded = foldBatchNorm(kernel, layer);
  const once = tidy(() => add(conv2d(images, folded.kernel), folded.bias));
  const twice = batchNorm(conv2d(images, kernel), layer, { training: false });
  close(await once.data(), await twice.data(), 1e-5);
});

Deno.test("batchNorm() gives PyTorch's outputs and running values in training mode", async () => {
  const { tensors } = await readSafetensors(fixture("models/resnet_torchvision.safetensors"));
  const read = (name: string) => {
    const { data, shape } = tensors.get(name)!;
    return tensor(data as Float32Array, [...shape]);
  };
  const images = transpose(read("in/pixel_values"), [0, 2, 3, 1]);
  const layer = {
    scale: read("bn1.weight"),
    offset: read("bn1.bias"),
    mean: variable(read("bn1.running_mean"), false),
    variance: variable(read("bn1.running_var"), false),
  };
  const kernel = transpose(read("conv1.weight"), [2, 3, 1, 0]);
  const y = batchNorm(conv2d(images, kernel, 2), layer, { training: true });
  const first8 = tidy(() => transpose(slice(y, [0, 0, 0, 0], [-1, -1, -1, 8]), [0, 3, 1, 2]));
  // Sums of some 3,000 values in 32 bits, in another order.
  close(await first8.data(), tensors.get("out_train/bn1_first8")!.data as Float32Array, 5e-5);
  close(await layer.mean.data(), tensors.get("post/bn1.running_mean")!.data as Float32Array, 5e-5);
  close(
    await layer.variance.data(),
    tensors.get("post/bn1.running_var")!.data as Float32Array,
    5e-5,
  );
});

Deno.test("batchNorm() refuses vectors of another length, and training without variables", () => {
  const x = ones([1, 2, 2, 3]);
  assert.throws(
    () => batchNorm(x, norm(ones([2]), zeros([2])), { training: false }),
    TypeError,
  );
  const fixed = { scale: ones([3]), offset: zeros([3]), mean: zeros([3]), variance: ones([3]) };
  assert.throws(
    () => batchNorm(x, fixed, { training: true }),
    new TypeError(
      "Cannot train a batch norm: its running mean and variance must be variables",
    ),
  );
});
