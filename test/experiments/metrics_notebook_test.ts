/**
 * What notebook 05 says in words about mini holds.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  comparedCaptions,
  evaluateCaptions,
  factShares,
  leaveOneOut,
  leftOutScores,
  scoreKept,
  type Study,
  tellApart,
  wayToPeople,
} from "#lib/experiments";
import { miniValidation } from "./mini_validation.ts";

const STUDY: Study = {
  ...{ name: "mini", folder: "", features: "", runs: "", scale: "miniature" },
};
const { val, truths } = miniValidation();
const compared = await comparedCaptions({ root: ".", full: false, study: STUDY, val });
const { references } = val;
const [cnn] = compared[0].seeds;

Deno.test("notebook 05: what a damaged caption keeps of its score", async () => {
  const { kept, pictures } = await scoreKept(references, { truths, draws: 200 });
  const of = (damage: string, metric: string) =>
    kept.find((row) => row.damage === damage && row.metric === metric)!;
  assert.ok(pictures > 400);
  for (const damage of ["words shuffled", "words backwards"]) {
    assert.equal(of(damage, "BLEU-1").value, 1);
    assert.ok(of(damage, "BLEU-4").high < 0.1);
  }
  for (const metric of ["BLEU-1", "ROUGE-L"]) {
    for (const damage of ["another colour", "another thing"]) {
      assert.ok(of(damage, metric).low > 0.85, `${damage}, ${metric}`);
      assert.ok(of(damage, metric).low > of("no function words", metric).high);
    }
  }
  assert.ok(of("another thing", "CIDEr-D").high < 0.6);
  assert.ok(of("another thing", "CIDEr-D").high < of("another colour", "CIDEr-D").low);
  assert.ok(of("another thing", "CIDEr-D").high < of("words backwards", "CIDEr-D").low);
  assert.ok(of("said twice", "CIDEr-D").high < 0.25);
});

Deno.test("notebook 05: one endless caption halves BLEU and leaves the means", async () => {
  const endless = new Map([...cnn, [val.images[14].id, "<unk> ".repeat(10 * cnn.size)]]);
  const [plain, spoiled] = await Promise.all(
    [cnn, endless].map((captions) => evaluateCaptions("x", { captions, references, draws: 10 })),
  );
  const ratio = (metric: string) => spoiled.scores.corpus[metric] / plain.scores.corpus[metric];
  for (const metric of ["BLEU-1", "BLEU-4"]) assert.ok(ratio(metric) > 0.4 && ratio(metric) < 0.6);
  for (const metric of ["ROUGE-L", "CIDEr-D"]) assert.ok(ratio(metric) > 0.99);
});

Deno.test("notebook 05: people are above the models, which are part of the way", async () => {
  const systems = [
    { model: "constant-caption", seeds: [new Map([...cnn.keys()].map((id) => [id, CONSTANT]))] },
    ...compared.filter(({ model }) => ["cnn-lstm", "clip-lstm"].includes(model)),
  ];
  const left = await leaveOneOut({ references, systems });
  assert.deepEqual([left.ids.length, left.references], [478, 4]);
  const scores = new Map(leftOutScores(left).map(({ model, scores }) => [model, scores]));
  for (const [metric, people] of Object.entries(scores.get("references")!)) {
    for (const { model } of systems) assert.ok(scores.get(model)![metric].high < people.low);
  }
  const way = wayToPeople(left, { draws: 500 });
  const of = (model: string, metric: string) =>
    way.find((row) => row.model === model && row.metric === metric)!;
  for (const { metric, high } of way.filter(({ model }) => model === "clip-lstm")) {
    assert.ok(high < of("cnn-lstm", metric).low, metric);
  }
  assert.ok(of("cnn-lstm", "ROUGE-L").low > of("cnn-lstm", "BLEU-4").high);
  assert.ok(of("clip-lstm", "BLEU-4").low < 0 && of("clip-lstm", "BLEU-4").high > 0);
});

/** What `evaluateConstantCaption` finds on the whole mini. */
const CONSTANT = "a white plate with food on it sitting on top of the table";

Deno.test("notebook 05: what captions get right comes in the order of their CIDEr-D", async () => {
  const shares = await Promise.all(compared.map(async ({ model, seeds: [captions] }) => {
    const { scores } = await evaluateCaptions(model, { captions, references, draws: 10 });
    return { ...factShares(captions, truths), score: scores.corpus["CIDEr-D"] };
  }));
  shares.sort((a, b) => b.score - a.score);
  shares.slice(1).forEach(({ thing }, i) => assert.ok(thing < shares[i].thing));
  assert.ok(shares[0].thing > 0.45 && shares[0].thing < 0.55 && shares[3].thing < 0.2);
  for (const { colour } of shares) assert.ok(colour > 0.4 && colour < 0.6);
});

Deno.test("notebook 05: metrics tell the right thing better than the right colour", async () => {
  const judged = await evaluateCaptions("cnn-lstm", { captions: cnn, references, draws: 10 });
  const metrics = ["BLEU-1", "BLEU-4", "ROUGE-L", "CIDEr-D"];
  const apart = tellApart(judged, { truths, metrics, draws: 400 });
  const of = (question: string, metric: string) =>
    apart.find((row) => row.question === question && row.metric === metric)!;
  for (const metric of metrics) {
    assert.ok(of("the thing", metric).low > of("the colour", metric).high, metric);
    if (metric !== "CIDEr-D") {
      assert.ok(of("the thing", metric).high < of("the thing", "CIDEr-D").low);
    }
    const { low, high } = of("the colour, thing right", metric);
    assert.ok(low > 0.5 && high < 0.8, `${metric} ${low} ${high}`);
  }
});
