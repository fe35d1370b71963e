import assert from "node:assert/strict";
import { compare, evaluateCaptions, evaluateSeeds } from "#lib/experiments";
import { tokenizedCaptions, tokenizedReferences } from "#lib/metrics";

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

/** Scores three captions against the references. */
function evaluate(captions: readonly string[], ids = [1, 2, 3]) {
  return evaluateCaptions("x", {
    captions: new Map(captions.map((caption, i) => [ids[i], caption])),
    references: REFERENCES,
    draws: 50,
  });
}

const GOOD = ["a hand with a can", "dog on a couch", "two red books"];
const FAIR = ["a hand with a dog", "a dog on a table", "two red cans"];
const BAD = ["a mug", "a mug", "a mug"];

Deno.test("compare() of a model with itself is zero, and changes its sign with the order", async () => {
  const good = await evaluate(GOOD), bad = await evaluate(BAD);
  for (const { value, low, high, p } of Object.values(compare(good, good))) {
    assert.deepEqual([value, low, high, p], [0, 0, 0, 1]);
  }
  const [there, back] = [compare(good, bad), compare(bad, good)];
  for (const [metric, { value, low, high, p }] of Object.entries(there)) {
    assert.ok(value > 0 && low > 0, metric);
    assert.ok(Math.abs(value + back[metric].value) < 1e-12);
    assert.ok(Math.abs(low + back[metric].high) < 1e-12);
    assert.ok(Math.abs(high + back[metric].low) < 1e-12);
    assert.equal(p, back[metric].p);
  }
  // Better on each of three pictures: two of the eight exchanges give as large a difference.
  assert.ok(Math.abs(there["ROUGE-L"].p - 2 / 8) < 0.02);
});

Deno.test("compare() and evaluateSeeds() take several seeds: means, and intervals over both", async () => {
  const [good, fair, bad] = await Promise.all([GOOD, FAIR, BAD].map((each) => evaluate(each)));
  const means = evaluateSeeds([good, fair]), differences = compare([good, fair], bad);
  for (const metric of ["BLEU-1", "ROUGE-L", "CIDEr-D"]) {
    const mean = (good.scores.corpus[metric] + fair.scores.corpus[metric]) / 2;
    assert.ok(Math.abs(means[metric].value - mean) < 1e-12);
    const difference = mean - bad.scores.corpus[metric];
    assert.ok(Math.abs(differences[metric].value - difference) < 1e-12);
    for (const { varies, draws } of [means[metric], differences[metric]]) {
      assert.deepEqual([varies, draws], ["pictures and seeds", 10_000]);
    }
    assert.ok(differences[metric].p < 0.3);
  }
  assert.deepEqual(compare([good], [bad]), compare(good, bad));
});

Deno.test("compare() and evaluateSeeds() refuse other pictures and no evaluation", async () => {
  const all = await evaluate(GOOD), two = await evaluate(GOOD.slice(1), [2, 3]);
  const turned = await evaluate(GOOD, [1, 3, 2]);
  assert.throws(
    () => compare(all, two),
    new TypeError(
      'Cannot compare "x" with "x": both must have captioned the same pictures in the same order, ' +
        "current numbers are 3 and 2, picture 1 is 1 and 2",
    ),
  );
  assert.throws(() => compare(all, turned), /^TypeError: .*picture 2 is 2 and 3/);
  assert.throws(() => evaluateSeeds([two, all]), /^TypeError: .*numbers are 2 and 3/);
  assert.throws(() => evaluateSeeds([]), /^RangeError: .*there is no system/);
  assert.throws(() => compare(all, []), /^RangeError: .*at least one seed/);
});
