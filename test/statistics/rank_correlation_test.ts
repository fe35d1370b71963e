import assert from "node:assert/strict";
import { kendallTauC, pearson } from "#lib/statistics";
import { readStats } from "./stats_fixture.ts";

function close(actual: number, expected: number, tolerance = 1e-12) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

/** The definition, pair by pair. */
function slowTauC(a: readonly number[], b: readonly number[]): number {
  let difference = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) difference += Math.sign((a[i] - a[j]) * (b[i] - b[j]));
  }
  const m = Math.min(new Set(a).size, new Set(b).size);
  return 2 * difference / (a.length ** 2 * (m - 1) / m);
}

Deno.test("kendallTauC() counts pairs in like and in contrary order", () => {
  // Of the pairs (1,2) (1,3) (2,3) the first is contrary; n = m = 3.
  close(kendallTauC([1, 2, 3], [2, 1, 3]), 2 * (2 - 1) / (9 * 2 / 3));
});

Deno.test("kendallTauC() leaves tied pairs out, and knows fewer values", () => {
  // Ties in either list: (1,3) and (2,4) agree, nothing is contrary, m = 2.
  close(kendallTauC([1, 1, 2, 2], [1, 2, 2, 3]), 2 * 3 / (16 / 2));
});

Deno.test("kendallTauC() equals its definition, and takes lists in either order", () => {
  let state = 1;
  const random = (n: number) => (state = state * 48271 % 2147483647) % n;
  for (let round = 0; round < 50; round++) {
    const length = 2 + random(40);
    const a = Array.from({ length }, () => random(7)), b = Array.from({ length }, () => random(4));
    if (new Set(a).size < 2 || new Set(b).size < 2) continue;
    close(kendallTauC(a, b), slowTauC(a, b));
    close(kendallTauC(b, a), slowTauC(a, b));
  }
});

Deno.test("pearson() gives 1 on a rising line, −1 on a falling one, 0 where nothing goes together", () => {
  close(pearson([1, 2, 4], [10, 20, 40]), 1);
  close(pearson([1, 2, 4], [-1, -2, -4]), -1);
  close(pearson([-1, 0, 1], [1, 0, 1]), 0);
});

Deno.test("pearson() is unmoved by shift and scale", () => {
  const x = [0.3, 0.1, 0.9, 0.4], y = [2, 1, 3, 5];
  close(
    pearson(x, y),
    pearson(x.map((value) => 1e3 * value - 7), y.map((value) => value + 1e3)),
    1e-9,
  );
});

Deno.test("correlations of a list without differences are not defined", () => {
  for (const correlate of [kendallTauC, pearson]) {
    assert.ok(Number.isNaN(correlate([0.1, 0.1, 0.1], [1, 2, 3])));
    assert.ok(Number.isNaN(correlate([], [])));
    assert.ok(Number.isNaN(correlate([1], [2])));
  }
});

Deno.test("correlations equal SciPy's", () => {
  const { tensors, scalars } = readStats();
  const metric = tensors.get("in/metric")!, human = tensors.get("in/human")!;
  close(kendallTauC(metric, human), scalars.kendall_tau_c.tau);
  close(kendallTauC(human, metric), scalars.kendall_tau_c_arguments_swapped);
  close(pearson(metric, human), scalars.pearson.r);
});

Deno.test("correlations refuse lists of different lengths, and what is no number", () => {
  for (const correlate of [kendallTauC, pearson]) {
    assert.throws(() => correlate([1, 2], [1]), /^TypeError: .*current lengths are 2 and 1$/);
    assert.throws(() => correlate([1, NaN], [1, 2]), /^RangeError: .*value 1 is NaN$/);
  }
});
