import assert from "node:assert/strict";
import { featureStatistics } from "#lib/decoders";

Deno.test("featureStatistics() gives mean and deviation of each column", () => {
  const { mean, deviation } = featureStatistics(Float32Array.of(1, 10, 3, 30), 2);
  assert.deepEqual([mean, deviation], [[2, 20], [1, 10]]);
});

Deno.test("featureStatistics() raises the deviation of a dead feature", () => {
  const { deviation } = featureStatistics(Float32Array.of(0, 7, 4, 7), 2);
  assert.deepEqual(deviation, [2, 0.1]);
  assert.deepEqual(featureStatistics(Float32Array.of(7, 7), 1).deviation, [1]);
});

Deno.test("featureStatistics() refuses half a row and values that are not finite", () => {
  assert.throws(() => featureStatistics(new Float32Array(3), 2), RangeError);
  assert.throws(() => featureStatistics(new Float32Array(0), 2), RangeError);
  assert.throws(
    () => featureStatistics(Float32Array.of(1, NaN), 2),
    new RangeError("Cannot measure features: they must be finite numbers"),
  );
});
