import assert from "node:assert/strict";
import { type TransformerConfig, TransformerDecoder } from "#lib/decoders";
import {
  expandDims,
  grad,
  mean,
  mul,
  notEqual,
  Random,
  slice,
  stack,
  startTensors,
  type Tensor,
  tensor1d,
  tensor2d,
  transpose,
  unstack,
  variableGrads,
  zeros,
} from "#lib/tensor";
import { captionCrossEntropy } from "#lib/training";
import { sinusoids } from "../../lib/decoders/positions.ts";
import { assertNear } from "../lstm_fixture.ts";
import { gridFeatures } from "./attention_fixture.ts";
import { testDecoder } from "./contract.ts";
import { assertSlopes, captionRows, modelFixture } from "./model_fixture.ts";

await startTensors();

const EVALUATION = { training: false };
const CONFIG: TransformerConfig = {
  vocabularySize: 50,
  gridWidth: 6,
  gridNorm: true,
  width: 12,
  heads: 2,
  feedForwardWidth: 16,
  layers: 2,
  norm: "pre",
  activation: "gelu",
  positions: "learned",
  maximumLength: 8,
  dropout: 0,
};

/** What the fixtures' metadata say. */
interface Settings {
  V: number;
  d: number;
  heads: number;
  ff: number;
  layers: number;
  D: number;
  norm_first: boolean;
  activation: string;
  positions: string;
  label_smoothing: number;
}

/** The fixture as our decoder, and PyTorch's names by ours. */
async function fixtureDecoder(name: string) {
  const fixture = await modelFixture<Settings>(name), { config: c } = fixture;
  const learned = c.positions.startsWith("learned");
  const config: TransformerConfig = {
    vocabularySize: c.V,
    gridWidth: c.D,
    gridNorm: false,
    width: c.d,
    heads: c.heads,
    feedForwardWidth: c.ff,
    layers: c.layers,
    norm: c.norm_first ? "pre" : "post",
    activation: c.activation.startsWith("gelu") ? "gelu" : "relu",
    positions: learned ? "learned" : "sinusoidal",
    maximumLength: learned ? fixture.get("embed_positions.weight").shape[0] : 16,
    dropout: 0,
  };
  const theirs = (name: string) =>
    name.replace(/^grid\./, "memory_proj.").replace(/^embedding\./, "embed_tokens.")
      .replace(/^positions\./, "embed_positions.").replace(/^(layers|norm)\./, "decoder.$1.");
  const ours = [...new TransformerDecoder(config, new Random(0)).parameters.keys()];
  const names = Object.fromEntries(ours.map((each) => [each, theirs(each)]));
  return { fixture, names, decoder: new TransformerDecoder(config, fixture.weights(names)) };
}

for (const name of ["transformer_pre_ln", "transformer_post_ln"]) {
  // The reference itself differs by 4e-6 between its parallel and its cached form, and 3e-6 from 64 bits.
  const tolerance = 2e-5;

  Deno.test(`the decoder equals PyTorch on ${name}`, async () => {
    const { fixture, names, decoder } = await fixtureDecoder(name), { get } = fixture;
    const rows = captionRows(get("in/captions")), { size: B, length: T } = rows;
    const grid = get("in/features"), features = { pooled: zeros([B, 0]), grid };
    const tokens = tensor2d(rows.inputs, [B, T], "int32");
    const { logits, attention } = decoder.forward(features, tokens, EVALUATION);
    const read = expandDims(notEqual(tokens, 0), 2);
    await assertNear(mul(logits, read), mul(get("out/logits"), read), { tolerance });
    const weights = mean(get("out/cross_attention_last_layer"), 2);
    await assertNear(mul(attention!, read), mul(weights, read), { tolerance });

    const objective = (grid: Tensor) =>
      captionCrossEntropy(decoder, { features: { ...features, grid }, rows, mode: EVALUATION });
    const { value, grads } = variableGrads(() => objective(grid).asScalar());
    await assertNear(value, get("out/loss"), { tolerance: 1e-5, what: "loss" });
    const expected = (key: string) => get(`grad/${names[key]}`);
    await assertSlopes(decoder.parameters, grads, { expected, relative: 1e-4 });
    await assertNear(grad(objective)(grid), get("grad/features"), { tolerance: 1e-5 });

    const smoothed = variableGrads(() =>
      captionCrossEntropy(decoder, {
        features,
        rows,
        mode: EVALUATION,
        smoothing: fixture.config.label_smoothing,
      }).asScalar()
    );
    await assertNear(smoothed.value, get("out/loss_label_smoothing"), { tolerance: 1e-5 });
    const output = decoder.parameters.get("output.weight")!;
    await assertSlopes(new Map([["output.weight", output]]), smoothed.grads, {
      expected: () => get("grad_label_smoothing/output.weight"),
      relative: 1e-4,
    });
  });

  Deno.test(`token by token, with what was computed before, the decoder equals PyTorch on ${name}`, async () => {
    const { fixture: { get }, decoder } = await fixtureDecoder(name);
    const captions = get("in/captions"), [B, T] = captions.shape as number[];
    const tokens = slice(captions, [0, 0], [B, T - 1]);
    let state = decoder.start({ pooled: zeros([B, 0]), grid: get("in/features") }, EVALUATION);
    const steps: Tensor[] = [];
    for (const column of unstack(transpose(tokens))) {
      const step = decoder.step(state, column, EVALUATION);
      steps.push(step.logits);
      state = step.state;
    }
    const read = expandDims(notEqual(tokens, 0), 2);
    const expected = mul(get("out/logits_cached"), read);
    await assertNear(mul(stack(steps, 1), read), expected, { tolerance });
  });
}

for (const norm of ["pre", "post"] as const) {
  const form: Partial<TransformerConfig> = norm === "pre"
    ? { norm }
    : { norm, activation: "relu", positions: "sinusoidal", gridNorm: false };
  testDecoder({
    name: `transformer, ${norm}-norm`,
    make: (options, source) => new TransformerDecoder({ ...CONFIG, ...form, ...options }, source),
    features: gridFeatures,
    rate: 0.01,
  });
}

Deno.test("a step hands on the grid's keys and values as they are", () => {
  const decoder = new TransformerDecoder(CONFIG, new Random(1));
  const before = decoder.start(gridFeatures(1), EVALUATION);
  const { state } = decoder.step(before, tensor1d([1, 1, 1], "int32"), EVALUATION);
  assert.equal(state.crossKeys0, before.crossKeys0);
  assert.equal(state.selfKeys0.shape[2], 1);
});

Deno.test("sinusoids() gives waves of growing length", async () => {
  const values = await sinusoids({ from: 1, count: 1, width: 4 }).data();
  // sin 1, cos 1, sin 1/100, cos 1/100.
  [0.8414710, 0.5403023, 0.0099998, 0.9999500].forEach((expected, i) =>
    assert.ok(Math.abs(values[i] - expected) < 1e-6, String(values[i]))
  );
});

Deno.test("a transformer decoder refuses a wrong configuration and too many tokens", () => {
  const random = new Random(1);
  assert.throws(
    () => new TransformerDecoder({ ...CONFIG, heads: 5 }, random),
    new RangeError(
      "Cannot make a transformer decoder: heads must be a divisor of 12, current value is 5",
    ),
  );
  const decoder = new TransformerDecoder(CONFIG, random);
  assert.throws(
    () => decoder.forward(gridFeatures(1), zeros([3, 9], "int32"), EVALUATION),
    new RangeError("Cannot read the tokens: there must be at most 8, current value is 9"),
  );
});
