import assert from "node:assert/strict";
import { relu } from "#lib/nn";
import { grad, liveHandles, mul, startTensors, sum, tensor1d } from "#lib/tensor";

await startTensors();

Deno.test("relu() cuts off negative values and passes slopes where the input is positive", async () => {
  const x = tensor1d([-2, 0, 3, 1e-30]);
  assert.deepEqual([...await relu(x).data()], [0, 0, 3, Math.fround(1e-30)]);
  const slope = grad((v) => sum(mul(relu(v), tensor1d([5, 6, 7, 8]))))(x);
  assert.deepEqual([...await slope.data()], [0, 0, 7, 8]);
});

Deno.test("relu() leaves nothing behind but its result", () => {
  const x = tensor1d([1, -1]);
  relu(x).dispose(); // the input gets its handle at the first use
  const before = liveHandles();
  relu(x).dispose();
  assert.equal(liveHandles(), before);
});
