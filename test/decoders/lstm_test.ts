import assert from "node:assert/strict";
import { LstmDecoder, type LstmDecoderConfig } from "#lib/decoders";
import {
  grad,
  Random,
  slice,
  startTensors,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  zeros,
} from "#lib/tensor";
import { assertNear, LSTM_FIXTURES, lstmFixture } from "../lstm_fixture.ts";
import { randomTensor } from "../nn/gradient_check.ts";
import { ROWS, testDecoder } from "./contract.ts";

await startTensors();

const CONFIG: LstmDecoderConfig = {
  vocabularySize: 50,
  featureWidth: 6,
  embeddingWidth: 8,
  hiddenWidth: 12,
  layers: 2,
  dropout: 0,
};
const EVALUATION = { training: false };
function features(seed: number, { width = 6, batch = 3 } = {}) {
  return { pooled: randomTensor([batch, width], new Random(seed)), grid: zeros([batch, 0, width]) };
}

testDecoder({
  name: "LSTM",
  rate: 0.04,
  make: (options, source) => new LstmDecoder({ ...CONFIG, ...options }, source),
  features,
});

Deno.test("feature statistics standardize what is read", async () => {
  const featureStatistics = { mean: [1, 2, 3, 4, 5, 6], deviation: [2, 2, 2, 2, 2, 2] };
  const plain = new LstmDecoder(CONFIG, new Random(11));
  const standard = new LstmDecoder({ ...CONFIG, featureStatistics }, new Random(11));
  const raw = features(11);
  const tokens = tensor2d(ROWS.inputs, [3, 4], "int32");
  const scaled = { ...raw, pooled: raw.pooled.sub(tensor1d(featureStatistics.mean)).div(2) };
  await assertNear(
    standard.forward(raw, tokens, EVALUATION).logits,
    plain.forward(scaled, tokens, EVALUATION).logits,
    { tolerance: 1e-6 },
  );
});

for (const name of LSTM_FIXTURES) {
  Deno.test(`the decoder equals PyTorch on ${name}, the image read first`, async () => {
    const { config, get } = await lstmFixture(name);
    const names: Record<string, string> = {
      "embedding.weight": "embed.weight",
      "output.weight": "linear.weight",
      "output.bias": "linear.bias",
    };
    const identity = Float32Array.from(
      { length: config.E ** 2 },
      (_, i) => Number(i % (config.E + 1) === 0),
    );
    const model = new LstmDecoder({
      vocabularySize: config.V,
      featureWidth: config.E,
      embeddingWidth: config.E,
      hiddenWidth: config.H,
      layers: config.layers,
      dropout: 0,
    }, new Random(1));
    for (const [key, parameter] of model.parameters) {
      if (!key.startsWith("image.")) parameter.assign(get(names[key] ?? key));
    }
    model.parameters.get("image.weight")!.assign(tensor2d(identity, [config.E, config.E]));
    model.parameters.get("image.bias")!.assign(zeros([config.E]));
    const pooled = get("in/feature"), images = { pooled, grid: zeros([4, 0, config.E]) };
    const read = slice(get("in/captions"), [0, 0], [4, 8]);
    const { logits } = model.forward(images, read, EVALUATION);
    const expected = slice(get("out/image_first/logits"), [0, 1, 0], [4, 8, config.V]);
    const scored = slice(get("out/image_first/targets"), [0, 1], [4, 8]).notEqual(0).expandDims(2);
    await assertNear(logits.mul(scored), expected.mul(scored), { tolerance: 1e-6 });
    const slope = grad((x: Tensor) =>
      sum(model.forward({ ...images, pooled: x }, read, EVALUATION).logits)
    )(
      pooled,
    );
    assert.deepEqual(slope.shape, pooled.shape);
  });
}

Deno.test("a decoder refuses a wrong configuration or features", () => {
  const random = new Random(1);
  assert.throws(
    () => new LstmDecoder({ ...CONFIG, layers: 6 }, random),
    new RangeError(
      "Cannot make an LSTM decoder: layers must be from 1 to 5, current value is 6",
    ),
  );
  assert.throws(() => new LstmDecoder({ ...CONFIG, hiddenWidth: 0 }, random), RangeError);
  const decoder = new LstmDecoder(CONFIG, random);
  assert.throws(() => decoder.start(features(1, { width: 5 }), EVALUATION), TypeError);
  assert.throws(
    () => decoder.loss(features(1), { ...ROWS, targets: new Int32Array(12) }, EVALUATION),
    RangeError,
  );
});
