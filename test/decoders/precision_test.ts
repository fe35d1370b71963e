import assert from "node:assert/strict";
import { LstmDecoder, SoftAttentionLstmDecoder } from "#lib/decoders";
import {
  liveHandles,
  type Precision,
  Random,
  startTensors,
  tidy,
  variableGrads,
} from "#lib/tensor";
import type { Decoder, Features } from "../../lib/types.ts";
import { randomTensor } from "../nn/gradient_check.ts";
import { ATTENTION } from "./attention_fixture.ts";
import { ROWS } from "./contract.ts";

await startTensors();

const LSTM = {
  vocabularySize: 50,
  featureWidth: 9,
  embeddingWidth: 8,
  hiddenWidth: 12,
  layers: 2,
  dropout: 0,
};
const KINDS: Record<string, (precision?: Precision) => Decoder> = {
  "the LSTM": (precision) => new LstmDecoder({ ...LSTM, precision }, new Random(1)),
  "soft attention": (precision) =>
    new SoftAttentionLstmDecoder({ ...ATTENTION, precision }, new Random(1)),
};

function features(): Features {
  const random = new Random(2);
  return { pooled: randomTensor([3, 9], random), grid: randomTensor([3, 5, 6], random) };
}

async function slopes(decoder: Decoder, images: Features): Promise<number[][]> {
  const { value, grads } = variableGrads(
    () => decoder.loss!(images, ROWS, { training: true, random: new Random(3) }).asScalar(),
    [...decoder.parameters.values()],
  );
  const read = [[...await value.data()]];
  for (const { name } of decoder.parameters.values()) read.push([...await grads[name].data()]);
  return read;
}

for (const [kind, make] of Object.entries(KINDS)) {
  Deno.test(`${kind} in bfloat16: loss and gradients are near those of float32`, async () => {
    const images = features();
    const exact = await slopes(make(), images), near = await slopes(make("bfloat16"), images);
    for (const [i, values] of exact.entries()) {
      const size = Math.hypot(...values), off = Math.hypot(...values.map((x, k) => x - near[i][k]));
      // Factors have 8 significant bits: an error of 2⁻⁹ each, and a few products in a row.
      assert.ok(off <= (i === 0 ? 2e-3 : 3e-2) * size, `tensor ${i}: ${off} of ${size}`);
    }
    assert.notDeepEqual(near, exact);
    assert.deepEqual(await slopes(make("float32"), images), exact);
  });

  Deno.test(`${kind} in bfloat16 leaves no tensor behind`, () => {
    const images = features(), decoder = make("bfloat16");
    const run = () =>
      tidy(() => {
        variableGrads(() => decoder.loss!(images, ROWS, { training: false }).asScalar());
      });
    run();
    const before = liveHandles();
    run();
    assert.equal(liveHandles(), before);
  });

  Deno.test(`${kind} refuses a precision that it does not have`, () => {
    assert.throws(() => make("float16" as Precision), {
      name: "RangeError",
      message: /precision must be "float32" or "bfloat16", current value is "float16"$/,
    });
  });
}
