import assert from "node:assert/strict";
import { join } from "node:path";
import { generateMini } from "#lib/datasets/mini";
import { LstmDecoder } from "#lib/decoders";
import { captionVectors, embedRun, loadSplit, miniStudy, type Study } from "#lib/experiments";
import { liveHandles, Random, startTensors, tensor1d, tensor2d, zeros } from "#lib/tensor";
import { tokenize, Vocabulary } from "#lib/text";
import { inFolder } from "../../temporary.ts";

await startTensors();

const CAPTIONS = ["a red can", "a can", "a blue mug", "zebra"];
const vocabulary = Vocabulary.build(CAPTIONS.slice(0, 3).map(tokenize), { minimumCount: 1 });
const decoder = new LstmDecoder({
  vocabularySize: vocabulary.size,
  featureWidth: 4,
  embeddingWidth: 3,
  hiddenWidth: 5,
  layers: 2,
  dropout: 0.5,
}, new Random(1));
const PICTURE = [0.1, -0.2, 0.3, 0.4];

const near = (actual: ArrayLike<number>, expected: ArrayLike<number>) => {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) assert.ok(Math.abs(actual[i] - expected[i]) < 1e-6);
};

Deno.test("captionVectors() takes the mean of the words' vectors", async () => {
  const { words } = await captionVectors(decoder, CAPTIONS, { vocabulary, picture: PICTURE });
  const table = await decoder.parameters.get("embedding.weight")!.data();
  const row = (id: number) => [...table.slice(id * 3, id * 3 + 3)];
  const [a, can] = vocabulary.encode(["a", "can"]).map(row);
  near(words.data.slice(3, 6), a.map((value, k) => (value + can[k]) / 2));
  near(words.data.slice(9, 12), row(3)); // a word that it does not know
});

Deno.test("captionVectors() ends where reading the words one by one ends, and leaks nothing", async () => {
  const before = liveHandles();
  const { hidden } = await captionVectors(decoder, CAPTIONS, { vocabulary, picture: PICTURE });
  assert.equal(liveHandles(), before);
  for (const [i, caption] of CAPTIONS.entries()) {
    const features = { pooled: tensor2d(PICTURE, [1, 4]), grid: zeros([1, 0, 4]) };
    let state = decoder.start(features, { training: false });
    for (const id of [1, ...vocabulary.encode(tokenize(caption))]) {
      ({ state } = decoder.step(state, tensor1d([id], "int32"), { training: false }));
    }
    near(hidden.data.slice(i * 5, i * 5 + 5), await state.h1.data());
  }
});

/** A tiny mini, drawn once for all steps. */
async function withStudy(test: (study: Study) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const places = ["data", "features", "runs"].map((name) => join(folder, name));
    await generateMini({ folder: places[0], counts: { train: 20, val: 8, test: 1 } });
    await test(miniStudy({ folder: places[0], features: places[1], runs: places[2] }));
  });
}

Deno.test("embedRun() gives the vectors of a run's pictures, captions and words", async (t) => {
  await withStudy(async (study) => {
    const run = "data/mini/captioner", options = { study, root: "." };
    const { references, images } = await loadSplit(study, "val");
    const described = images.filter(({ id }) => references.has(id));
    const whole = await embedRun(run, options), n = described.length;

    await t.step("rows are the described pictures, with the first thing said of each", () => {
      assert.deepEqual(whole.images.map(({ id }) => id), described.map(({ id }) => id));
      assert.deepEqual(whole.captions, described.map(({ id }) => references.get(id)![0]));
      for (
        const { shape } of [
          ...Object.values(whole.image),
          whole.caption.words,
          whole.caption.hidden,
        ]
      ) assert.equal(shape[0], n);
      assert.equal(whole.word.shape[0], whole.words.length);
      assert.ok(!whole.words.includes("<unk>"));
    });

    await t.step("a run whose encoder reads no texts has no vectors of CLIP's", () => {
      assert.equal(whole.caption.clip, undefined);
      assert.equal(whole.image.classToken, undefined);
    });

    await t.step("the first few are those of all", async () => {
      const few = await embedRun(run, { ...options, most: 3 });
      assert.equal(few.images.length, 3);
      near(
        few.image.captioner.data,
        whole.image.captioner.data.slice(0, few.image.captioner.data.length),
      );
      near(
        few.caption.hidden.data,
        whole.caption.hidden.data.slice(0, few.caption.hidden.data.length),
      );
    });

    await t.step("dev and train share no picture", async () => {
      const [train, dev] = [
        await embedRun(run, { ...options, split: "train" }),
        await embedRun(run, { ...options, split: "dev" }),
      ];
      const ids = new Set(train.images.map(({ id }) => id));
      assert.ok(dev.images.length > 0 && dev.images.every(({ id }) => !ids.has(id)));
    });
  });
});
