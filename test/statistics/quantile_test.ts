import assert from "node:assert/strict";
import { mean, quantile } from "#lib/statistics";

Deno.test("quantile() interpolates at position q (n - 1)", () => {
  assert.equal(quantile([1, 2, 4, 8], 0), 1);
  assert.equal(quantile([1, 2, 4, 8], 1), 8);
  assert.equal(quantile([1, 2, 4, 8], 0.5), 3);
  assert.equal(quantile([1, 2, 4, 8], 0.75), 5);
  assert.equal(quantile(Float64Array.of(7), 0.3), 7);
});

Deno.test("quantile() refuses no values and a share outside 0 to 1", () => {
  assert.throws(() => quantile([], 0.5), /^RangeError: .*there is no value/);
  for (const q of [-0.1, 1.1, NaN]) {
    assert.throws(() => quantile([1], q), /^RangeError: .*current value is/);
  }
});

Deno.test("mean() divides the sum by the number of values", () => {
  assert.equal(mean([1, 2, 6]), 3);
  assert.ok(Number.isNaN(mean([])));
});
