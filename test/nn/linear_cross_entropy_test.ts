import assert from "node:assert/strict";
import { linear, linearCrossEntropy } from "#lib/nn";
import {
  grads,
  liveHandles,
  mul,
  Random,
  sparseCrossEntropy,
  startTensors,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from "#lib/tensor";
import { assertNear } from "../lstm_fixture.ts";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

function inputs({ N, H, V }: { N: number; H: number; V: number }) {
  const random = new Random(1);
  const labels = tensor1d(Int32Array.from({ length: N }, () => random.integer(V)), "int32");
  return { labels, tensors: [[N, H], [V, H], [V]].map((shape) => randomTensor(shape, random)) };
}

Deno.test("linearCrossEntropy() of zero weights is ln V", async () => {
  const loss = linearCrossEntropy(
    tensor2d([[1, 2]]),
    { weight: zeros([5, 2]), bias: zeros([5]) },
    tensor1d([3], "int32"),
  );
  assert.ok(Math.abs((await loss.data())[0] - Math.log(5)) < 1e-6);
});

Deno.test("linearCrossEntropy() stays finite where a probability vanishes", async () => {
  const loss = linearCrossEntropy(
    tensor2d([[1]]),
    { weight: tensor2d([[1000], [0]]), bias: zeros([2]) },
    tensor1d([1], "int32"),
  );
  assert.ok(Math.abs((await loss.data())[0] - 126 * Math.LN2) < 1e-4);
});

Deno.test("linearCrossEntropy() equals the composed form, in one piece and in several", async () => {
  // The second one is 16 million logits: two pieces.
  for (const size of [{ N: 7, H: 3, V: 5 }, { N: 1601, H: 4, V: 10_000 }]) {
    const { labels, tensors } = inputs(size);
    const upstream = randomTensor([size.N], new Random(2));
    const fused = (x: Tensor, weight: Tensor, bias: Tensor) =>
      linearCrossEntropy(x, { weight, bias }, labels);
    const composed = (x: Tensor, weight: Tensor, bias: Tensor) =>
      sparseCrossEntropy(linear(x, { weight, bias }), labels);
    await assertNear(
      fused(...tensors as [Tensor, Tensor, Tensor]),
      composed(...tensors as [Tensor, Tensor, Tensor]),
      { tolerance: 5e-6 },
    );
    const [fast, slow] = [fused, composed].map((f) =>
      grads((x, weight, bias) => sum(mul(f(x, weight, bias), upstream)))(tensors)
    );
    for (const [i, what] of ["x", "weight", "bias"].entries()) {
      await assertNear(fast[i], slow[i], { tolerance: 5e-6, what });
    }
    [...tensors, ...fast, ...slow].forEach((each) => each.dispose());
  }
});

Deno.test("linearCrossEntropy() agrees with finite differences", async () => {
  const { labels, tensors } = inputs({ N: 4, H: 3, V: 6 });
  await checkGradients(
    (x, weight, bias) => linearCrossEntropy(x, { weight, bias }, labels),
    tensors,
  );
});

Deno.test("linearCrossEntropy() leaves no tensor behind", () => {
  const { labels, tensors } = inputs({ N: 4, H: 3, V: 6 });
  const run = () =>
    tidy(() =>
      void grads((x, weight, bias) => sum(linearCrossEntropy(x, { weight, bias }, labels)))(tensors)
    );
  run();
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
});

Deno.test("linearCrossEntropy() refuses shapes that do not fit", () => {
  const { labels, tensors: [x, weight, bias] } = inputs({ N: 4, H: 3, V: 6 });
  assert.throws(() => linearCrossEntropy(x, { weight, bias: zeros([5]) }, labels), TypeError);
  assert.throws(() => linearCrossEntropy(x, { weight, bias }, zeros([3], "int32")), TypeError);
  assert.throws(
    () => linearCrossEntropy(weight, { weight: x.transpose(), bias }, labels),
    TypeError,
  );
});
