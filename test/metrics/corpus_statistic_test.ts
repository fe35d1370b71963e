import assert from "node:assert/strict";
import { bleu, cider, corpusStatistic, measure, rougeL, scoreReport } from "#lib/metrics";
import { replicates } from "#lib/statistics";
import { largestDifference, referenceScores } from "./reference_scores.ts";

Deno.test("corpusStatistic() gives the corpus scores where each picture is drawn once", async () => {
  const [{ captions, references }] = referenceScores();
  const measured = await measure(captions, references);
  const statistic = corpusStatistic(measured);
  const indices = Int32Array.from({ length: captions.size }, (_, i) => i);
  const [drawn] = replicates([statistic], { indices });
  const { corpus } = scoreReport(measured);
  assert.deepEqual(Object.keys(corpus), statistic.names);
  const values = drawn.map(([value]) => value);
  assert.ok(largestDifference(values, Object.values(corpus)) <= 1e-12);
});

Deno.test("corpusStatistic() computes BLEU of a draw as of a corpus with repeated pictures", async () => {
  const captions = new Map([[1, "a red can of soda"], [2, "a big mug"], [3, "dog"]]);
  const references = new Map([[1, ["a red can"]], [2, ["a blue mug"]], [3, ["a dog"]]]);
  const [drawn] = replicates([corpusStatistic(await measure(captions, references))], {
    indices: Int32Array.of(0, 0, 2),
  });
  const repeated = (ids: number[]) => <T>(from: Map<number, T>) =>
    new Map(ids.map((id, i) => [i, from.get(id)!]));
  const expected = bleu(repeated([1, 1, 3])(captions), repeated([1, 1, 3])(references));
  assert.equal(drawn[0][0], expected["BLEU-1"].corpus);
  assert.equal(drawn[1][0], expected["BLEU-2"].corpus);
});

Deno.test("corpusStatistic() keeps the order of the metrics, whichever have a statistic of their own", async () => {
  const captions = new Map([[1, "a red can of soda"], [2, "a big mug"]]);
  const references = new Map([[1, ["a red can"]], [2, ["a blue mug"]]]);
  const measured = await measure(captions, references, { metrics: [rougeL, bleu, cider] });
  const { names, columns } = corpusStatistic(measured);
  assert.deepEqual(names, Object.keys(measured.scores));
  assert.equal(columns, 1 + 10 + 1);
});

Deno.test("measure() refuses captions of which none can be scored", async () => {
  await assert.rejects(measure(new Map([[5, "a"]]), new Map()), /^RangeError: .*reference/);
});
