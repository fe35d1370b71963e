import assert from "node:assert/strict";
import { liveHandles, Random, startTensors, tensor2d } from "#lib/tensor";
import { crossEntropy, type Lesson, type Objective, scheduledSampling, train } from "#lib/training";
import type { Decoder } from "../../lib/types.ts";
import { blankImages, tableDecoder } from "../decoding/toy_decoder.ts";
import { features, toyDecoder, toyOptions, weights } from "./toy_training.ts";

await startTensors();

/** What surely follows each token: 1 → 4 → 5 → 6 → 4. */
const NEXT = [0, 4, 0, 0, 5, 6, 4];
const CHAIN = tensor2d(NEXT.map((next) => NEXT.map((_, id) => id === next ? 0 : -200)));

/** Captions of the word 3 alone, so many tokens each with the end. */
function lesson(lengths: number[], seed = 1): Lesson {
  const size = lengths.length, length = Math.max(...lengths);
  const inputs = new Int32Array(size * length), targets = new Int32Array(size * length);
  lengths.forEach((own, row) => {
    for (let t = 0; t < own; t++) {
      inputs[row * length + t] = t === 0 ? 1 : 3;
      targets[row * length + t] = t === own - 1 ? 2 : 3;
    }
  });
  const imageIds = lengths.map((_, row) => row);
  const tokenCount = lengths.reduce((sum, own) => sum + own, 0);
  return {
    features: blankImages(size),
    batch: { size, length, imageIds, inputs, targets, tokenCount },
    mode: { training: true, random: new Random(seed) },
    update: 1,
    memory: [],
  };
}

/** The inputs that an inner objective gets, row by row. */
async function inputsUnder(
  decoder: Decoder,
  given: Lesson,
  options: { chance: number; suppressed?: number[] },
): Promise<number[][]> {
  let rows: number[][] = [];
  const inner: Objective = {
    name: "spy",
    slopes: (_, { batch: { inputs, size, length, targets } }) => {
      assert.deepEqual(targets, given.batch.targets);
      rows = Array.from(
        { length: size },
        (_, row) => [...inputs.subarray(row * length, (row + 1) * length)],
      );
      return Promise.resolve({ loss: 0, gradients: {} });
    },
  };
  const { chance, suppressed } = options;
  const objective = scheduledSampling({ probability: () => chance, objective: inner, suppressed });
  await objective.slopes(decoder, given);
  return rows;
}

Deno.test("scheduledSampling() at probability 1 reads the decoder's own words, but not for padding", async () => {
  const decoder = tableDecoder(CHAIN);
  assert.deepEqual(await inputsUnder(decoder, lesson([5, 2, 1]), { chance: 1 }), [
    [1, 4, 5, 6, 4],
    [1, 4, 0, 0, 0],
    [1, 0, 0, 0, 0],
  ]);
});

Deno.test("scheduledSampling() throws a coin for each word, and draws by what was read before", async () => {
  const given = lesson(new Array(300).fill(6)), decoder = tableDecoder(CHAIN);
  const rows = await inputsUnder(decoder, given, { chance: 0.3 });
  let replaced = 0;
  for (const row of rows) {
    assert.equal(row[0], 1);
    for (let t = 1; t < 6; t++) {
      if (row[t] === 3) continue;
      replaced++;
      assert.equal(row[t], NEXT[row[t - 1]]); // behind the true word 3 the decoder says 0
    }
  }
  // Three standard deviations of a share over 1,500 coins are .036.
  assert.ok(Math.abs(replaced / 1500 - 0.3) < 0.036, String(replaced));
});

Deno.test("scheduledSampling() draws by the decoder's probabilities, and never what is suppressed", async () => {
  const even = tensor2d(new Float32Array(36), [6, 6]), given = lesson(new Array(900).fill(2));
  const rows = await inputsUnder(tableDecoder(even), given, { chance: 1, suppressed: [0, 1, 2] });
  const drawn = [0, 1, 2, 3, 4, 5].map((id) => rows.filter((row) => row[1] === id).length / 900);
  assert.deepEqual(drawn.slice(0, 3), [0, 0, 0]);
  // Three standard deviations of a third over 900 draws are .047.
  for (const share of drawn.slice(3)) assert.ok(Math.abs(share - 1 / 3) < 0.047, String(drawn));
});

Deno.test("what a caption reads depends on its row and the stream, not on the other rows", async () => {
  const decoder = tableDecoder(tensor2d(new Float32Array(36), [6, 6]));
  const draw = (lengths: number[], seed?: number) =>
    inputsUnder(decoder, lesson(lengths, seed), { chance: 0.6 });
  const rows = await draw([6, 6, 6]);
  assert.deepEqual((await draw([6, 6, 6]))[1], rows[1]);
  assert.deepEqual((await draw([1, 6, 3]))[1], rows[1]);
  assert.notDeepEqual(await draw([6, 6, 6], 2), rows);
  assert.notDeepEqual(rows[0], rows[1]);
});

Deno.test("scheduledSampling() at probability 0 is teacher forcing, bit for bit", async () => {
  const [plain, zero, some] = [toyDecoder(), toyDecoder(), toyDecoder()];
  const objective = (chance: number) => scheduledSampling({ probability: () => chance });
  const { course } = await train(plain, toyOptions({ objective: crossEntropy() }));
  const other = await train(zero, toyOptions({ objective: objective(0) }));
  await train(some, toyOptions({ objective: objective(0.5) }));
  assert.deepEqual(other.course.losses, course.losses);
  assert.deepEqual(await weights(zero), await weights(plain));
  assert.notDeepEqual(await weights(some), await weights(plain));
});

Deno.test("scheduledSampling() hands on what the inner objective remembers", async () => {
  const inner: Objective = {
    name: "counter",
    slopes: (_, { memory: [count = 0] }) =>
      Promise.resolve({ loss: 0, gradients: {}, memory: [count + 1] }),
  };
  const { slopes } = scheduledSampling({ probability: () => 1, objective: inner });
  const { memory } = await slopes(tableDecoder(CHAIN), { ...lesson([3]), memory: [4] });
  assert.deepEqual(memory, [5]);
});

Deno.test("scheduledSampling() leaves nothing but the gradients behind", async () => {
  const decoder = toyDecoder(), images = features([0, 1, 2]);
  const given = { ...lesson([4, 2, 5]), features: images };
  const learn = async () => {
    const objective = scheduledSampling({ probability: () => 0.7 });
    const { gradients } = await objective.slopes(decoder, given);
    assert.deepEqual(Object.keys(gradients), [...decoder.parameters.keys()]);
    for (const slope of Object.values(gradients)) slope.dispose();
  };
  await learn();
  const before = liveHandles();
  await learn();
  assert.equal(liveHandles(), before);
});

Deno.test("scheduledSampling() refuses a probability out of its range", async () => {
  await assert.rejects(inputsUnder(tableDecoder(CHAIN), lesson([3]), { chance: 1.2 }), {
    name: "RangeError",
    message:
      "Cannot replace words: the probability must be from 0 to 1, current value is 1.2 in update 1",
  });
});
