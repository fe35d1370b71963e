import assert from "node:assert/strict";
import {
  grad,
  liveHandles,
  logSoftmax,
  mul,
  neg,
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
import { checkGradients, randomTensor } from "../nn/gradient_check.ts";

await startTensors();

const LABELS = Int32Array.of(3, 0, 4, 3);

function composed(logits: Tensor): Tensor {
  const oneHot = tensor2d(Array.from(LABELS, (id) => [0, 1, 2, 3, 4].map((v) => Number(v === id))));
  return neg(sum(mul(logSoftmax(logits), oneHot), 1));
}

const fused = (logits: Tensor) => sparseCrossEntropy(logits, tensor1d(LABELS, "int32"));

Deno.test("sparseCrossEntropy() of equal logits is ln V", async () => {
  const losses = await sparseCrossEntropy(zeros([2, 8]), tensor1d([0, 7], "int32")).data();
  for (const loss of losses) assert.ok(Math.abs(loss - Math.log(8)) < 1e-6);
});

Deno.test("sparseCrossEntropy() stays exact for large logits", async () => {
  const loss = sparseCrossEntropy(tensor2d([[500, 0]]), tensor1d([1], "int32"));
  assert.equal((await loss.data())[0], 500);
});

Deno.test("sparseCrossEntropy() equals the composed form, with its gradient, within 1e-6", async () => {
  const logits = randomTensor([4, 5], new Random(1)), upstream = randomTensor([4], new Random(2));
  await assertNear(fused(logits), composed(logits), { tolerance: 1e-6 });
  const [fast, slow] = [fused, composed].map((f) =>
    grad((x: Tensor) => sum(mul(f(x), upstream)))(logits)
  );
  await assertNear(fast, slow, { tolerance: 1e-6 });
});

Deno.test("sparseCrossEntropy() agrees with finite differences", async () => {
  await checkGradients(fused, [randomTensor([4, 5], new Random(3))]);
});

Deno.test("sparseCrossEntropy() leaves no tensor behind", () => {
  const logits = randomTensor([4, 5], new Random(4));
  const run = () => tidy(() => void grad((x: Tensor) => sum(fused(x)))(logits));
  run();
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
});

Deno.test("sparseCrossEntropy() refuses labels that do not fit the rows", () => {
  assert.throws(() => sparseCrossEntropy(zeros([2, 3]), tensor1d([1], "int32")), TypeError);
  assert.throws(() => sparseCrossEntropy(zeros([3]), tensor1d([1], "int32")), TypeError);
});
