import { bootstrap, joinedStatistic, meanStatistic } from "#lib/statistics";
import { Random } from "#lib/tensor";
import assert from "node:assert/strict";

const ONE = meanStatistic("one", Float64Array.of(1, 2, 3));
const RATIO = {
  names: ["ratio", "sum"],
  counts: Float64Array.of(1, 4, 2, 8, 3, 12),
  columns: 2,
  aggregate: (sums: Float64Array) => [sums[0] / sums[1], sums[0] + sums[1]],
};

Deno.test("joinedStatistic() gives each part's values from the same draws", () => {
  const options = { draws: 50, level: 0.9 };
  const joined = bootstrap(joinedStatistic([ONE, RATIO]), { ...options, random: new Random(3) });
  for (const part of [ONE, RATIO]) {
    const alone = bootstrap(part, { ...options, random: new Random(3) });
    for (const [name, interval] of Object.entries(alone)) assert.deepEqual(joined[name], interval);
  }
});

Deno.test("joinedStatistic() refuses no part, and parts of other pictures", () => {
  assert.throws(() => joinedStatistic([]), /^RangeError: .*there is none/);
  assert.throws(
    () => joinedStatistic([RATIO, meanStatistic("x", Float64Array.of(1))]),
    new TypeError("Cannot join statistics: all must be of 3 pictures, one is of 1"),
  );
});
