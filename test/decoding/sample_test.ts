import assert from "node:assert/strict";
import { greedy, sample, type SampleOptions } from "#lib/decoding";
import { liveHandles, logSoftmax, Random, startTensors, tensor2d } from "#lib/tensor";
import {
  alone,
  blankImages,
  livelyAttention,
  livelyDecoder,
  OPTIONS,
  tableDecoder,
  variedImages,
} from "./toy_decoder.ts";

await startTensors();

/** One word, then the end: words 4, 5 and 6 with probabilities .6, .3 and .1 among them. */
const WORDS = tensor2d([
  [0, 0, 0, 0, 0, 0, 0],
  [-50, -50, -50, -50, Math.log(0.6), Math.log(0.3), Math.log(0.1)],
  ...[2, 3, 4, 5, 6].map(() => [-50, -50, 50, -50, -50, -50, -50]),
]);

/** How often each word is drawn. */
async function shares(options: Partial<SampleOptions>): Promise<number[]> {
  const [captions] = await sample(tableDecoder(WORDS), blankImages(1), {
    ...OPTIONS,
    random: new Random(1),
    count: 4000,
    ...options,
  });
  return [4, 5, 6].map((id) => captions.filter(({ tokens }) => tokens[0] === id).length / 4000);
}

Deno.test("sample() draws words by their probabilities, sharpened, cut or not", async () => {
  for (
    const [options, expected] of [
      [{}, [0.6, 0.3, 0.1]],
      // Squares: .36, .09 and .01 of .46.
      [{ temperature: 0.5 }, [0.7826, 0.1957, 0.0217]],
      [{ topK: 2 }, [2 / 3, 1 / 3, 0]],
      [{ topP: 0.85 }, [2 / 3, 1 / 3, 0]],
      [{ topP: 0.5 }, [1, 0, 0]],
      [{ topK: 3, topP: 0.95 }, [0.6, 0.3, 0.1]],
      [{ suppressed: [0, 1, 3, 4] }, [0, 0.75, 0.25]],
    ] as const
  ) {
    const found = await shares(options);
    // Three standard deviations of a share over 4,000 draws are at most .024.
    found.forEach((share, i) =>
      assert.ok(Math.abs(share - expected[i]) < 0.024, `${JSON.stringify(options)}: ${found}`)
    );
    expected.forEach((share, i) => share === 0 && assert.equal(found[i], 0));
  }
});

Deno.test("sample() tells the decoder's own log-probability, at any temperature", async () => {
  const scores = await logSoftmax(WORDS).array() as number[][];
  const [captions] = await sample(tableDecoder(WORDS), blankImages(1), {
    ...OPTIONS,
    random: new Random(2),
    count: 10,
    temperature: 3,
  });
  for (const { tokens: [word], logProbability } of captions) {
    assert.ok(Math.abs(logProbability - scores[1][word] - scores[word][2]) < 1e-5);
  }
});

Deno.test("sample() of the one likeliest token is greedy()", async () => {
  const images = variedImages(20), decoder = livelyAttention();
  const options = { ...OPTIONS, random: new Random(1), topK: 1 };
  const sampled = await sample(decoder, images, options);
  assert.deepEqual(sampled.map(([caption]) => caption), await greedy(decoder, images, OPTIONS));
});

Deno.test("sample() draws the first image's captions the same alone and in a batch", async () => {
  const images = variedImages(5), decoder = livelyDecoder();
  const options = () => ({ ...OPTIONS, random: new Random(3), count: 3 });
  const [first] = await sample(decoder, images, options());
  const [only] = await sample(decoder, alone(images, 0), options());
  assert.deepEqual(first.map(({ tokens }) => tokens), only.map(({ tokens }) => tokens));
  const [other] = await sample(decoder, images, { ...options(), random: new Random(4) });
  assert.notDeepEqual(first, other);
});

Deno.test("sample() leaves no tensor behind and refuses options out of their range", async () => {
  const images = variedImages(4), decoder = livelyAttention();
  const run = (options: Partial<SampleOptions> = {}) =>
    sample(decoder, images, { ...OPTIONS, random: new Random(1), count: 2, ...options });
  await run({ topP: 0.9, blockedRepeat: 1 });
  const before = liveHandles();
  await run();
  await run({ topK: 3 });
  assert.equal(liveHandles(), before);
  await assert.rejects(run({ temperature: 0 }), {
    message: "Cannot generate captions: temperature must be above 0, current value is 0",
  });
  await assert.rejects(run({ topP: 1.1 }), RangeError);
  await assert.rejects(run({ topK: 0 }), RangeError);
  await assert.rejects(run({ count: 0 }), RangeError);
});
