import assert from "node:assert/strict";
import { HardAttentionLstmDecoder, SoftAttentionLstmDecoder } from "#lib/decoders";
import { stopGradient } from "#lib/nn";
import {
  add,
  exp,
  mul,
  Random,
  slice,
  startTensors,
  sub,
  sum,
  tensor2d,
  tile,
  variableGrads,
  zeros,
} from "#lib/tensor";
import {
  hardAttentionLoss,
  hardAttentionObjective,
  hardAttentionTerms,
  movedBaseline,
} from "#lib/training";
import { attentionFixture } from "../decoders/attention_fixture.ts";
import { assertSlopes, captionRows } from "../decoders/model_fixture.ts";
import { assertNear } from "../lstm_fixture.ts";

await startTensors();

const EVALUATION = { training: false };

/** The fixture's one picture and caption, along some of its paths at once. */
async function alongPaths(from: number, count: number) {
  const { fixture, config, names } = await attentionFixture("attention_hard");
  const decoder = new HardAttentionLstmDecoder(config, fixture.weights(names));
  const captions = tile(fixture.get("in/captions"), [count, 1]), rows = captionRows(captions);
  const grid = tile(fixture.get("in/features"), [count, 1, 1]);
  const locations = slice(fixture.get("out/paths"), [from, 0], [count, -1]);
  const terms = () => {
    const tokens = tensor2d(rows.inputs, [count, rows.length], "int32");
    const features = { pooled: zeros([count, 0]), grid };
    const along = { mode: EVALUATION, locations };
    return hardAttentionTerms(decoder.forwardAlong(features, tokens, along), rows);
  };
  return { fixture, decoder, names, rows, terms };
}

Deno.test("hard attention equals PyTorch along every path", async () => {
  const { fixture: { get }, terms } = await alongPaths(0, 27);
  const { caption, locations, entropy } = terms(), tolerance = 1e-5;
  await assertNear(caption, get("out/log_p_y"), { tolerance, what: "log p(y | s)" });
  await assertNear(locations, get("out/log_p_s"), { tolerance, what: "log p(s)" });
  await assertNear(entropy, get("out/entropy"), { tolerance, what: "entropy" });
  await assertNear(sum(mul(exp(locations), caption)), get("out/bound"), { tolerance });
  await assertNear(
    sum(exp(add(locations, caption))).log(),
    get("out/log_p_y_marginal"),
    { tolerance },
  );
});

Deno.test("the bound over all paths has PyTorch's gradient, and so has the mean of REINFORCE", async () => {
  const { fixture, decoder, names, terms } = await alongPaths(0, 27);
  const bound = () => {
    const { caption, locations } = terms();
    return sum(mul(exp(locations), caption)).asScalar();
  };
  const mean = (baseline: number) => () => {
    const { caption, locations } = terms();
    const each = add(caption, mul(stopGradient(sub(caption, baseline)), locations));
    return sum(mul(stopGradient(exp(locations)), each)).asScalar();
  };
  const expected = (key: string) => fixture.get(`grad/exact/${names[key]}`);
  for (const objective of [bound, mean(-4), mean(7)]) {
    const { grads } = variableGrads(objective);
    await assertSlopes(decoder.parameters, grads, { expected, relative: 1e-4 });
  }
});

for (const path of [0, 13, 25]) {
  Deno.test(`hardAttentionObjective() along path ${path} has PyTorch's gradient`, async () => {
    const { fixture, decoder, names, rows, terms } = await alongPaths(path, 1);
    const { baseline, lambda_r, lambda_e } = fixture.config;
    const weights = { baseline, reward: lambda_r, entropy: lambda_e };
    // The fixture climbs the sum over the steps; ours descends their mean.
    const { grads } = variableGrads(() =>
      mul(hardAttentionObjective(terms(), { rows, weights }), -rows.length).asScalar()
    );
    const expected = (key: string) => fixture.get(`grad/sample_${path}/${names[key]}`);
    await assertSlopes(decoder.parameters, grads, { expected, relative: 1e-4 });
  });
}

Deno.test("movedBaseline() follows the rule of the fixture", async () => {
  const { fixture: { scalars: { baseline_rule: rule } } } = await attentionFixture(
    "attention_hard",
  );
  let baseline = 0;
  rule.log_p.forEach((reward: number, update: number) => {
    baseline = movedBaseline(baseline, reward);
    assert.ok(Math.abs(baseline - rule.b[update]) < 1e-12);
  });
});

Deno.test("hardAttentionLoss() refuses a decoder that does not tell where it looked", () => {
  const decoder = new SoftAttentionLstmDecoder({
    vocabularySize: 6,
    gridWidth: 3,
    embeddingWidth: 4,
    hiddenWidth: 8,
    attentionWidth: 8,
    output: "plain",
    dropout: 0,
  }, new Random(1));
  const rows = { size: 1, length: 1, inputs: Int32Array.of(1), targets: Int32Array.of(2) };
  assert.throws(
    () =>
      hardAttentionLoss(decoder, {
        features: { pooled: zeros([1, 0]), grid: zeros([1, 2, 3]) },
        rows,
        mode: EVALUATION,
        weights: { baseline: 0 },
      }),
    TypeError,
  );
});
