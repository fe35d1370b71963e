import assert from "node:assert/strict";
import { Batches } from "#lib/datasets";
import { LstmDecoder } from "#lib/decoders";
import { liveHandles, Random, startTensors, variableGrads, zeros } from "#lib/tensor";
import { captionCrossEntropy, validationLoss } from "#lib/training";
import type { CaptionRows, Decoder } from "../../lib/types.ts";
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
