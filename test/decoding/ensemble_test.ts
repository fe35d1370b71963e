import assert from "node:assert/strict";
import { TransformerDecoder } from "#lib/decoders";
import { beamSearch, ensemble, ensembleFeatures, greedy } from "#lib/decoding";
import {
  exp,
  liveHandles,
  logSoftmax,
  mean,
  Random,
  stack,
  startTensors,
  tensor1d,
  tensor2d,
} from "#lib/tensor";
import { assertNear } from "../lstm_fixture.ts";
import { livelyAttention, livelyDecoder, OPTIONS, variedImages } from "./toy_decoder.ts";

await startTensors();

const EVALUATION = { training: false };

Deno.test("ensemble() of one decoder, or of equal ones, says what the decoder says", async () => {
  const images = variedImages(10), decoder = livelyDecoder();
  const alone = await greedy(decoder, images, OPTIONS);
  for (const members of [[decoder], [decoder, decoder]]) {
    const together = await greedy(ensemble(members), images, OPTIONS);
    assert.deepEqual(together.map(({ tokens }) => tokens), alone.map(({ tokens }) => tokens));
  }
});

Deno.test("ensemble() averages the probabilities of decoders of different kinds", async () => {
  const images = variedImages(3), members = [livelyDecoder(), livelyAttention(), transformer()];
  const read = tensor2d([[1, 5], [1, 6], [1, 7]], [3, 2], "int32");
  const scored = members.map((each) => each.forward(images, read, EVALUATION).logits);
  const expected = mean(stack(scored.map((each) => exp(logSoftmax(each)))), 0);
  const joint = ensemble(members);
  const { logits } = joint.forward(images, read, EVALUATION);
  await assertNear(exp(logits), expected, { tolerance: 1e-6 });
  // By steps, too.
  const first = joint.step(
    joint.start(images, EVALUATION),
    tensor1d([1, 1, 1], "int32"),
    EVALUATION,
  );
  const second = joint.step(first.state, tensor1d([5, 6, 7], "int32"), EVALUATION);
  await assertNear(stack([first.logits, second.logits], 1), logits, { tolerance: 1e-5 });
});

function transformer(): TransformerDecoder {
  return new TransformerDecoder({
    vocabularySize: 12,
    gridWidth: 4,
    gridNorm: true,
    width: 8,
    heads: 2,
    feedForwardWidth: 8,
    layers: 1,
    norm: "pre",
    activation: "gelu",
    positions: "learned",
    maximumLength: 20,
    dropout: 0,
  }, new Random(1));
}

Deno.test("ensemble() lets members read features of their own", async () => {
  const [first, second] = [variedImages(4, 1), variedImages(4, 2)];
  const decoder = livelyDecoder(), both = ensemble([decoder, decoder]);
  const read = tensor2d([[1], [1], [1], [1]], [4, 1], "int32");
  const joint = both.forward(ensembleFeatures([first, second]), read, EVALUATION).logits;
  const expected = mean(
    stack(
      [first, second].map((each) =>
        exp(logSoftmax(decoder.forward(each, read, EVALUATION).logits))
      ),
    ),
    0,
  );
  await assertNear(exp(joint), expected, { tolerance: 1e-6 });
});

Deno.test("ensemble() tells the mean attention where all members tell theirs", () => {
  const images = variedImages(2), read = tensor2d([[1], [1]], [2, 1], "int32");
  const attention = (members: Parameters<typeof ensemble>[0]) =>
    ensemble(members).forward(images, read, EVALUATION).attention;
  assert.deepEqual(attention([livelyAttention(1), transformer()])?.shape, [2, 1, 3]);
  assert.equal(attention([livelyAttention(1), livelyDecoder()]), undefined);
});

Deno.test("a transformer and an ensemble pass through beam search and leave no tensor behind", async () => {
  const images = variedImages(4);
  const joint = ensemble([livelyAttention(), transformer(), livelyDecoder()]);
  const run = () => beamSearch(joint, images, { ...OPTIONS, width: 3 });
  const captions = await run();
  assert.equal(captions.length, 4);
  const before = liveHandles();
  await run();
  assert.equal(liveHandles(), before);
  assert.throws(() => ensemble([]), RangeError);
});

Deno.test("a decoder that refuses to go on leaves no tensor behind", async () => {
  // It has 20 positions: <start> and 19 tokens.
  const images = variedImages(2), decoder = transformer();
  const endless = { ...OPTIONS, minimumLength: 29, maximumLength: 30 };
  await greedy(decoder, images, OPTIONS);
  const before = liveHandles();
  for (const generate of [greedy, beamSearch]) {
    await assert.rejects(generate(decoder, images, endless), {
      message: "Cannot read the tokens: there must be at most 20, current value is 21",
    });
  }
  assert.equal(liveHandles(), before);
});
