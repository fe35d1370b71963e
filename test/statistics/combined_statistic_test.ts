import assert from "node:assert/strict";
import {
  bootstrap,
  bootstrapDifference,
  combinedStatistic,
  meanStatistic,
  partStatistic,
  replicates,
} from "#lib/statistics";
import { Random } from "#lib/tensor";

const ONE = meanStatistic("score", Float64Array.of(1, 5, 2, 8));
const OTHER = meanStatistic("score", Float64Array.of(2, 4, 4, 6));

Deno.test("combinedStatistic() combines the parts' values of each draw, not the pictures'", () => {
  const ratio = combinedStatistic([ONE, OTHER], ([a, b]) => a / b);
  const [[values]] = replicates([ratio], { indices: Int32Array.of(0, 1, 2, 3, 0, 0, 0, 1) });
  assert.deepEqual([...values], [16 / 16, 8 / 10]);
});

Deno.test("a difference by combinedStatistic() has the interval of bootstrapDifference()", () => {
  const options = () => ({ random: new Random(3), draws: 200 });
  const { score } = bootstrap(combinedStatistic([ONE, OTHER], ([a, b]) => a - b), options());
  const expected = bootstrapDifference(ONE, OTHER, options()).score;
  for (const end of ["value", "low", "high"] as const) {
    assert.ok(Math.abs(score[end] - expected[end]) < 1e-12);
  }
});

Deno.test("combinedStatistic() keeps names apart", () => {
  const two = (counts: number[]) => ({
    names: ["sum", "first"],
    counts: Float64Array.from(counts),
    columns: 2,
    aggregate: ([a, b]: Float64Array) => [a + b, a],
  });
  const both = combinedStatistic([two([1, 2, 3, 4]), two([10, 20, 30, 40])], ([a, b]) => a + b);
  const { sum, first } = bootstrap(both, { indices: Int32Array.of(0, 1) });
  assert.deepEqual([sum.value, first.value], [110, 44]);
});

Deno.test("combinedStatistic() refuses other pictures and no part", () => {
  const three = meanStatistic("score", Float64Array.of(1, 2, 3));
  assert.throws(() => combinedStatistic([ONE, three], ([a]) => a), TypeError);
  assert.throws(() => combinedStatistic([], ([a]) => a), RangeError);
});

Deno.test("partStatistic() has the chosen pictures alone, in their order", () => {
  const part = partStatistic(ONE, [3, 0]);
  assert.deepEqual([...part.counts], [8, 1]);
  assert.equal(bootstrap(part, { indices: Int32Array.of(0, 1) }).score.value, 4.5);
});
