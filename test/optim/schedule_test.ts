import assert from "node:assert/strict";
import { constantSchedule, cosineSchedule } from "#lib/optim";

Deno.test("constantSchedule() rises in a straight line and stays", () => {
  const rate = constantSchedule(8, { warmUp: 4 });
  assert.deepEqual([1, 2, 4, 100].map(rate), [2, 4, 8, 8]);
  assert.equal(constantSchedule(8)(1), 8);
});

Deno.test("cosineSchedule() peaks after the warm-up and ends at the final share", () => {
  const rate = cosineSchedule(8, { updates: 12, warmUp: 4, final: 0.25 });
  assert.deepEqual([2, 4, 8, 12, 99].map((t) => Number(rate(t).toFixed(9))), [4, 8, 5, 2, 2]);
});

Deno.test("cosineSchedule() falls from update to update", () => {
  const rate = cosineSchedule(1, { updates: 50 });
  for (let t = 1; t < 50; t++) assert.ok(rate(t + 1) < rate(t));
});

Deno.test("schedules refuse wrong numbers", () => {
  assert.throws(() => constantSchedule(-1), RangeError);
  assert.throws(() => cosineSchedule(1, { updates: 2.5 }), RangeError);
});
