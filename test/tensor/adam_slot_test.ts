import assert from "node:assert/strict";
import { AdamSlot, liveHandles, Random, startTensors, tensor1d, zeros } from "#lib/tensor";

await startTensors();

Deno.test("AdamSlot equals Algorithm 1, computed in 64 bits, over 20 updates", async () => {
  const random = new Random(1), n = 50;
  const value = Float64Array.from({ length: n }, () => random.uniform(-1, 1));
  const mean = new Float64Array(n), square = new Float64Array(n);
  const slot = new AdamSlot(tensor1d(Float32Array.from(value)), zeros([n]), zeros([n]));
  const numbers = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  for (let count = 1; count <= 20; count++) {
    // Gradients down to the size of epsilon, where a wrong correction would show.
    const gradient = Float32Array.from(value, (_, i) => random.normal() * 10 ** (i % 10 - 9));
    const result = slot.update(tensor1d(gradient), { ...numbers, count });
    for (let i = 0; i < n; i++) {
      mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
      square[i] = 0.999 * square[i] + 0.001 * gradient[i] ** 2;
      const corrected = Math.sqrt(square[i] / (1 - 0.999 ** count));
      value[i] -= 1e-3 * (mean[i] / (1 - 0.9 ** count)) / (corrected + 1e-8);
    }
    const actual = await result.data();
    for (let i = 0; i < n; i++) assert.ok(Math.abs(actual[i] - value[i]) < 1e-6, `${count}, ${i}`);
    result.dispose();
  }
  slot.dispose();
});

Deno.test("AdamSlot does not change the tensors that it was made from, nor what it gave", async () => {
  const value = tensor1d([1, 2]), mean = zeros([2]), square = zeros([2]);
  const slot = new AdamSlot(value, mean, square);
  const numbers = { rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const first = slot.update(tensor1d([1, 1]), { ...numbers, count: 1 });
  const kept = Array.from(await first.data());
  slot.update(tensor1d([1, 1]), { ...numbers, count: 2 });
  assert.deepEqual(Array.from(await value.data()), [1, 2]);
  assert.deepEqual(Array.from(await mean.data()), [0, 0]);
  assert.deepEqual(Array.from(await first.data()), kept);
});

Deno.test("AdamSlot gives copies of its moments and its size", async () => {
  const slot = new AdamSlot(zeros([2, 3]), zeros([2, 3]), zeros([2, 3]));
  const numbers = { rate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 1e-8, count: 1 };
  slot.update(zeros([2, 3]).add(2), numbers);
  const [mean, square] = slot.moments();
  assert.deepEqual([mean.shape, slot.size], [[2, 3], 6]);
  assert.deepEqual([(await mean.data())[0], (await square.data())[5]], [1, 1]);
});

Deno.test("AdamSlot frees what it holds", () => {
  const value = tensor1d([1]), gradient = tensor1d([1]);
  const numbers = { rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, count: 1 };
  const run = () => {
    const slot = new AdamSlot(value, value, value);
    slot.update(gradient, numbers).dispose();
    slot.dispose();
  };
  run(); // values go to TensorFlow with the first operation
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
});
