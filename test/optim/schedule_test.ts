import assert from "node:assert/strict";
import { constantSchedule, cosineSchedule, linearSchedule } from "#lib/optim";

Deno.test("constantSchedule() rises in a straight line and stays", () => {
  const rate = constantSchedule(8, { warmUp: 4 });
  assert.deepEqual([1, 2, 4, 100].map(rate), [2, 4, 8, 8]);
  assert.equal(constantSchedule(8)(1), 8);
});

Deno.test("cosineSchedule() peaks after the warm-up and ends at the final share", () => {
  const rate = cosineSchedule(8, { updates: 12, warmUp: 4, final: 0.25 });
  assert.deepEqual([2, 4, 8, 12, 99].map((t) => Number(rate(t).toFixed(9))), [4, 8, 5, 2, 2]);
});

Deno.test("linearSchedule() rises to its peak, falls by the same amount each update, and stays", () => {
  const rate = linearSchedule(8, { updates: 12, warmUp: 4, final: 0.25 });
  // From 8 at update 4 to 2 at update 12: 0.75 an update.
  assert.deepEqual([1, 2, 4, 5, 6, 8, 12, 99].map(rate), [2, 4, 8, 7.25, 6.5, 5, 2, 2]);
  assert.deepEqual([1, 2, 3, 4].map(linearSchedule(8, { updates: 4 })), [6, 4, 2, 0]);
});

Deno.test("every schedule warms up by the same line and joins its decay without a jump", () => {
  const options = { updates: 1000, warmUp: 100 };
  const all = [constantSchedule, cosineSchedule, linearSchedule].map((make) => make(8, options));
  for (const rate of all) {
    for (let t = 1; t <= 100; t++) assert.equal(rate(t), 8 * t / 100);
    for (let t = 100; t < 1000; t++) assert.ok(Math.abs(rate(t + 1) - rate(t)) < 8 / 500);
  }
});

for (const make of [cosineSchedule, linearSchedule]) {
  Deno.test(`${make.name}() falls from update to update`, () => {
    const rate = make(1, { updates: 50 });
    for (let t = 1; t < 50; t++) assert.ok(rate(t + 1) < rate(t));
  });
}

Deno.test("schedules refuse wrong numbers", () => {
  assert.throws(() => constantSchedule(-1), RangeError);
  assert.throws(() => cosineSchedule(1, { updates: 2.5 }), RangeError);
  assert.throws(() => linearSchedule(1, { updates: 10, warmUp: -1 }), RangeError);
  assert.throws(
    () => linearSchedule(1, { updates: 10, final: 1.5 }),
    new RangeError(
      "Cannot make a schedule: final must be a share from 0 to 1, current value is 1.5",
    ),
  );
});
