import assert from "node:assert/strict";
import {
  bootstrap,
  bootstrapDifference,
  meanStatistic,
  replicates,
  type Statistic,
} from "#lib/statistics";
import { Random } from "../../lib/tensor/random.ts";
import { readStats } from "./stats_fixture.ts";

/** A ratio of totals, which no mean over pictures gives. */
const RATIO: Statistic = {
  names: ["ratio", "total"],
  counts: Float64Array.of(1, 2, 0, 5, 3, 3),
  columns: 2,
  aggregate: ([hits, tries]) => [hits / tries, tries],
};

Deno.test("replicates() aggregates the sums of the pictures drawn", () => {
  const [[ratio, total]] = replicates([RATIO], { indices: Int32Array.of(0, 1, 2, 2, 2, 0) });
  assert.deepEqual([...ratio], [4 / 10, 7 / 8]);
  assert.deepEqual([...total], [10, 8]);
});

Deno.test("bootstrap() gives the value on all pictures and the percentiles of the draws", () => {
  const indices = Int32Array.from([0, 1, 2, 3].flatMap((picture) => [picture, picture, 0, 0]));
  const statistic = meanStatistic("score", Float64Array.of(0, 4, 8, 12));
  // Means 0, 2, 4, 6: the quantiles 0.25 and 0.75 lie at 1.5 and 4.5.
  assert.deepEqual(bootstrap(statistic, { indices, level: 0.5 }), {
    score: { value: 6, low: 1.5, high: 4.5, level: 0.5, draws: 4, varies: "pictures only" },
  });
});

Deno.test("bootstrap() draws 10,000 times by default, the same with the same seed", () => {
  const estimate = (seed: number) => bootstrap(RATIO, { random: new Random(seed) });
  assert.equal(estimate(1).ratio.draws, 10_000);
  assert.equal(estimate(1).ratio.level, 0.95);
  assert.deepEqual(estimate(1), estimate(1));
});

Deno.test("bootstrap() has an interval near 1.96 standard errors for a mean", () => {
  const random = new Random(4);
  const scores = Float64Array.from({ length: 400 }, () => random.normal(3, 2));
  const { score } = bootstrap(meanStatistic("score", scores), { random });
  const error = 2 / Math.sqrt(400);
  assert.ok(Math.abs(score.low - (score.value - 1.96 * error)) < 0.02);
  assert.ok(Math.abs(score.high - (score.value + 1.96 * error)) < 0.02);
});

Deno.test("bootstrapDifference() cancels what makes a picture hard for both", () => {
  const random = new Random(5);
  const hardness = Float64Array.from({ length: 100 }, () => random.normal(0, 10));
  const better = meanStatistic("score", hardness.map((each) => each + random.normal(1, 0.1)));
  const worse = meanStatistic("score", hardness);
  const { score } = bootstrapDifference(better, worse, { random, draws: 2000 });
  assert.ok(score.low > 0.9 && score.high < 1.1);
  assert.ok(Math.abs(score.value - 1) < 0.05);
});

Deno.test("bootstrapDifference() of a system and itself is 0", () => {
  const { ratio } = bootstrapDifference(RATIO, RATIO, { random: new Random(1), draws: 50 });
  assert.deepEqual([ratio.value, ratio.low, ratio.high], [0, 0, 0]);
});

Deno.test("bootstrapDifference() equals NumPy on the same draws", () => {
  const { tensors, scalars } = readStats();
  const [a, b] = [tensors.get("in/a")!, tensors.get("in/b")!].map((scores) =>
    meanStatistic("score", Float64Array.from(scores))
  );
  const indices = Int32Array.from(tensors.get("in/bootstrap_index")!);
  const [[ofA], [ofB]] = replicates([a, b], { indices });
  const expected = tensors.get("out/bootstrap_mean_diff")!;
  assert.equal(ofA.length, expected.length);
  // Sums of 60 scores in another order.
  expected.forEach((value, draw) => assert.ok(Math.abs(ofB[draw] - ofA[draw] - value) < 1e-12));
  const { score } = bootstrapDifference(b, a, { indices });
  assert.ok(Math.abs(score.value - scalars.mean_diff) < 1e-12);
  const [low, high] = scalars.fixed_index_percentile_95;
  assert.ok(Math.abs(score.low - low) < 1e-12 && Math.abs(score.high - high) < 1e-12);
});

Deno.test("bootstrap() refuses counts, draws, levels and indices that make no sense", () => {
  const random = new Random(1), score = meanStatistic("score", Float64Array.of(1, 2));
  assert.throws(() => bootstrap(score, {}), /^TypeError: .*random numbers or indices/);
  assert.throws(() => bootstrap({ ...RATIO, columns: 4 }, { random }), /^TypeError: .*rows of 4/);
  assert.throws(
    () => bootstrap(meanStatistic("score", new Float64Array()), { random }),
    /^RangeError: .*there is none/,
  );
  assert.throws(() => bootstrap(score, { random, draws: 0 }), /^RangeError: .*current value is 0/);
  assert.throws(() => bootstrap(score, { random, level: 95 }), /^RangeError: .*value is 95/);
  assert.throws(
    () => bootstrap(score, { indices: Int32Array.of(0, 2) }),
    new RangeError("Cannot draw pictures: an index must be from 0 to 1, current value is 2"),
  );
  assert.throws(
    () => bootstrap(score, { indices: Int32Array.of(0, 1, 0) }),
    /^RangeError: .*current value is 1.5/,
  );
});

Deno.test("bootstrapDifference() refuses systems that did not caption the same pictures", () => {
  const two = meanStatistic("score", Float64Array.of(1, 2));
  const three = meanStatistic("score", Float64Array.of(1, 2, 3));
  const random = new Random(1);
  assert.throws(() => bootstrapDifference(two, three, { random }), /^TypeError: .*2 pictures/);
  const other = meanStatistic("other", Float64Array.of(1, 2));
  assert.throws(() => bootstrapDifference(two, other, { random }), /^TypeError: .*for other/);
});
