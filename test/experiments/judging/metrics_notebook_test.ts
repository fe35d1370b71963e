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
  metricAgreement,
  miniStudy,
  scoreKept,
  sliceScores,
  slicesOf,
  studyMetrics,
  tellApart,
  wayToPeople,
} from "#lib/experiments";
import { miniValidation } from "./mini_validation.ts";

const STUDY = miniStudy({ folder: "", features: "", runs: "" });
const { val, truths } = miniValidation();
const compared = await comparedCaptions({ root: ".", full: false, study: STUDY, val });
const { references } = val;
const [cnn] = compared[0].seeds;
const metrics = studyMetrics();
const NAMES = ["BLEU-1", "BLEU-4", "ROUGE-L", "METEOR-noPara", "CIDEr-D", "SPICE-ts"];

Deno.test("notebook 05: what a damaged caption keeps of its score", async () => {
  const { kept, pictures } = await scoreKept(references, { truths, metrics, draws: 200 });
  const of = (damage: string, metric: string) =>
    kept.find((row) => row.damage === damage && row.metric === metric)!;
  const lies = ["another colour", "another thing"];
  const forms = ["words shuffled", "words backwards", "no function words"];
  assert.ok(pictures > 400);
  for (const damage of forms.slice(0, 2)) {
    assert.equal(of(damage, "BLEU-1").value, 1);
    assert.ok(of(damage, "BLEU-4").high < 0.1);
  }
  for (const metric of ["BLEU-1", "ROUGE-L"]) {
    for (const damage of lies) assert.ok(of(damage, metric).low > 0.85, `${damage}, ${metric}`);
    const { low, high } = of("no function words", metric);
    assert.ok(low > 0.7 && high < 0.8, `${metric} ${low} ${high}`);
  }
  const minded = NAMES.filter((metric) =>
    forms.every((form) => of("another thing", metric).high < of(form, metric).low)
  );
  assert.deepEqual(minded, ["CIDEr-D"]);
  // Of SPICE-ts the parser may be trained anew, so only sizes are said.
  for (const damage of ["another thing", ...forms.slice(0, 2)]) {
    assert.ok(Math.abs(of(damage, "SPICE-ts").value - 0.5) < 0.08, damage);
  }
  assert.ok(of("another colour", "SPICE-ts").low > 0.75 && of("said twice", "SPICE-ts").low > 0.95);
  const lost = lies.map((damage) => 1 - of(damage, "CIDEr-D").value);
  assert.ok(Math.abs(lost[0] / lost[1] - 0.5) < 0.1);
  const mild = kept.filter(({ metric }) => metric === "METEOR-noPara");
  assert.equal(mild.toSorted((a, b) => a.value - b.value)[0].damage, "second half cut off");
  assert.ok(mild.every(({ low }) => low > 0.65) && of("said twice", "METEOR-noPara").low > 0.85);
  assert.ok(Math.abs(of("said twice", "CIDEr-D").value - 1 / 6) < 0.02);
  assert.ok(Math.abs(of("said twice", "ROUGE-L").value - 4 / 5) < 0.02);
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
  const left = await leaveOneOut({ references, systems, metrics });
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
  for (const metric of ["ROUGE-L", "BLEU-1"]) {
    assert.ok(Math.abs(of("cnn-lstm", metric).value - 0.5) < 0.06, metric);
  }
  for (const metric of ["BLEU-4", "CIDEr-D", "METEOR-noPara"]) {
    assert.ok(Math.abs(of("cnn-lstm", metric).value - 0.365) < 0.04, metric);
  }
  assert.ok(Math.abs(of("cnn-lstm", "SPICE-ts").value - 0.25) < 0.04);
  // By SPICE-ts the interval begins near 0, on either side as the draws go: "hardly" is what is said of it.
  const hardly = "SPICE-ts", others = NAMES.filter((metric) => metric !== hardly);
  assert.ok(Math.abs(of("clip-lstm", hardly).low) < 0.02);
  const untold = others.filter((metric) => of("clip-lstm", metric).low <= 0);
  assert.deepEqual(untold, ["BLEU-4"]);
  for (const metric of [hardly, ...untold]) assert.ok(of("clip-lstm", metric).high > 0);
});

Deno.test("notebook 05: text in the picture takes most from the models, flaws take nothing from people", async () => {
  const systems = compared.filter(({ model }) => model === "cnn-lstm");
  const left = await leaveOneOut({ references, systems });
  const rows = sliceScores(left, {
    slices: slicesOf(val, truths),
    metrics: ["ROUGE-L", "CIDEr-D"],
  });
  const of = (group: string, slice: string, model: string, metric = "CIDEr-D") =>
    rows.find((row) =>
      row.group === group && row.slice === slice && row.model === model && row.metric === metric
    )!;
  const text = (model: string) =>
    of("text in the picture", "yes", model).value / of("text in the picture", "no", model).value;
  assert.ok(text("cnn-lstm") < 0.5);
  assert.ok(Math.abs(text("references") - 0.9) < 0.03);
  for (const flaw of ["blur", "bright", "dark", "framing", "obstruction", "rotation"]) {
    assert.ok(of("flaw", flaw, "references").high > of("flaw", "none", "references").low);
  }
  for (const flaw of ["framing", "rotation"]) {
    const [spoiled, none] = [flaw, "none"].map((name) => of("flaw", name, "cnn-lstm", "ROUGE-L"));
    assert.ok(spoiled.high < none.low, flaw);
  }
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
  const own = { captions: cnn, references, metrics, draws: 10 };
  const judged = await evaluateCaptions("cnn-lstm", own);
  const apart = tellApart(judged, { truths, metrics: NAMES, draws: 400 });
  const of = (question: string, metric: string) =>
    apart.find((row) => row.question === question && row.metric === metric)!;
  for (const metric of NAMES) {
    const thing = of("the thing", metric);
    assert.ok(thing.low > of("the colour", metric).high, metric);
    const best = metric === "CIDEr-D" || metric === "SPICE-ts";
    assert.ok(Math.abs(thing.value - (best ? 0.89 : 0.8)) < 0.03, `${metric} ${thing.value}`);
    if (!best) assert.ok(thing.high < of("the thing", "CIDEr-D").low);
    const { value, low } = of("the colour, thing right", metric);
    assert.ok(low > 0.5 && value > 0.6 && value < 0.72, `${metric} ${low} ${value}`);
  }
  const agreement = metricAgreement(judged, NAMES);
  for (const { row, column, value } of agreement) {
    assert.ok(value > 0.45 && value < 0.72, `${row}, ${column} ${value}`);
  }
  const mean = (metric: string) =>
    agreement.filter(({ row }) => row === metric).reduce((sum, { value }) => sum + value, 0);
  assert.equal(NAMES.toSorted((a, b) => mean(a) - mean(b))[0], "SPICE-ts");
  const { row, column } = agreement.reduce((most, each) => each.value > most.value ? each : most);
  assert.deepEqual([row, column], ["ROUGE-L", "METEOR-noPara"]);
});
