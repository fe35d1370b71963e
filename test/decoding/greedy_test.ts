import assert from "node:assert/strict";
import { greedy } from "#lib/decoding";
import { liveHandles, logSoftmax, startTensors, tensor2d } from "#lib/tensor";
import {
  alone,
  blankImages,
  livelyDecoder,
  OPTIONS,
  tableDecoder,
  variedImages,
} from "./toy_decoder.ts";

await startTensors();

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
  const [caption] = await greedy(tableDecoder(table), blankImages(1), OPTIONS);
  assert.deepEqual(caption.tokens, [4, 5]);
  assert.equal(caption.ended, true);
  const scores = await logSoftmax(table).array() as number[][];
  const expected = scores[1][4] + scores[4][5] + scores[5][2];
  assert.ok(Math.abs(caption.logProbability - expected) < 1e-5);
});

Deno.test("greedy() stops at the longest length, the end counted", async () => {
  const decoder = tableDecoder(tensor2d(CHAIN));
  const at = async (maximumLength: number) =>
    (await greedy(decoder, blankImages(1), { ...OPTIONS, maximumLength }))[0];
  assert.deepEqual([(await at(3)).tokens, (await at(3)).ended], [[4, 5], true]);
  assert.deepEqual([(await at(2)).tokens, (await at(2)).ended], [[4, 5], false]);
  assert.deepEqual((await at(1)).tokens, [4]);
});

Deno.test("greedy() says at most 20 tokens by default", async () => {
  const endless = tensor2d(CHAIN.map(() => [0, 0, 0, 0, 1, 0]));
  const [{ tokens, ended }] = await greedy(tableDecoder(endless), blankImages(1), OPTIONS);
  assert.deepEqual([tokens.length, ended], [20, false]);
});

Deno.test("greedy() gives each image of a batch the caption that it gets alone", async () => {
  const decoder = livelyDecoder(), images = variedImages(30);
  const together = await greedy(decoder, images, OPTIONS);
  const lengths = new Set(together.map(({ tokens, ended }) => ended ? tokens.length : -1));
  assert.ok(lengths.size >= 4, "captions end at different steps");
  for (const [row, caption] of together.entries()) {
    const [expected] = await greedy(decoder, alone(images, row), OPTIONS);
    assert.deepEqual(caption.tokens, expected.tokens);
    assert.ok(Math.abs(caption.logProbability - expected.logProbability) < 1e-4);
    assert.ok(!caption.tokens.some((id) => [0, 1, 2, 3].includes(id)));
  }
});

Deno.test("greedy() of no image is no caption", async () => {
  assert.deepEqual(await greedy(tableDecoder(tensor2d(CHAIN)), blankImages(0), OPTIONS), []);
});

Deno.test("greedy() leaves no tensor behind", async () => {
  const decoder = tableDecoder(tensor2d(CHAIN)), features = blankImages(3);
  await greedy(decoder, features, OPTIONS);
  const before = liveHandles();
  await greedy(decoder, features, OPTIONS);
  await greedy(decoder, features, { ...OPTIONS, maximumLength: 2 });
  assert.equal(liveHandles(), before);
});

Deno.test("greedy() refuses a wrong length and a suppressed end", async () => {
  const decoder = tableDecoder(tensor2d(CHAIN));
  await assert.rejects(
    greedy(decoder, blankImages(1), { ...OPTIONS, maximumLength: 0 }),
    RangeError,
  );
  await assert.rejects(greedy(decoder, blankImages(1), { ...OPTIONS, suppressed: [2] }), {
    message: "Cannot generate captions: the end token must not be suppressed, current value is 2",
  });
});
