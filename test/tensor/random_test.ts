import assert from "node:assert/strict";
import { Random } from "../../lib/tensor/random.ts";

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.uint32());
}

/** `Σ (observed − expected)² / expected` for equally likely cells. */
function chiSquared(cells: ArrayLike<number>): number {
  const all = Array.from(cells), total = all.reduce((sum, count) => sum + count, 0);
  const expected = total / all.length;
  return all.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

Deno.test("Random gives the known answer of Threefry-2x32 with 20 rounds for key 0, counter 0", () => {
  // Random123's table of known answers.
  const random = new Random(0);
  assert.deepEqual(draws(random, 2).map((word) => word.toString(16)), ["6b200159", "99ba4efe"]);
});

Deno.test("Random gives the same numbers for the same seed, others for seeds that differ in any word", () => {
  assert.deepEqual(draws(new Random(7), 10), draws(new Random(7), 10));
  const firsts = [7, 8, 7 + 2 ** 32, 2 ** 53 - 1].map((seed) => new Random(seed).uint32());
  assert.equal(new Set(firsts).size, 4);
});

Deno.test("Random.split() depends on seed and label, not on what was drawn, and draws nothing", () => {
  const fresh = new Random(3), used = new Random(3);
  draws(used, 5);
  const childOfFresh = draws(fresh.split("a"), 5);
  assert.deepEqual(childOfFresh, draws(used.split("a"), 5));
  assert.notDeepEqual(childOfFresh, draws(fresh.split("b"), 5));
  assert.notDeepEqual(childOfFresh, draws(new Random(4).split("a"), 5));
  assert.deepEqual(draws(fresh, 5), draws(new Random(3), 5));
});

Deno.test("Random.split() gives streams without collisions for many labels and generations", () => {
  const root = new Random(1), firsts = new Set<number>();
  for (let i = 0; i < 200; i++) {
    firsts.add(root.split(i).uint32());
    firsts.add(root.split(`${i}`).uint32());
    firsts.add(root.split("x").split(i).uint32());
    firsts.add(root.split(i).split("x").uint32());
  }
  assert.equal(firsts.size, 800);
});

Deno.test("Random.split() gives streams that do not follow one another", () => {
  // Signs of differences from the middle agree as often as not: 5 deviations of a fair coin.
  const parent = new Random(11), a = parent.split(1), b = parent.split(2);
  for (const [left, right] of [[a, b], [parent, a.split(1)]]) {
    let equal = 0;
    for (let i = 0; i < 10_000; i++) equal += Number(left.chance(0.5) === right.chance(0.5));
    assert.ok(Math.abs(equal - 5000) < 250, `${equal}`);
  }
});

Deno.test("Random.uniform() and integer() fill their ranges evenly", () => {
  const random = new Random(5), hundredths = new Int32Array(100), sides = new Int32Array(7);
  for (let i = 0; i < 100_000; i++) {
    const value = random.uniform();
    assert.ok(value >= 0 && value < 1);
    hundredths[Math.floor(100 * value)]++;
    sides[random.integer(7)]++;
  }
  // Chi-squared with 99 and 6 degrees of freedom exceeds these once in ten thousand seeds.
  assert.ok(chiSquared(hundredths) < 160);
  assert.ok(chiSquared(sides) < 28);
});

Deno.test("Random.uniform() scales to a range", () => {
  const random = new Random(5);
  for (let i = 0; i < 1000; i++) {
    const value = random.uniform(-2, 3);
    assert.ok(value >= -2 && value < 3);
  }
});

Deno.test("Random.normal() has the mean, deviation and tails that were asked for", () => {
  const random = new Random(9), count = 50_000;
  const values = Array.from({ length: count }, () => random.normal(3, 2));
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  assert.ok(Math.abs(mean - 3) < 5 * 2 / Math.sqrt(count));
  assert.ok(Math.abs(variance - 4) < 5 * 4 * Math.sqrt(2 / count));
  const outside = values.filter((value) => Math.abs(value - 3) > 1.959964 * 2).length / count;
  assert.ok(Math.abs(outside - 0.05) < 0.005);
});

Deno.test("Random.shuffle() makes every order equally likely, in place", () => {
  const random = new Random(2), orders = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const items = ["a", "b", "c"];
    assert.equal(random.shuffle(items), items);
    const order = items.join("");
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  assert.equal(orders.size, 6);
  assert.ok(chiSquared([...orders.values()]) < 26);
  assert.deepEqual([...random.shuffle(Int32Array.of(1, 2, 3))].toSorted(), [1, 2, 3]);
});

Deno.test("Random.pick() follows the weights", () => {
  const random = new Random(8), counts = { a: 0, b: 0, c: 0 };
  for (let i = 0; i < 10_000; i++) counts[random.pick(["a", "b", "c"] as const, [1, 0, 3])]++;
  assert.equal(counts.b, 0);
  assert.ok(Math.abs(counts.a - 2500) < 250);
  assert.ok(["x", "y"].includes(random.pick(["x", "y"])));
});

Deno.test("Random refuses seeds, bounds and lists that make no sense", () => {
  for (const seed of [-1, 0.5, 2 ** 53, NaN]) {
    assert.throws(() => new Random(seed), /^RangeError: Cannot seed random numbers: .*value is/);
  }
  for (const below of [0, 1.5, 2 ** 32 + 1]) {
    assert.throws(() => new Random(1).integer(below), /^RangeError: Cannot draw an integer: /);
  }
  assert.throws(() => new Random(1).pick([]), /^RangeError: .*the list is empty/);
});
