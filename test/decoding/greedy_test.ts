import assert from "node:assert/strict";
import { LstmDecoder } from "#lib/decoders";
import { greedy } from "#lib/decoding";
import { add, liveHandles, Random, startTensors, tensor2d, zeros } from "#lib/tensor";
import { gather, logSoftmax, type Tensor, tensor1d } from "#lib/tensor";
import type { Decoder, State } from "../../lib/types.ts";
import { randomTensor } from "../nn/gradient_check.ts";

await startTensors();

const OPTIONS = { start: 1, end: 2, suppressed: [0, 1, 3] };

/** Scores what follows a token by a table, shifted by the image's own number of steps so far. */
function tableDecoder(table: Tensor): Decoder {
  return {
    parameters: new Map(),
    start: ({ pooled }): State => ({ seen: pooled.clone() }),
    step: ({ seen }, tokens) => ({
      state: { seen: add(seen, 1) },
      logits: gather(table, tokens as Tensor & { rank: 1 }),
    }),
    forward: () => {
      throw new Error("not used");
    },
    dispose: () => table.dispose(),
  };
}

function images(batch: number, width = 1) {
  return { pooled: zeros([batch, width]), grid: zeros([batch, 0, width]) };
}

// Rows: what follows token 0 … 5. After <start> comes 4, after 4 comes 5, after 5 the end.
const CHAIN = [
  [0, 0, 0, 0, 0, 0],
  [9, 9, 0, 9, 2, 1],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 1, 0, 0, 3],
  [0, 0, 5, 0, 1, 0],
];

Deno.test("greedy() takes the best token that is not suppressed, up to the end", async () => {
  const table = tensor2d(CHAIN);
  const [caption] = await greedy(tableDecoder(table), images(1), OPTIONS);
  assert.deepEqual(caption.tokens, [4, 5]);
  assert.equal(caption.ended, true);
  const scores = await logSoftmax(table).array() as number[][];
  const expected = scores[1][4] + scores[4][5] + scores[5][2];
  assert.ok(Math.abs(caption.logProbability - expected) < 1e-5);
});

Deno.test("greedy() stops at the longest length, the end counted", async () => {
  const decoder = tableDecoder(tensor2d(CHAIN));
  const at = async (maximumLength: number) =>
    (await greedy(decoder, images(1), { ...OPTIONS, maximumLength }))[0];
  assert.deepEqual([(await at(3)).tokens, (await at(3)).ended], [[4, 5], true]);
  assert.deepEqual([(await at(2)).tokens, (await at(2)).ended], [[4, 5], false]);
  assert.deepEqual((await at(1)).tokens, [4]);
});

Deno.test("greedy() says at most 20 tokens by default", async () => {
  const endless = tensor2d(CHAIN.map(() => [0, 0, 0, 0, 1, 0]));
  const [{ tokens, ended }] = await greedy(tableDecoder(endless), images(1), OPTIONS);
  assert.deepEqual([tokens.length, ended], [20, false]);
});

Deno.test("greedy() gives each image of a batch the caption that it gets alone", async () => {
  const decoder = new LstmDecoder({
    vocabularySize: 12,
    featureWidth: 5,
    embeddingWidth: 6,
    hiddenWidth: 7,
    layers: 2,
    dropout: 0.5,
  }, new Random(3));
  // Large weights and varied images, and an end that is often near the best: captions of many lengths.
  for (const parameter of decoder.parameters.values()) parameter.assign(parameter.mul(3));
  const bias = decoder.parameters.get("output.bias")!;
  bias.assign(bias.add(tensor1d([0, 0, 1.5, 0, 0, 0, 0, 0, 0, 0, 0, 0])));
  const pooled = randomTensor([30, 5], new Random(4)).mul(3);
  const grid = zeros([30, 0, 5]);
  const together = await greedy(decoder, { pooled, grid }, OPTIONS);
  const lengths = new Set(together.map(({ tokens, ended }) => ended ? tokens.length : -1));
  assert.ok(lengths.size >= 4, "captions end at different steps");
  for (const [row, caption] of together.entries()) {
    const alone = { pooled: pooled.slice([row, 0], [1, 5]), grid: zeros([1, 0, 5]) };
    const [expected] = await greedy(decoder, alone, OPTIONS);
    assert.deepEqual(caption.tokens, expected.tokens);
    assert.ok(Math.abs(caption.logProbability - expected.logProbability) < 1e-4);
    assert.ok(!caption.tokens.some((id) => [0, 1, 2, 3].includes(id)));
  }
});

Deno.test("greedy() of no image is no caption", async () => {
  assert.deepEqual(await greedy(tableDecoder(tensor2d(CHAIN)), images(0), OPTIONS), []);
});

Deno.test("greedy() leaves no tensor behind", async () => {
  const decoder = tableDecoder(tensor2d(CHAIN)), features = images(3);
  await greedy(decoder, features, OPTIONS);
  const before = liveHandles();
  await greedy(decoder, features, OPTIONS);
  await greedy(decoder, features, { ...OPTIONS, maximumLength: 2 });
  assert.equal(liveHandles(), before);
});

Deno.test("greedy() refuses a wrong length and a suppressed end", async () => {
  const decoder = tableDecoder(tensor2d(CHAIN));
  await assert.rejects(greedy(decoder, images(1), { ...OPTIONS, maximumLength: 0 }), RangeError);
  await assert.rejects(greedy(decoder, images(1), { ...OPTIONS, suppressed: [2] }), {
    message: "Cannot generate captions: the end token must not be suppressed, current value is 2",
  });
});
