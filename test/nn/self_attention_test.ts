import assert from "node:assert/strict";
import { selfAttention } from "#lib/nn";
import { Random, startTensors, type Tensor, tensor, tensor1d, tensor2d, zeros } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

/** Weights that hand queries, keys and values on as they are, for width 2. */
const IDENTITY = {
  input: {
    weight: tensor2d([[1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [0, 1]]),
    bias: tensor1d([0, 0, 0, 0, 0, 0]),
  },
  output: { weight: tensor2d([[1, 0], [0, 1]]), bias: tensor1d([0, 0]) },
};

function close(a: ArrayLike<number>, b: readonly number[]): void {
  assert.equal(a.length, b.length);
  b.forEach((value, i) => assert.ok(Math.abs(a[i] - value) < 1e-6, `${i}: ${a[i]}, ${value}`));
}

Deno.test("selfAttention() by hand: two tokens, one head", async () => {
  // Scores of token 1: 1/√2 with itself, 0 with the other.
  const share = Math.exp(1 / Math.SQRT2) / (Math.exp(1 / Math.SQRT2) + 1);
  const y = selfAttention(tensor([1, 0, 0, 1], [1, 2, 2]), IDENTITY, { heads: 1 });
  close(await y.data(), [share, 1 - share, 1 - share, share]);
});

Deno.test("selfAttention() with two heads lets each see its own half of the width", async () => {
  // With one number a head, head 1 sees the first coordinates alone: scores 1·1 and 1·0.
  const share = Math.E / (Math.E + 1);
  const y = selfAttention(tensor([1, 0, 0, 1], [1, 2, 2]), IDENTITY, { heads: 2 });
  close(await y.data(), [share, 0.5, 0.5, share]);
});

Deno.test("selfAttention() sees nothing that the mask hides", async () => {
  const mask = tensor2d([[0, -1e9], [0, 0]]);
  const y = await selfAttention(tensor([1, 0, 0, 1], [1, 2, 2]), IDENTITY, { heads: 1, mask })
    .data();
  close(y.slice(0, 2), [1, 0]);
});

Deno.test("selfAttention() does not care for the order of the other tokens", async () => {
  const random = new Random(1);
  const weights = {
    input: { weight: randomTensor([12, 4], random), bias: randomTensor([12], random) },
    output: { weight: randomTensor([4, 4], random), bias: randomTensor([4], random) },
  };
  const x = await randomTensor([1, 3, 4], random).data() as Float32Array;
  const swapped = Float32Array.of(...x.slice(0, 4), ...x.slice(8), ...x.slice(4, 8));
  const run = async (values: Float32Array) =>
    await selfAttention(tensor(values, [1, 3, 4]), weights, { heads: 2 }).data();
  close((await run(swapped)).slice(0, 4), [...(await run(x)).slice(0, 4)]);
});

Deno.test("selfAttention() agrees with finite differences", async () => {
  const random = new Random(2);
  const f = (x: Tensor, weight: Tensor, bias: Tensor, output: Tensor) =>
    selfAttention(x, {
      input: { weight, bias },
      output: { weight: output, bias: zeros([4]) },
    }, { heads: 2 });
  const shapes = [[2, 3, 4], [12, 4], [12], [4, 4]];
  await checkGradients(f, shapes.map((shape) => randomTensor(shape, random)));
});

Deno.test("selfAttention() refuses heads that do not divide the width", () => {
  assert.throws(
    () => selfAttention(zeros([1, 2, 2]), IDENTITY, { heads: 3 }),
    new TypeError("Cannot attend: the number of heads must divide the width 2, current value is 3"),
  );
});
