import assert from "node:assert/strict";
import { LstmDecoder, type LstmDecoderConfig } from "#lib/decoders";
import { adam } from "#lib/optim";
import {
  gather,
  grad,
  liveHandles,
  Random,
  slice,
  sparseCrossEntropy,
  stack,
  startTensors,
  type StoredTensor,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  unstack,
  variableGrads,
  zeros,
} from "#lib/tensor";
import type { CaptionRows } from "../../lib/types.ts";
import { assertNear, LSTM_FIXTURES, lstmFixture } from "../lstm_fixture.ts";
import { randomTensor } from "../nn/gradient_check.ts";

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
/** Three captions of 4, 2 and 3 targets. */
const ROWS: CaptionRows = {
  size: 3,
  length: 4,
  inputs: Int32Array.of(1, 10, 11, 12, 1, 20, 0, 0, 1, 30, 31, 0),
  targets: Int32Array.of(10, 11, 12, 2, 20, 2, 0, 0, 30, 31, 2, 0),
};
const tokens = () => tensor2d(ROWS.inputs, [3, 4], "int32");

function features(seed: number, { width = 6, batch = 3 } = {}) {
  return { pooled: randomTensor([batch, width], new Random(seed)), grid: zeros([batch, 0, width]) };
}

async function stored(decoder: LstmDecoder): Promise<Map<string, StoredTensor>> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, parameter] of decoder.parameters) {
    const data = await parameter.data() as Float32Array;
    tensors.set(name, { dtype: "F32", shape: parameter.shape, data });
  }
  return tensors;
}

Deno.test("a fresh decoder's loss is ln V", async () => {
  const decoder = new LstmDecoder({ ...CONFIG, vocabularySize: 1000 }, new Random(1));
  const loss = (await decoder.loss(features(1), ROWS, EVALUATION).data())[0] / 9;
  assert.ok(Math.abs(loss - Math.log(1000)) < 0.2, String(loss));
});

Deno.test("forward() equals start() and repeated step()", async () => {
  const decoder = new LstmDecoder(CONFIG, new Random(2));
  const { logits } = decoder.forward(features(2), tokens(), EVALUATION);
  let state = decoder.start(features(2), EVALUATION);
  const steps: Tensor[] = [];
  for (const column of unstack(transpose(tokens()))) {
    const step = decoder.step(state, column, EVALUATION);
    steps.push(step.logits);
    state = step.state;
  }
  await assertNear(logits, stack(steps, 1), { tolerance: 1e-6 });
});

Deno.test("loss() is the cross-entropy of forward() over the targets that are not padding", async () => {
  const decoder = new LstmDecoder(CONFIG, new Random(3));
  const { logits } = decoder.forward(features(3), tokens(), EVALUATION);
  const scored = [...ROWS.targets.keys()].filter((i) => ROWS.targets[i] !== 0);
  const rows = gather(logits.reshape([12, 50]), tensor1d(scored, "int32"));
  const labels = tensor1d(scored.map((i) => ROWS.targets[i]), "int32");
  await assertNear(
    decoder.loss(features(3), ROWS, EVALUATION),
    sum(sparseCrossEntropy(rows, labels)),
    { tolerance: 1e-5 },
  );
});

Deno.test("the loss has a gradient for every parameter and none through padding", async () => {
  const decoder = new LstmDecoder(CONFIG, new Random(4));
  const { grads } = variableGrads(() => decoder.loss(features(4), ROWS, EVALUATION).asScalar(), [
    ...decoder.parameters.values(),
  ]);
  for (const [name, parameter] of decoder.parameters) {
    const values = await grads[parameter.name].data();
    assert.ok(values.some((value) => value !== 0), name);
  }
  const words = grads[decoder.parameters.get("embedding.weight")!.name];
  const pad = await slice(words, [0, 0], [1, 8]).data();
  assert.ok(pad.every((value) => value === 0), "what is read at padding");
});

Deno.test("what stands behind the last target changes nothing", async () => {
  const decoder = new LstmDecoder(CONFIG, new Random(5));
  const inputs = ROWS.inputs.slice();
  inputs[6] = 33;
  inputs[11] = 44;
  const plain = await decoder.loss(features(5), ROWS, EVALUATION).data();
  const changed = await decoder.loss(features(5), { ...ROWS, inputs }, EVALUATION).data();
  assert.equal(plain[0], changed[0]);
});

Deno.test("a decoder learns one batch by heart", async () => {
  const decoder = new LstmDecoder({ ...CONFIG, layers: 1 }, new Random(6));
  const optimizer = adam(0.02), state = optimizer.init(decoder.parameters);
  const images = features(6);
  let loss = Infinity;
  for (let update = 0; update < 150; update++) {
    const { value, grads } = variableGrads(
      () => decoder.loss(images, ROWS, EVALUATION).asScalar(),
      [...decoder.parameters.values()],
    );
    loss = (await value.data())[0] / 9;
    const named = [...decoder.parameters].map((
      [name, v],
    ): [string, Tensor] => [name, grads[v.name]]);
    optimizer.update(Object.fromEntries(named), state);
  }
  assert.ok(loss < 0.05, String(loss));
});

Deno.test("the same seed gives the same weights, another seed others", async () => {
  const [a, b, c] = await Promise.all(
    [7, 7, 8].map((seed) => stored(new LstmDecoder(CONFIG, new Random(seed)))),
  );
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
});

Deno.test("a decoder made of stored weights gives the same bits", async () => {
  const first = new LstmDecoder(CONFIG, new Random(9));
  const second = new LstmDecoder(CONFIG, await stored(first));
  assert.deepEqual(
    await second.forward(features(9), tokens(), EVALUATION).logits.data(),
    await first.forward(features(9), tokens(), EVALUATION).logits.data(),
  );
});

Deno.test("dropout changes the loss in training only, and by the stream", async () => {
  const decoder = new LstmDecoder({ ...CONFIG, dropout: 0.5 }, new Random(10));
  const loss = async (seed?: number) => {
    const mode = { training: seed !== undefined, random: new Random(seed ?? 0) };
    return (await decoder.loss(features(10), ROWS, mode).data())[0];
  };
  assert.equal(await loss(1), await loss(1));
  assert.notEqual(await loss(1), await loss(2));
  assert.notEqual(await loss(1), await loss());
  assert.throws(() => decoder.loss(features(10), ROWS, { training: true }), TypeError);
});

Deno.test("feature statistics standardize what is read", async () => {
  const featureStatistics = { mean: [1, 2, 3, 4, 5, 6], deviation: [2, 2, 2, 2, 2, 2] };
  const plain = new LstmDecoder(CONFIG, new Random(11));
  const standard = new LstmDecoder({ ...CONFIG, featureStatistics }, new Random(11));
  const raw = features(11);
  const scaled = { ...raw, pooled: raw.pooled.sub(tensor1d(featureStatistics.mean)).div(2) };
  await assertNear(
    standard.forward(raw, tokens(), EVALUATION).logits,
    plain.forward(scaled, tokens(), EVALUATION).logits,
    { tolerance: 1e-6 },
  );
});

Deno.test("a decoder leaves no tensor behind", () => {
  const run = () => {
    const decoder = new LstmDecoder({ ...CONFIG, dropout: 0.2 }, new Random(12));
    const images = features(12);
    tidy(() => {
      const state = decoder.start(images, EVALUATION);
      decoder.step(state, tensor1d([1, 1, 1], "int32"), EVALUATION);
      decoder.forward(images, tokens(), EVALUATION);
      const mode = { training: true, random: new Random(1) };
      variableGrads(() => decoder.loss(images, ROWS, mode).asScalar());
    });
    images.pooled.dispose();
    images.grid.dispose();
    decoder.dispose();
  };
  run();
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
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

Deno.test("a decoder refuses a wrong configuration, weights or features", async () => {
  const random = new Random(1);
  assert.throws(
    () => new LstmDecoder({ ...CONFIG, layers: 6 }, random),
    new RangeError(
      "Cannot make an LSTM decoder: layers must be from 1 to 5, current value is 6",
    ),
  );
  assert.throws(() => new LstmDecoder({ ...CONFIG, hiddenWidth: 0 }, random), RangeError);
  const decoder = new LstmDecoder(CONFIG, random);
  const weights = await stored(decoder);
  weights.delete("output.bias");
  assert.throws(
    () => new LstmDecoder(CONFIG, weights),
    new TypeError(
      'Cannot make a decoder: "output.bias" must be F32 or F16 of shape [50], current value is missing',
    ),
  );
  assert.throws(() => decoder.start(features(1, { width: 5 }), EVALUATION), TypeError);
  assert.throws(
    () => decoder.loss(features(1), { ...ROWS, targets: new Int32Array(12) }, EVALUATION),
    RangeError,
  );
});
