import assert from "node:assert/strict";
import { superiority } from "#lib/statistics";
import { Random } from "#lib/tensor";

Deno.test("superiority() counts pairs by hand, ties by half", () => {
  assert.equal(superiority([2, 4], [1, 3]), 3 / 4);
  assert.equal(superiority([1, 1], [1]), 1 / 2);
  assert.equal(superiority([5, 6], [1, 2, 3]), 1);
  assert.equal(superiority([1], [2]), 0);
});

Deno.test("superiority() of one group over another and back make one", () => {
  const random = new Random(1);
  const group = (size: number) => Array.from({ length: size }, () => random.integer(9));
  for (let i = 0; i < 20; i++) {
    const first = group(1 + random.integer(30)), second = group(1 + random.integer(30));
    let pairs = 0;
    for (const x of first) for (const y of second) pairs += x > y ? 1 : x === y ? 0.5 : 0;
    const value = superiority(first, second);
    assert.ok(Math.abs(value - pairs / (first.length * second.length)) < 1e-12);
    assert.ok(Math.abs(value + superiority(second, first) - 1) < 1e-12);
  }
});

Deno.test("superiority() of nothing is not a number", () => {
  assert.ok(Number.isNaN(superiority([], [1])) && Number.isNaN(superiority([1], [])));
});
