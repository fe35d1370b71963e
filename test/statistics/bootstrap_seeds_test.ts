import assert from "node:assert/strict";
import {
  bootstrap,
  bootstrapDifference,
  bootstrapSeeds,
  bootstrapSeedsDifference,
  meanStatistic,
  type Statistic,
} from "#lib/statistics";
import { Random } from "../../lib/tensor/random.ts";

function scores(...values: number[]): Statistic {
  return meanStatistic("score", Float64Array.from(values));
}

/** Hits out of tries: a ratio of totals, which no mean over pictures gives. */
function ratio(...counts: number[]): Statistic {
  return {
    names: ["ratio"],
    counts: Float64Array.from(counts),
    columns: 2,
    aggregate: ([hits, tries]) => [hits / tries],
  };
}

/** A system with an ability by seed, on pictures that are as hard for all of its seeds. */
function trained(abilities: readonly number[], hardness: readonly number[]): Statistic[] {
  return abilities.map((ability) => scores(...hardness.map((each) => ability - each)));
}

/** Draws of pictures that take each picture once: only seeds vary. */
function once(pictures: number, draws: number): Int32Array {
  return Int32Array.from({ length: pictures * draws }, (_, i) => i % pictures);
}

Deno.test("bootstrapSeeds() averages the corpus values of the seeds, ratios too", () => {
  const seeds = [ratio(1, 2, 0, 2), ratio(2, 2, 1, 4)];
  const { ratio: { value, varies } } = bootstrapSeeds(seeds, { random: new Random(1), draws: 10 });
  assert.equal(value, (1 / 4 + 3 / 6) / 2);
  assert.equal(varies, "pictures and seeds");
});

Deno.test("bootstrapSeeds() draws one of two seeds, so that the ends are the seeds themselves", () => {
  const { score } = bootstrapSeeds([scores(1, 3), scores(5, 7)], {
    random: new Random(1),
    indices: once(2, 1000),
  });
  assert.deepEqual(score, {
    value: 4,
    low: 2,
    high: 6,
    level: 0.95,
    draws: 1000,
    varies: "pictures and seeds",
  });
});

Deno.test("bootstrapSeeds() varies as the mean of independent seeds does: s²/n, not less", () => {
  // Two of the seeds 0, 3 and 6 have the means 0, 1.5, 3, 4.5 and 6 in 1, 2, 3, 2 and 1 of 9 cases:
  // their variance is 3, and so is s²/n = 9/3. Three of them would have the mean 0 in 1 of 27 cases.
  const low = (share: number) =>
    bootstrapSeeds([scores(0), scores(3), scores(6)], {
      random: new Random(2),
      indices: once(1, 10_000),
      level: 1 - 2 * share,
    }).score.low;
  // The error of a share of 10,000 draws is 0.003 to 0.005.
  assert.deepEqual([0.09, 0.13, 0.31, 0.36].map(low), [0, 1.5, 1.5, 3]);
});

Deno.test("bootstrapSeeds() of one seed is the plain bootstrap, number for number", () => {
  const seed = ratio(1, 2, 0, 5, 3, 3);
  const options = () => ({ random: new Random(3), draws: 200 });
  const plain = bootstrap(seed, options());
  assert.deepEqual(bootstrapSeeds([seed], options()), plain);
  assert.equal(plain.ratio.varies, "pictures only");
  const other = ratio(2, 2, 0, 4, 1, 3);
  assert.deepEqual(
    bootstrapSeedsDifference([seed], [other], options()),
    bootstrapDifference(seed, other, options()),
  );
});

Deno.test("bootstrapSeeds() of a seed and its copies is the plain bootstrap: nothing varies but pictures", () => {
  const seed = scores(1, 2, 4, 8), options = () => ({ random: new Random(3), draws: 200 });
  const { score: copies } = bootstrapSeeds([seed, seed, seed], options());
  const { score: plain } = bootstrap(seed, options());
  assert.deepEqual(copies, { ...plain, varies: "pictures and seeds" });
});

Deno.test("bootstrapSeeds() gives wider intervals than pictures alone where seeds differ", () => {
  const random = new Random(4), hardness = Array.from({ length: 50 }, () => random.normal(0, 1));
  const width = (abilities: number[]) => {
    const { score } = bootstrapSeeds(trained(abilities, hardness), {
      random: new Random(5),
      draws: 2000,
    });
    return score.high - score.low;
  };
  const pictures = width([0]);
  assert.equal(width([0, 0, 0]), pictures);
  // Pictures have a standard error of 0.14; the seeds' is 0.06, then 0.58.
  assert.ok(width([-0.1, 0, 0.1]) > 1.02 * pictures);
  assert.ok(width([-1, 0, 1]) > 3 * pictures);
});

Deno.test("bootstrapSeedsDifference() pairs pictures: what makes one hard for all seeds of both cancels", () => {
  const random = new Random(6), hardness = Array.from({ length: 80 }, () => random.normal(0, 10));
  const better = trained([1.9, 2, 2.1], hardness), worse = trained([0.9, 1, 1.1], hardness);
  const { score } = bootstrapSeedsDifference(better, worse, { random, draws: 1000 });
  assert.ok(Math.abs(score.value - 1) < 1e-9);
  // Seeds are drawn for each system by itself: the lowest of one meets the highest of the other.
  assert.ok(Math.abs(score.low - 0.8) < 0.06 && Math.abs(score.high - 1.2) < 0.06);
});

Deno.test("bootstrapSeedsDifference() takes a baseline without seeds as a list of one", () => {
  const { score } = bootstrapSeedsDifference([scores(3, 5), scores(5, 7)], [scores(1, 1)], {
    random: new Random(7),
    indices: once(2, 500),
  });
  assert.deepEqual([score.value, score.low, score.high], [4, 3, 5]);
  assert.equal(score.varies, "pictures and seeds");
});

Deno.test("bootstrapSeedsDifference() is the same with the same seed, and changes its sign with the order", () => {
  const first = [scores(1, 5, 2), scores(2, 4, 4)], second = [scores(0, 2, 2)];
  const options = () => ({ random: new Random(8), draws: 300 });
  const there = bootstrapSeedsDifference(first, second, options()).score;
  assert.deepEqual(bootstrapSeedsDifference(first, second, options()).score, there);
  const back = bootstrapSeedsDifference(second, first, options()).score;
  assert.equal(back.value, -there.value);
  assert.ok(Math.abs(back.low + there.high) < 1e-12 && Math.abs(back.high + there.low) < 1e-12);
});

Deno.test("bootstrapSeeds() refuses no seed, other pictures, and seeds without random numbers", () => {
  const random = new Random(1), seed = scores(1, 2);
  assert.throws(() => bootstrapSeeds([], { random }), /^RangeError: .*there is no system/);
  assert.throws(() => bootstrapSeeds([seed, scores(1)], { random }), /^TypeError: .*2 pictures/);
  assert.throws(
    () => bootstrapSeeds([seed, seed], { indices: once(2, 3) }),
    new TypeError("Cannot draw seeds: random numbers must be given"),
  );
  const message = "Cannot compare systems: each must have at least one seed";
  for (const [first, second] of [[[], [seed]], [[seed], []]]) {
    assert.throws(
      () => bootstrapSeedsDifference(first, second, { random }),
      new RangeError(message),
    );
  }
});
