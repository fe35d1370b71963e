import assert from "node:assert/strict";
import { dropout } from "#lib/nn";
import { grad, mean, ones, Random, startTensors, sum } from "#lib/tensor";

await startTensors();

Deno.test("dropout() keeps the asked share of values and their mean", async () => {
  const y = dropout(ones([100, 1000]), { rate: 0.3, random: new Random(1) });
  const values = await y.data();
  const dropped = values.filter((value) => value === 0).length / values.length;
  // 100,000 draws: a standard deviation of 0.0014.
  assert.ok(Math.abs(dropped - 0.3) < 0.008, String(dropped));
  assert.ok(Math.abs((await mean(y).data())[0] - 1) < 0.02);
});

Deno.test("dropout() of rate 0 is the input itself", () => {
  const x = ones([2]);
  assert.equal(dropout(x, { rate: 0, random: new Random(1) }), x);
});

Deno.test("dropout() draws the same mask from the same stream, another from the next draw", async () => {
  const draw = (random: Random) => dropout(ones([1000]), { rate: 0.5, random }).data();
  const random = new Random(2);
  const first = await draw(random);
  assert.deepEqual(await draw(new Random(2)), first);
  assert.notDeepEqual(await draw(random), first);
  assert.notDeepEqual(await draw(new Random(2).split("other")), first);
});

Deno.test("dropout() passes the gradient through its own mask", async () => {
  const slope = grad((x) => sum(dropout(x, { rate: 0.5, random: new Random(3) })))(ones([1000]));
  const y = dropout(ones([1000]), { rate: 0.5, random: new Random(3) });
  assert.deepEqual(await slope.data(), await y.data());
});

Deno.test("dropout() refuses a rate outside 0 to below 1", () => {
  for (const rate of [-0.1, 1, NaN]) {
    assert.throws(() => dropout(ones([1]), { rate, random: new Random(1) }), RangeError);
  }
});
