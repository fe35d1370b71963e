import assert from "node:assert/strict";
import { Batches } from "#lib/datasets";
import { LstmDecoder, SoftAttentionLstmDecoder } from "#lib/decoders";
import {
  liveHandles,
  logSoftmax,
  Random,
  startTensors,
  tensor2d,
  variableGrads,
  zeros,
} from "#lib/tensor";
import {
  captionCrossEntropy,
  crossEntropy,
  type CrossEntropyOptions,
  doublyStochastic,
  validationLoss,
} from "#lib/training";
import type { CaptionRows, Decoder } from "../../lib/types.ts";
import { ATTENTION, gridFeatures } from "../decoders/attention_fixture.ts";
import { checkParameterGradients } from "./parameter_gradients.ts";
import { assertNear } from "../lstm_fixture.ts";
import { randomTensor } from "../nn/gradient_check.ts";

await startTensors();

const EVALUATION = { training: false };
const ROWS: CaptionRows = {
  size: 2,
  length: 3,
  inputs: Int32Array.of(1, 5, 6, 1, 7, 0),
  targets: Int32Array.of(5, 6, 2, 7, 2, 0),
};

function model(): LstmDecoder {
  return new LstmDecoder({
    vocabularySize: 40,
    featureWidth: 3,
    embeddingWidth: 4,
    hiddenWidth: 6,
    layers: 1,
    dropout: 0,
  }, new Random(2));
}

function images(batch: number) {
  return { pooled: randomTensor([batch, 3], new Random(1)), grid: zeros([batch, 0, 3]) };
}

/** The same decoder without a loss of its own. */
function plain(decoder: LstmDecoder): Decoder {
  return {
    parameters: decoder.parameters,
    start: (features, mode) => decoder.start(features, mode),
    step: (state, tokens, mode) => decoder.step(state, tokens, mode),
    forward: (features, tokens, mode) => decoder.forward(features, tokens, mode),
    dispose: () => decoder.dispose(),
  };
}

Deno.test("captionCrossEntropy() of a fresh decoder is ln V a token", async () => {
  const loss = captionCrossEntropy(model(), { features: images(2), rows: ROWS, mode: EVALUATION });
  assert.ok(Math.abs((await loss.data())[0] - Math.log(40)) < 0.25);
});

Deno.test("captionCrossEntropy() is the same from the logits as from the decoder's own loss", async () => {
  const decoder = model(), features = images(2);
  const both = [decoder, plain(decoder)].map((each) =>
    variableGrads(
      () => captionCrossEntropy(each, { features, rows: ROWS, mode: EVALUATION }).asScalar(),
      [...decoder.parameters.values()],
    )
  );
  const [own, composed] = await Promise.all(both.map(({ value }) => value.data()));
  // Two ways to sum the same 32-bit numbers.
  assert.ok(Math.abs(own[0] - composed[0]) < 1e-6);
  for (const { name } of decoder.parameters.values()) {
    const [a, b] = await Promise.all(both.map(({ grads }) => grads[name].data()));
    a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) < 1e-6, name));
  }
});

Deno.test("captionCrossEntropy() refuses captions that are all padding", () => {
  const rows = { ...ROWS, targets: new Int32Array(6) };
  for (const decoder of [model(), plain(model())]) {
    assert.throws(
      () => captionCrossEntropy(decoder, { features: images(2), rows, mode: EVALUATION }),
      new RangeError("Cannot compute a loss: at least one target must not be padding"),
    );
  }
});

Deno.test("validationLoss() counts every token once, however captions are batched", async () => {
  const decoder = model();
  const pairs = [[5], [5, 6, 7, 8], [9, 9], [10, 11, 12]].map((tokens, imageId) => ({
    imageId,
    tokens,
  }));
  const features = (ids: readonly number[]) => ({
    pooled: zeros([ids.length, 3]),
    grid: zeros([ids.length, 0, 3]),
  });
  const loss = (batchSize: number) =>
    validationLoss(decoder, {
      batches: new Batches(pairs, { batchSize, maximumLength: 10 }),
      features,
    });
  const [alone, together] = [await loss(1), await loss(4)];
  assert.ok(Math.abs(alone - together) < 1e-6);
  const before = liveHandles();
  await loss(3);
  assert.equal(liveHandles(), before);
});

Deno.test("validationLoss() ends after the batch in hand when its signal says so, and lets signals come in", async () => {
  const decoder = model(), before = liveHandles();
  const pairs = Array.from({ length: 500 }, (_, imageId) => ({ imageId, tokens: [5, 6, 7] }));
  let batches = 0;
  const features = (ids: readonly number[]) => {
    batches++;
    return { pooled: zeros([ids.length, 3]), grid: zeros([ids.length, 0, 3]) };
  };
  const stop = new AbortController(), reason = new Error("enough");
  // As a process's signal does: it comes only when the work lets it.
  setTimeout(() => stop.abort(reason), 1);
  await assert.rejects(
    (async () => {
      for (;;) {
        await validationLoss(decoder, {
          batches: new Batches(pairs, { batchSize: 1, maximumLength: 10 }),
          features,
          signal: stop.signal,
        });
      }
    })(),
    reason,
  );
  assert.ok(batches > 0);
  decoder.dispose();
  assert.ok(liveHandles() <= before);
});

Deno.test("captionCrossEntropy() leaves only the loss behind", () => {
  const decoder = model(), features = images(2);
  for (const each of [decoder, plain(decoder)]) {
    const compute = () => captionCrossEntropy(each, { features, rows: ROWS, mode: EVALUATION });
    // The first call also hands the weights over to TensorFlow.
    compute().dispose();
    const before = liveHandles();
    const loss = compute();
    assert.equal(liveHandles(), before + 1);
    loss.dispose();
  }
});

/** Three captions about three pictures, one of them shorter. */
const THREE = {
  size: 3,
  length: 2,
  inputs: Int32Array.of(1, 5, 1, 7, 1, 0),
  targets: Int32Array.of(5, 2, 7, 2, 2, 0),
};

/** A decoder that looks somewhere, and what it says with some options. */
function looking(options: CrossEntropyOptions) {
  const decoder = new SoftAttentionLstmDecoder(ATTENTION, new Random(4));
  const features = gridFeatures(5);
  const loss = () =>
    captionCrossEntropy(decoder, { features, rows: THREE, mode: EVALUATION, ...options });
  return { decoder, features, loss };
}

Deno.test("label smoothing is the cross-entropy against a target that is spread", async () => {
  const decoder = model(), features = images(2), smoothing = 0.3;
  const loss = captionCrossEntropy(decoder, { features, rows: ROWS, mode: EVALUATION, smoothing });
  const { logits } = decoder.forward(features, tensor2d(ROWS.inputs, [2, 3], "int32"), EVALUATION);
  const logs = await logSoftmax(logits).data();
  let expected = 0;
  ROWS.targets.forEach((target, position) => {
    if (target === 0) return;
    for (let v = 0; v < 40; v++) {
      const share = smoothing / 40 + (v === target ? 1 - smoothing : 0);
      expected -= share * logs[position * 40 + v] / 5;
    }
  });
  assert.ok(Math.abs((await loss.data())[0] - expected) < 1e-5);
});

Deno.test("smoothing 0 is the decoder's own loss, bit for bit", async () => {
  const [none, zero] = [{}, { smoothing: 0 }].map((options) =>
    captionCrossEntropy(model(), { features: images(2), rows: ROWS, mode: EVALUATION, ...options })
  );
  assert.deepEqual(await zero.data(), await none.data());
});

Deno.test("the doubly stochastic penalty is added to the cross-entropy, smoothed or not", async () => {
  for (const smoothing of [0, 0.2]) {
    for (const target of ["one", "share"] as const) {
      const { decoder, features, loss } = looking({
        smoothing,
        doublyStochastic: { weight: 0.7, target },
      });
      const tokens = tensor2d(THREE.inputs, [3, 2], "int32");
      const { attention } = decoder.forward(features, tokens, EVALUATION);
      const penalty = doublyStochastic(attention!, THREE, target);
      const plain = looking({ smoothing }).loss();
      await assertNear(loss(), plain.add(penalty.mul(0.7)), { tolerance: 1e-5 });
    }
  }
});

Deno.test("smoothing and the penalty agree with finite differences in the parameters", async () => {
  const { decoder, loss } = looking({
    smoothing: 0.2,
    doublyStochastic: { weight: 3, target: "one" },
  });
  await checkParameterGradients(decoder.parameters, loss);
});

Deno.test("crossEntropy() gives the loss, a gradient a parameter, and leaves nothing else", async () => {
  const decoder = new SoftAttentionLstmDecoder(ATTENTION, new Random(4));
  const features = gridFeatures(5);
  const batch = { ...THREE, imageIds: [1, 2, 3], tokenCount: 5 };
  const mode = { training: true, random: new Random(1) };
  for (const smoothing of [0, 0.1]) {
    for (const weight of [undefined, 1]) {
      const options = { smoothing, doublyStochastic: weight ? { weight } : undefined };
      const learn = () =>
        crossEntropy(options).slopes(decoder, { features, batch, mode, update: 1, memory: [] });
      for (const slope of Object.values((await learn()).gradients)) slope.dispose();
      const before = liveHandles();
      const { loss, gradients } = await learn();
      const expected = captionCrossEntropy(decoder, { features, rows: THREE, mode, ...options });
      assert.equal(loss, (await expected.data())[0]);
      assert.deepEqual(Object.keys(gradients), [...decoder.parameters.keys()]);
      for (const tensor of [expected, ...Object.values(gradients)]) tensor.dispose();
      assert.equal(liveHandles(), before);
    }
  }
});

Deno.test("crossEntropy() refuses a decoder without attention, and numbers out of their range", () => {
  const doublyStochastic = { weight: 1 };
  assert.throws(
    () =>
      captionCrossEntropy(model(), {
        features: images(2),
        rows: ROWS,
        mode: EVALUATION,
        doublyStochastic,
      }),
    new TypeError(
      "Cannot add the doubly stochastic penalty: the decoder must tell its attention weights",
    ),
  );
  assert.throws(
    () => crossEntropy({ smoothing: 1.5 }),
    new RangeError("Cannot smooth the labels: smoothing must be from 0 to 1, current value is 1.5"),
  );
  assert.throws(
    () => crossEntropy({ doublyStochastic: { weight: -1 } }),
    new RangeError(
      "Cannot add the doubly stochastic penalty: the weight must be from 0, current value is -1",
    ),
  );
});
