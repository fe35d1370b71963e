import assert from "node:assert/strict";
import { inverseSigmoidProbability, linearProbability } from "#lib/training";

Deno.test("linearProbability() waits, rises in a straight line and stays", () => {
  const probability = linearProbability(0.5, { updates: 4, after: 2 });
  assert.deepEqual([1, 2, 3, 4, 6, 99].map(probability), [0, 0, 0.125, 0.25, 0.5, 0.5]);
});

Deno.test("inverseSigmoidProbability() is what the paper's schedule leaves", () => {
  for (const k of [1, 20, 3000]) {
    const probability = inverseSigmoidProbability(k);
    for (const i of [1, k, 5 * k]) {
      const paper = k / (k + Math.exp(i / k));
      assert.ok(Math.abs(probability(i) - (1 - paper)) < 1e-12);
    }
    assert.equal(probability(1e7), 1);
    for (let i = 1; i < 50; i++) assert.ok(probability(i + 1) >= probability(i));
  }
});

Deno.test("sampling schedules refuse wrong numbers", () => {
  assert.throws(
    () => linearProbability(1.1, { updates: 3 }),
    new RangeError(
      "Cannot make a schedule: the probability must be from 0 to 1, current value is 1.1",
    ),
  );
  assert.throws(() => linearProbability(0.5, { updates: 0 }), RangeError);
  assert.throws(() => linearProbability(0.5, { updates: 2, after: -1 }), RangeError);
  assert.throws(() => inverseSigmoidProbability(0.5), RangeError);
});
