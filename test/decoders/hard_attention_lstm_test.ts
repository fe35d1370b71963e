import assert from "node:assert/strict";
import { HardAttentionLstmDecoder } from "#lib/decoders";
import { argMax, Random, startTensors, tensor2d } from "#lib/tensor";
import { hardAttentionLoss } from "#lib/training";
import { assertNear } from "../lstm_fixture.ts";
import { ATTENTION, gridFeatures } from "./attention_fixture.ts";
import { ROWS, testDecoder } from "./contract.ts";

await startTensors();

const EVALUATION = { training: false };
const tokens = () => tensor2d(ROWS.inputs, [3, 4], "int32");

testDecoder({
  name: "hard attention",
  make: (options, source) => new HardAttentionLstmDecoder({ ...ATTENTION, ...options }, source),
  features: gridFeatures,
  objective: (decoder, batch) =>
    hardAttentionLoss(decoder, { ...batch, weights: { baseline: -2 } }).loss,
});

Deno.test("hard attention looks at the position of most weight in evaluation", async () => {
  const decoder = new HardAttentionLstmDecoder(ATTENTION, new Random(1));
  const { attention, locations } = decoder.forward(gridFeatures(1), tokens(), EVALUATION);
  assert.deepEqual(await locations!.data(), await argMax(attention!, 2).data());
});

Deno.test("hard attention draws where it looks in training, from the stream", async () => {
  const decoder = new HardAttentionLstmDecoder(ATTENTION, new Random(1)), images = gridFeatures(1);
  const run = (seed: number) =>
    decoder.forward(images, tokens(), { training: true, random: new Random(seed) });
  const [first, again, other] = [run(1), run(1), run(2)];
  assert.deepEqual(await first.locations!.data(), await again.locations!.data());
  assert.notDeepEqual(await first.locations!.data(), await other.locations!.data());
  // What it says is what it says along those positions.
  const along = { mode: EVALUATION, locations: first.locations! };
  const { logits } = decoder.forwardAlong(images, tokens(), along);
  await assertNear(first.logits, logits, { tolerance: 1e-6 });
  assert.throws(() => decoder.forward(images, tokens(), { training: true }), TypeError);
});
