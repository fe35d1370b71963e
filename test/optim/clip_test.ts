import assert from "node:assert/strict";
import {
  adam,
  chain,
  clipByNorm,
  clipByValue,
  gradientNorm,
  type GradientTransform,
} from "#lib/optim";
import { scalar, startTensors, tensor1d, Variable, variable } from "#lib/tensor";

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

Deno.test("clipByNorm() takes a norm that is known already for the true one", async () => {
  const { a } = clipByNorm(1)({ a: tensor1d([3, 4]) }, scalar(10));
  const [first, second] = await a.data();
  assert.ok(Math.abs(first - 0.3) < 1e-6 && Math.abs(second - 0.4) < 1e-6);
});

Deno.test("chain() hands the known norm to what sees the gradients as they were, and no further", () => {
  const seen: (boolean | undefined)[] = [];
  const look = (label: string): GradientTransform => (gradients, norm) => {
    seen.push(norm !== undefined);
    return label === "as it is" ? gradients : clipByValue(1)(gradients);
  };
  const parameters = new Map([["a", variable(tensor1d([0, 0])) as Variable]]);
  const optimizer = chain(look("as it is"), look("changes"), look("changes"), adam(0.1));
  const state = optimizer.init(parameters);
  optimizer.update({ a: tensor1d([3, 4]) }, state, scalar(5));
  optimizer.update({ a: tensor1d([3, 4]) }, state);
  assert.deepEqual(seen, [true, true, false, false, false, false]);
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
