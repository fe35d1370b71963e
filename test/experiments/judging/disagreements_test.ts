import assert from "node:assert/strict";
import { disagreements, type Evaluation } from "#lib/experiments";

/** An evaluation of which only the pictures' scores are looked at. */
function scored(rows: readonly [number, number][]): Evaluation {
  const images = rows.map(([A, B], i) => ({ image_id: 10 + i, A, B }));
  return { scores: { images } } as unknown as Evaluation;
}

Deno.test("disagreements() finds the largest differences of ranks, of both signs in turn", () => {
  const evaluation = scored([[9, 1], [8, 2], [3, 9], [2, 7], [5, 5]]);
  const found = disagreements(evaluation, ["A", "B"]);
  assert.deepEqual(found.map(({ id, ranks }) => [id, ranks]), [
    [10, [1, 5]],
    [12, [4, 1]],
    [11, [2, 4]],
    [13, [5, 2]],
  ]);
  assert.deepEqual(found[0].scores, [9, 1]);
  assert.equal(disagreements(evaluation, ["A", "B"], { count: 3 }).length, 3);
});

Deno.test("disagreements() gives equal scores the mean of their places", () => {
  const found = disagreements(scored([[1, 0], [1, 2], [1, 1], [0, 3]]), ["A", "B"]);
  assert.deepEqual(found.map(({ id, ranks }) => [id, ranks]), [[10, [2, 4]], [13, [4, 1]], [
    12,
    [2, 3],
  ]]);
});

Deno.test("disagreements() finds nothing where two metrics agree", () => {
  assert.deepEqual(disagreements(scored([[1, 10], [2, 20], [2, 20]]), ["A", "B"]), []);
});

Deno.test("disagreements() refuses a metric that was not scored", () => {
  assert.throws(() => disagreements(scored([[1, 2]]), ["A", "C"]), {
    name: "RangeError",
    message: 'Cannot compare metrics: "C" must be scored, current ones are A, B',
  });
});
