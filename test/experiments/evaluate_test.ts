import assert from "node:assert/strict";
import { compare, evaluateCaptions, tokenizedReferences } from "#lib/experiments";
import { tokenizedCaptions } from "../../lib/experiments/evaluate.ts";

const REFERENCES = new Map([
  [1, ["A person's hand holds a can.", "A hand with a can"]],
  [2, ["A dog isn't sleeping on the couch.", "dog on a couch"]],
  [3, ["Two red books on a table!"]],
]);

Deno.test("captions and references get the same tokens, <unk> stays one", () => {
  const texts = ["A person's hand", "a can of <unk> isn't <unk>."];
  const captions = tokenizedCaptions(new Map(texts.map((text, id) => [id, text])));
  const references = tokenizedReferences(new Map(texts.map((text, id) => [id, [text]])));
  assert.deepEqual([...captions.values()], ["a person 's hand", "a can of <unk> is n't <unk>"]);
  assert.deepEqual([...references.values()].flat(), [...captions.values()]);
});

Deno.test("evaluateCaptions() gives full marks to a reference, however it is written", async () => {
  const captions = new Map([
    [1, "a person's hand holds a can"],
    [2, "a dog isn't sleeping on the couch"],
    [3, "two red books on a table"],
  ]);
  const { scores, statistics } = await evaluateCaptions("x", {
    captions,
    references: REFERENCES,
    draws: 50,
  });
  assert.ok(Math.abs(scores.corpus["BLEU-4"] - 1) < 1e-6);
  assert.equal(scores.corpus["ROUGE-L"], 1);
  assert.equal(statistics.distinct, 1);
});

Deno.test("evaluateCaptions() leaves out pictures that nobody described, and says how many", async () => {
  const captions = new Map([[1, "a can"], [9, "a cat"]]);
  const ended = new Map([[1, true], [9, false]]);
  const { scores, statistics } = await evaluateCaptions("x", {
    captions,
    references: REFERENCES,
    ended,
    draws: 50,
  });
  assert.deepEqual(scores.settings, { images: 1, withoutReference: 1 });
  assert.deepEqual([statistics.captions, statistics.ended], [1, 1]);
});

Deno.test("the value of an interval is the score, and lies inside it", async () => {
  const captions = new Map([[1, "a can"], [2, "a dog on a couch"], [3, "a table"]]);
  const { scores, intervals } = await evaluateCaptions("x", {
    captions,
    references: REFERENCES,
    draws: 500,
  });
  for (const [metric, { value, low, high }] of Object.entries(intervals)) {
    assert.ok(Math.abs(value - scores.corpus[metric]) < 1e-12, metric);
    assert.ok(low <= value && value <= high, metric);
  }
});

Deno.test("compare() of a model with itself is zero, and changes its sign with the order", async () => {
  const evaluate = (captions: string[]) =>
    evaluateCaptions("x", {
      captions: new Map(captions.map((caption, i) => [i + 1, caption])),
      references: REFERENCES,
      draws: 50,
    });
  const good = await evaluate(["a hand with a can", "dog on a couch", "two red books"]);
  const bad = await evaluate(["a mug", "a mug", "a mug"]);
  for (const { value, low, high } of Object.values(compare(good, good))) {
    assert.deepEqual([value, low, high], [0, 0, 0]);
  }
  const [there, back] = [compare(good, bad), compare(bad, good)];
  for (const [metric, { value, low, high }] of Object.entries(there)) {
    assert.ok(value > 0 && low > 0, metric);
    assert.ok(Math.abs(value + back[metric].value) < 1e-12);
    assert.ok(Math.abs(low + back[metric].high) < 1e-12);
    assert.ok(Math.abs(high + back[metric].low) < 1e-12);
  }
});
