import assert from "node:assert/strict";
import { LstmDecoder } from "#lib/decoders";
import {
  beamHypotheses,
  type BeamOptions,
  beamSearch,
  type Generated,
  greedy,
} from "#lib/decoding";
import {
  liveHandles,
  logSoftmax,
  Random,
  startTensors,
  tensor1d,
  tensor2d,
  zeros,
} from "#lib/tensor";
import { beamFixture } from "./beam_fixture.ts";
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

/** After <start> a short caption is likelier than any token of the long one, whose sum is larger. */
const GARDEN = tensor2d([
  [0, 0, 0, 0, 0, 0],
  [0, 0, -9, 0, 1, 0.9],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [0, 0, 0.1, 0, 0, 0],
  [0, 0, 9, 0, 0, 0],
]);

Deno.test("beamSearch() by hand: the best caption does not start with the best token", async () => {
  const decoder = tableDecoder(GARDEN);
  const [greedily] = await greedy(decoder, blankImages(1), OPTIONS);
  const [searched] = await beamSearch(decoder, blankImages(1), { ...OPTIONS, width: 2 });
  assert.equal(greedily.tokens[0], 4);
  assert.deepEqual(searched.tokens, [5]);
  const scores = await logSoftmax(GARDEN).array() as number[][];
  assert.ok(Math.abs(searched.logProbability - scores[1][5] - scores[5][2]) < 1e-5);
});

Deno.test("beamSearch() of width 1 is greedy(), whatever the decoder", async () => {
  const images = variedImages(30);
  for (const decoder of [livelyDecoder(), livelyAttention()]) {
    for (const finished of ["keep", "shrink"] as const) {
      const searched = await beamSearch(decoder, images, { ...OPTIONS, width: 1, finished });
      assert.deepEqual(searched, await greedy(decoder, images, OPTIONS));
    }
  }
});

Deno.test("beamHypotheses() gives each image of a batch what it gets alone", async () => {
  const images = variedImages(6);
  for (const decoder of [livelyDecoder(), livelyAttention()]) {
    const together = await beamHypotheses(decoder, images, { ...OPTIONS, width: 3 });
    for (const [row, hypotheses] of together.entries()) {
      const [expected] = await beamHypotheses(decoder, alone(images, row), {
        ...OPTIONS,
        width: 3,
      });
      assert.deepEqual(
        hypotheses.map(({ tokens }) => tokens),
        expected.map(({ tokens }) => tokens),
      );
    }
  }
});

/** All captions up to a length over the words 4 … and `<end>`, by the decoder's own probabilities. */
async function bruteForce(decoder: LstmDecoder, maximumLength: number, words: number[]) {
  const captions: Generated[] = [];
  const grow = async (tokens: number[]): Promise<void> => {
    const read = tensor2d([[1, ...tokens]], [1, tokens.length + 1], "int32");
    const { logits } = decoder.forward(blankImages(1, 5), read, { training: false });
    const [scores] = await logSoftmax(logits).array() as number[][][];
    const sum = tokens.reduce((total, id, t) => total + scores[t][id], 0);
    if (tokens.length === maximumLength) {
      captions.push({ tokens, logProbability: sum, ended: false });
      return;
    }
    captions.push({ tokens, logProbability: sum + scores[tokens.length][2], ended: true });
    for (const word of words) await grow([...tokens, word]);
  };
  await grow([]);
  return captions;
}

Deno.test("an exhaustive beam finds what trying everything finds, on four words", async () => {
  const words = [4, 5, 6, 7], maximumLength = 3;
  const decoder = new LstmDecoder({
    vocabularySize: 8,
    featureWidth: 5,
    embeddingWidth: 6,
    hiddenWidth: 7,
    layers: 1,
    dropout: 0,
  }, new Random(5));
  for (const parameter of decoder.parameters.values()) parameter.assign(parameter.mul(3));
  const all = await bruteForce(decoder, maximumLength, words);
  assert.equal(all.length, 1 + 4 + 16 + 64);
  for (const lengthPenalty of [0, 0.7, "mean"] as const) {
    const penalty = (n: number) => lengthPenalty === "mean" ? n : ((5 + n) / 6) ** lengthPenalty;
    const score = ({ tokens, logProbability, ended }: Generated) =>
      logProbability / penalty(tokens.length + Number(ended));
    const best = all.toSorted((a, b) => score(b) - score(a)).slice(0, 10);
    const width = 4 ** maximumLength;
    const options = { ...OPTIONS, maximumLength, width, lengthPenalty };
    const [found] = await beamHypotheses(decoder, blankImages(1, 5), options);
    assert.deepEqual(
      found.slice(0, 10).map(({ tokens }) => tokens),
      best.map(({ tokens }) => tokens),
    );
    found.slice(0, 10).forEach(({ logProbability }, i) =>
      assert.ok(Math.abs(logProbability - best[i].logProbability) < 1e-5)
    );
  }
});

Deno.test("beamHypotheses() gives as many captions as the beam is wide, best first by the length rule", async () => {
  const images = variedImages(8), decoder = livelyDecoder();
  for (const lengthPenalty of [0, 1, "mean"] as const) {
    const options = { ...OPTIONS, width: 4, lengthPenalty, maximumLength: 12 };
    const few = await beamHypotheses(decoder, images, options);
    for (const hypotheses of few) {
      assert.equal(hypotheses.length, 4);
      const penalty = (n: number) => lengthPenalty === "mean" ? n : ((5 + n) / 6) ** lengthPenalty;
      const scores = hypotheses.map(({ tokens, logProbability, ended }) =>
        logProbability / penalty(tokens.length + Number(ended))
      );
      assert.deepEqual(scores, scores.toSorted((a, b) => b - a));
    }
  }
});

Deno.test("beamSearch() keeps to the shortest length and says no run of tokens twice", async () => {
  const images = variedImages(10), decoder = livelyDecoder();
  for (const generate of [greedy, beamSearch]) {
    const long = await generate(decoder, images, { ...OPTIONS, minimumLength: 4 });
    assert.ok(long.every(({ tokens }) => tokens.length >= 4));
    const options = { ...OPTIONS, minimumLength: 9, maximumLength: 10, blockedRepeat: 2 };
    for (const { tokens } of await generate(decoder, images, options)) {
      const pairs = tokens.slice(1).map((id, i) => `${tokens[i]} ${id}`);
      assert.equal(new Set(pairs).size, pairs.length, String(tokens));
    }
  }
});

Deno.test("beamSearch() never says what is suppressed", async () => {
  const images = variedImages(10), decoder = livelyDecoder();
  const said = async (suppressed: readonly number[]) => {
    const captions = await beamHypotheses(decoder, images, {
      ...OPTIONS,
      suppressed,
      width: 3,
      minimumLength: 3,
    });
    return [...new Set(captions.flat().flatMap(({ tokens }) => tokens))];
  };
  const words = await said(OPTIONS.suppressed);
  assert.ok(words.length >= 3 && !OPTIONS.suppressed.some((id) => words.includes(id)));
  const favourites = words.slice(0, 2);
  const others = await said([...OPTIONS.suppressed, ...favourites]);
  assert.ok(others.length > 0 && !favourites.some((id) => others.includes(id)));
});

Deno.test("beamSearch() leaves no tensor behind, with steps that hand tensors on and without", async () => {
  const images = variedImages(5);
  for (const decoder of [livelyDecoder(), livelyAttention()]) {
    const run = () => beamSearch(decoder, images, { ...OPTIONS, width: 3, blockedRepeat: 2 });
    await run();
    const before = liveHandles();
    await run();
    await greedy(decoder, images, OPTIONS);
    assert.equal(liveHandles(), before);
  }
});

Deno.test("beamSearch() refuses options out of their range", async () => {
  const search = (options: Partial<BeamOptions>) =>
    beamSearch(tableDecoder(GARDEN), blankImages(1), { ...OPTIONS, ...options });
  await assert.rejects(search({ width: 0 }), {
    message: "Cannot generate captions: width must be a whole number from 1, current value is 0",
  });
  await assert.rejects(search({ lengthPenalty: -1 }), RangeError);
  await assert.rejects(search({ minimumLength: 20 }), RangeError);
  await assert.rejects(search({ blockedRepeat: 0 }), RangeError);
});

/** What the reference says about one image. */
interface Reference {
  exhaustive: Record<string, { tokens: number[]; log_prob: number }[]>;
  beam: Record<string, Record<string, Record<string, { tokens: number[]; log_prob: number }[]>>>;
  greedy: { tokens: number[]; log_prob: number };
}

Deno.test("both ways to search equal the reference on every width and length rule", async () => {
  const { fixture: { config, scalars, get }, decoder } = await beamFixture();
  // The reference leaves <pad> and <start> out before the softmax.
  const bias = decoder.parameters.get("output.bias")!;
  bias.assign(bias.add(tensor1d([-1e9, -1e9, ...new Array(config.V - 2).fill(0)])));

  const pooled = get("in/features"), features = { pooled, grid: zeros([config.images, 0, 0]) };
  const options = { start: 1, end: 2, suppressed: [0, 1], maximumLength: config.max_len };
  const same = (
    found: Generated[],
    expected: { tokens: number[]; log_prob: number }[],
    what: string,
  ) => {
    const said = found.map(({ tokens, ended }) => ended ? [...tokens, 2] : tokens);
    assert.deepEqual(said, expected.map(({ tokens }) => tokens), what);
    found.forEach(({ logProbability }, i) =>
      assert.ok(Math.abs(logProbability - expected[i].log_prob) < 1e-5, what)
    );
  };
  const results = scalars.results as Reference[];
  const greedily = await greedy(decoder, features, options);
  results.forEach((each, image) => same([greedily[image]], [each.greedy], `greedy, ${image}`));
  const rules = { sum: 0, mean: "mean", "gnmt0.7": 0.7 } as const;
  for (const [rule, lengthPenalty] of Object.entries(rules)) {
    for (const width of [1, 3, 5]) {
      for (const [finished, key] of [["shrink", "shrinking"], ["keep", "keep_k_live"]] as const) {
        const found = await beamHypotheses(decoder, features, {
          ...options,
          width,
          lengthPenalty,
          finished,
        });
        results.forEach((each, image) =>
          same(found[image], each.beam[width][rule][key], `${key}, ${width}, ${rule}, ${image}`)
        );
      }
    }
    const wide = { ...options, width: 4 ** (config.max_len - 1), lengthPenalty };
    const found = await beamHypotheses(decoder, features, wide);
    results.forEach((each, image) =>
      same(found[image].slice(0, 5), each.exhaustive[rule], `exhaustive, ${rule}, ${image}`)
    );
  }
});
