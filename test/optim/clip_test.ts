import assert from "node:assert/strict";
import { clipByNorm, clipByValue, gradientNorm } from "#lib/optim";
import { startTensors, tensor1d } from "#lib/tensor";

await startTensors();

Deno.test("gradientNorm() is taken over all gradients together", async () => {
  const norm = gradientNorm({ a: tensor1d([3]), b: tensor1d([0, 4]) });
  assert.equal((await norm.data())[0], 5);
});

Deno.test("clipByNorm() scales a long gradient to the norm and keeps its direction", async () => {
  const { a, b } = clipByNorm(1)({ a: tensor1d([3]), b: tensor1d([0, 4]) });
  assert.ok(Math.abs((await a.data())[0] - 0.6) < 1e-6);
  assert.ok(Math.abs((await b.data())[1] - 0.8) < 1e-6);
});

Deno.test("clipByNorm() leaves a short gradient and one of zero as they are", async () => {
  assert.deepEqual(Array.from(await clipByNorm(6)({ a: tensor1d([3, 4]) }).a.data()), [3, 4]);
  assert.deepEqual(Array.from(await clipByNorm(6)({ a: tensor1d([0]) }).a.data()), [0]);
});

Deno.test("clipByValue() limits each value by itself", async () => {
  const { a } = clipByValue(0.5)({ a: tensor1d([-3, 0.25, 3]) });
  assert.deepEqual(Array.from(await a.data()), [-0.5, 0.25, 0.5]);
});

Deno.test("clipping refuses limits that are not positive", () => {
  assert.throws(
    () => clipByNorm(0),
    new RangeError("Cannot clip gradients: the norm must be positive, current value is 0"),
  );
  assert.throws(() => clipByValue(NaN), RangeError);
});
