import assert from "node:assert/strict";
import { meanStatistic, randomization, randomizationSeeds, type Statistic } from "#lib/statistics";
import { Random } from "../../lib/tensor/random.ts";
import { readStats } from "./stats_fixture.ts";

function scores(...values: number[]): Statistic {
  return meanStatistic("score", Float64Array.from(values));
}

/** A ratio of totals with a product of them, which no mean over pictures gives. */
function ratio(...counts: number[]): Statistic {
  return {
    names: ["ratio", "product"],
    counts: Float64Array.from(counts),
    columns: 2,
    aggregate: ([hits, tries]) => [hits / tries, hits * tries],
  };
}

const ROUNDS = 20_000;

/** Four standard errors of a share among the rounds, and the one that is added. */
function tolerance(p: number): number {
  return 4 * Math.sqrt(p * (1 - p) / ROUNDS) + 1 / ROUNDS;
}

/** The share of all exchanges whose difference is as large, each computed from whole exchanged rows. */
function exhaustive(first: readonly Statistic[], second: readonly Statistic[]): number[] {
  const { columns, counts, names } = first[0], images = counts.length / columns;
  const value = (own: Statistic, other: Statistic, exchanged: number) => {
    const sums = new Float64Array(columns);
    for (let i = 0; i < images; i++) {
      const from = exchanged >> i & 1 ? other : own;
      for (let k = 0; k < columns; k++) sums[k] += from.counts[i * columns + k];
    }
    return own.aggregate(sums, images);
  };
  const difference = (exchanged: number) =>
    names.map((_, k) => {
      const pairs = first.flatMap((one) =>
        second.map((two) => value(one, two, exchanged)[k] - value(two, one, exchanged)[k])
      );
      return pairs.reduce((sum, each) => sum + each, 0) / pairs.length;
    });
  const all = Array.from({ length: 2 ** images }, (_, exchanged) => difference(exchanged));
  return names.map((_, k) =>
    all.filter((each) => Math.abs(each[k]) >= Math.abs(all[0][k]) - 1e-12).length / all.length
  );
}

Deno.test("randomization() finds two of eight exchanges as large by hand", () => {
  // Differences 1, 2 and 4: their signed sums are ±7, ±5, ±3 and ±1.
  const p = (...second: number[]) =>
    randomization(scores(2, 4, 7), scores(...second), { random: new Random(1), rounds: ROUNDS })
      .score;
  assert.ok(Math.abs(p(1, 2, 3) - 2 / 8) < tolerance(2 / 8));
  // The signs +, −, +: a sum of 3, which ±7, ±5 and ±3 reach.
  assert.ok(Math.abs(p(1, 6, 3) - 6 / 8) < tolerance(6 / 8));
});

Deno.test("randomization() computes ratios of exchanged rows anew: all exchanges give the same p", () => {
  const first = ratio(1, 2, 0, 5, 3, 3, 4, 4, 2, 9, 5, 6);
  const second = ratio(0, 3, 1, 4, 1, 5, 2, 2, 3, 7, 2, 8);
  const p = randomization(first, second, { random: new Random(2), rounds: ROUNDS });
  const [ofRatio, ofProduct] = exhaustive([first], [second]);
  assert.ok(ofRatio > 0.1 && ofRatio < 0.9 && ofProduct !== ofRatio);
  assert.ok(Math.abs(p.ratio - ofRatio) < tolerance(ofRatio), `${p.ratio} ${ofRatio}`);
  assert.ok(Math.abs(p.product - ofProduct) < tolerance(ofProduct));
});

Deno.test("randomization() equals the exact test of 4,096 sign flips", () => {
  const { tensors } = readStats();
  const [a, b] = ["in/a", "in/b"].map((name) => scores(...tensors.get(name)!.slice(5, 17)));
  const p = randomization(b, a, { random: new Random(3), rounds: ROUNDS });
  // "exact_sign_flip_test" of the full fixture: all flips, by NumPy.
  const exact = 0.04833984375;
  assert.ok(Math.abs(p.score - exact) < tolerance(exact), String(p.score));
});

Deno.test("randomization() of systems with the same counts is 1, exactly", () => {
  const random = new Random(4), values = Array.from({ length: 70 }, () => random.normal());
  assert.deepEqual(randomization(scores(...values), scores(...values), { random, rounds: 99 }), {
    score: 1,
  });
  const counts = ratio(0.1, 0.3, 0.7, 0.2);
  assert.deepEqual(randomization(counts, counts, { random, rounds: 99 }), { ratio: 1, product: 1 });
  const zero = scores(0, 0);
  assert.equal(randomization(zero, zero, { random, rounds: 9 }).score, 1);
});

Deno.test("randomization() takes an exchange of everything for as large, though sums round", () => {
  // 0.1 + 0.2 + 0.3 and 0.3 + 0.2 + 0.1 differ in the last digit: no difference at all.
  const there = scores(0.1, 0.2, 0.3, 0), back = scores(0.3, 0.2, 0.1, 0);
  assert.equal(randomization(there, back, { random: new Random(5), rounds: 500 }).score, 1);
  // One picture differs: exchanged or not, the difference is as large.
  const one = scores(0.1, 0.7, 1e6 / 3);
  assert.equal(
    randomization(one, scores(0.1, 0.9, 1e6 / 3), { random: new Random(5), rounds: 500 }).score,
    1,
  );
});

Deno.test("randomization() gives at least 1 / (1 + rounds), and near that for a large difference", () => {
  const second = Array.from({ length: 40 }, (_, i) => i % 7),
    first = second.map((each) => each + 1);
  const p = randomization(scores(...first), scores(...second), { random: new Random(6) });
  assert.equal(p.score, 1 / 10_001);
});

Deno.test("randomization() is the same with the same seed and with the systems in the other order", () => {
  const random = new Random(7), draw = () => Array.from({ length: 90 }, () => random.normal());
  const first = scores(...draw()), second = scores(...draw());
  const p = (a: Statistic, b: Statistic) =>
    randomization(a, b, { random: new Random(8), rounds: 2000 }).score;
  assert.equal(p(first, second), p(first, second));
  assert.equal(p(first, second), p(second, first));
  assert.ok(p(first, second) > 0.001 && p(first, second) < 1);
});

Deno.test("randomization() is below 0.05 in about 5 % of cases where nothing differs", () => {
  const random = new Random(9), draw = () => Array.from({ length: 40 }, () => random.normal());
  let below = 0;
  for (let i = 0; i < 400; i++) {
    const { score } = randomization(scores(...draw()), scores(...draw()), { random, rounds: 199 });
    if (score <= 0.05) below++;
  }
  // 20 expected, with a standard deviation of 4.4.
  assert.ok(below >= 7 && below <= 33, String(below));
});

Deno.test("randomization() gives NaN where a value is not a number, and only there", () => {
  const nothing = ratio(0, 0, 0, 0), something = ratio(1, 2, 1, 1);
  const p = randomization(something, nothing, { random: new Random(1), rounds: 50 });
  assert.ok(Number.isNaN(p.ratio));
  assert.ok(p.product > 0.3 && p.product <= 1);
});

Deno.test("randomizationSeeds() exchanges every pair of seeds, as many as each has", () => {
  const first = [ratio(1, 2, 0, 5, 3, 3, 4, 4, 2, 9), ratio(2, 2, 1, 5, 2, 3, 3, 4, 2, 8)];
  const one = [ratio(0, 3, 1, 4, 1, 5, 2, 2, 3, 7)];
  const three = [...one, ratio(1, 3, 0, 4, 2, 5, 1, 2, 1, 9), ratio(0, 3, 0, 4, 3, 5, 2, 2, 1, 7)];
  for (const second of [one, three]) {
    const p = randomizationSeeds(first, second, { random: new Random(10), rounds: ROUNDS });
    const [ofRatio, ofProduct] = exhaustive(first, second);
    assert.ok(ofRatio < 1);
    assert.ok(Math.abs(p.ratio - ofRatio) < tolerance(ofRatio), `${p.ratio} ${ofRatio}`);
    assert.ok(Math.abs(p.product - ofProduct) < tolerance(ofProduct));
  }
});

Deno.test("randomizationSeeds() of a mean is the test of the seeds' mean scores", () => {
  const first = [scores(2, 4, 7, 1), scores(4, 0, 5, 2)], second = scores(1, 3, 4, 2);
  const rounds = { rounds: 3000 };
  assert.deepEqual(
    randomizationSeeds(first, [second], { random: new Random(11), ...rounds }),
    randomization(scores(3, 2, 6, 1.5), second, { random: new Random(11), ...rounds }),
  );
});

Deno.test("randomizationSeeds() knows no order of the seeds, and gives 1 for the same seeds", () => {
  const random = new Random(12);
  const seeds = Array.from({ length: 3 }, () => {
    const counts = Array.from({ length: 60 }, () => random.integer(9) + 1);
    return ratio(...counts);
  });
  const [a, b, c] = seeds;
  const p = (first: Statistic[], second: Statistic[]) =>
    randomizationSeeds(first, second, { random: new Random(13), rounds: 500 });
  assert.deepEqual(p([a, b], [c]), p([b, a], [c]));
  assert.deepEqual(p([a, b, c], [c, a, b]), { ratio: 1, product: 1 });
  assert.deepEqual(p([a], [a, a]), { ratio: 1, product: 1 });
});

Deno.test("randomization() refuses other pictures, no seed, and rounds that make no sense", () => {
  const random = new Random(1), two = scores(1, 2);
  assert.throws(
    () => randomization(two, scores(1, 2, 3), { random }),
    new TypeError(
      "Cannot compare systems: all must have 2 pictures with 1 counts for score, " +
        "one has 3 counts in rows of 1 for score",
    ),
  );
  assert.throws(
    () => randomization(scores(), scores(), { random }),
    /^RangeError: .*there is none/,
  );
  assert.throws(
    () => randomizationSeeds([two], [], { random }),
    new RangeError("Cannot compare systems: each must have at least one seed"),
  );
  for (const rounds of [0, 1.5, NaN]) {
    assert.throws(
      () => randomization(two, two, { random, rounds }),
      new RangeError(
        "Cannot exchange captions: the number of rounds must be a whole number from 1, " +
          `current value is ${rounds}`,
      ),
    );
  }
});
