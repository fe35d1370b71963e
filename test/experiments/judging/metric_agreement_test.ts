import assert from "node:assert/strict";
import { type Evaluation, metricAgreement } from "#lib/experiments";

/** An evaluation of which only the pictures' scores are looked at. */
function scored(rows: readonly Record<string, number>[]): Evaluation {
  const images = rows.map((row, i) => ({ image_id: i, ...row }));
  return { scores: { images } } as unknown as Evaluation;
}

Deno.test("metricAgreement() is 1 for the same order, −1 for the contrary, and the same both ways", () => {
  const evaluation = scored([{ A: 1, B: 10, C: 3 }, { A: 2, B: 11, C: 2 }, { A: 5, B: 20, C: 1 }]);
  const pairs = metricAgreement(evaluation, ["A", "B", "C"]);
  assert.deepEqual(pairs.map(({ row, column, value }) => [row, column, value]), [
    ["A", "B", 1],
    ["A", "C", -1],
    ["B", "A", 1],
    ["B", "C", -1],
    ["C", "A", -1],
    ["C", "B", -1],
  ]);
});

Deno.test("metricAgreement() leaves out a metric that tells no captions apart", () => {
  const evaluation = scored([{ A: 1, B: 0 }, { A: 2, B: 0 }]);
  assert.deepEqual(metricAgreement(evaluation, ["A", "B"]), []);
});

Deno.test("metricAgreement() refuses a metric that was not scored", () => {
  assert.throws(() => metricAgreement(scored([{ A: 1 }]), ["A", "C"]), {
    name: "RangeError",
    message: 'Cannot compare metrics: "C" must be scored for every picture',
  });
});
