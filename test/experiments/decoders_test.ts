import assert from "node:assert/strict";
import { join } from "node:path";
import { generateMini } from "#lib/datasets";
import {
  attentionOf,
  Captioner,
  CLIP_ATTENTION,
  CLIP_HARD_ATTENTION,
  CLIP_TRANSFORMER,
  type DecoderDescription,
  entropyBySteps,
  makeDecoder,
  type Material,
  miniStudy,
  overfitOneBatch,
  prepareMaterial,
  runExperiment,
  type Settings,
  whereItLooked,
} from "#lib/experiments";
import { liveHandles, Random, startTensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

await startTensors();

const ROOT = ".";
const tiny = (settings: Settings): Settings => ({
  ...settings,
  embeddingWidth: 16,
  hiddenWidth: 16,
  batchSize: 16,
  updates: 4,
  evaluateEvery: 2,
});

async function withMaterial(test: (material: Material, folder: string) => Promise<void>) {
  await inFolder(async (folder) => {
    await generateMini({ folder: join(folder, "data"), counts: { train: 40, val: 8, test: 2 } });
    const places = { features: join(folder, "features"), runs: join(folder, "runs") };
    const study = miniStudy({ folder: join(folder, "data"), ...places });
    const settings = tiny(CLIP_ATTENTION.settings.miniature);
    await test(await prepareMaterial(study, settings, { root: ROOT }), folder);
  });
}

Deno.test("decoders over the grid, from pictures to captions", async (t) => {
  await withMaterial(async (material, folder) => {
    const before = liveHandles();
    for (const experiment of [CLIP_ATTENTION, CLIP_HARD_ATTENTION, CLIP_TRANSFORMER]) {
      const { name } = experiment, settings = tiny(experiment.settings.miniature);
      await t.step(
        `${name} trains, and its captions are those of the loaded captioner`,
        async () => {
          const run = await runExperiment(experiment, { material, settings });
          const captioner = await Captioner.load(run.folder, { root: ROOT });
          assert.ok(captioner.readsGrid);
          const paths = material.val.images.map(({ path }) => path);
          const said = await captioner.caption(paths);
          for (const [i, { id }] of material.val.images.entries()) {
            const each = said[i];
            assert.ok("caption" in each);
            assert.equal(each.caption, run.evaluation.captions.get(id));
          }
          captioner.dispose();
        },
      );
      await t.step(`${name} tells where it looked, for each word and <end>`, async () => {
        const run = await runExperiment(experiment, { material, settings });
        const { entropy, pictures } = await whereItLooked(run, { material, root: ROOT });
        const P = material.features.train.grid!.shape[0];
        assert.ok(pictures.length > 0);
        for (const { words } of pictures) {
          for (const { weights } of words) {
            assert.equal(weights.length, P);
            assert.ok(Math.abs(weights.reduce((sum, each) => sum + each, 0) - 1) < 0.05);
          }
          assert.ok(words.at(-1)!.word === "<end>" || words.length === settings.maximumLength);
        }
        for (const step of entropy) assert.ok(step.entropy <= Math.log(P) + 1e-6);
      });
      assert.equal(liveHandles(), before, name);
    }
    await t.step("a run goes on from another's weights, and is another run", async () => {
      const settings = tiny(CLIP_ATTENTION.settings.miniature);
      const first = await runExperiment(CLIP_ATTENTION, { material, settings });
      const further = { ...settings, rate: 1e-9 };
      const second = await runExperiment(CLIP_ATTENTION, {
        material,
        settings: further,
        from: first,
      });
      assert.notEqual(second.record.key, first.record.key);
      // Nothing moved, so nothing changed but the folder.
      assert.deepEqual(second.evaluation.captions, first.evaluation.captions);
    });
    await t.step("soft attention learns six captions by heart", async () => {
      const settings = {
        ...tiny(CLIP_ATTENTION.settings.miniature),
        embeddingWidth: 64,
        hiddenWidth: 64,
      };
      const { guessing, first, rows } = await overfitOneBatch(material, settings);
      assert.ok(Math.abs(first - guessing) < 0.3);
      assert.deepEqual(rows.map(({ said }) => said), rows.map(({ wanted }) => wanted));
    });
    material.frozen.encoder.dispose();
    assert.ok(folder);
  });
});

Deno.test("makeDecoder() refuses a kind that is not there", () => {
  const other = { kind: "gru", vocabularySize: 9 } as unknown as DecoderDescription;
  assert.throws(() => makeDecoder(other, new Random(1)), {
    name: "RangeError",
    message: /must be soft-attention, hard-attention or transformer, current value is "gru"/,
  });
});

Deno.test("attentionOf() refuses a decoder that does not look", async () => {
  await withMaterial(async (material) => {
    const blind = makeDecoder({
      ...{ vocabularySize: material.vocabulary.size, featureWidth: material.features.val.width },
      ...{ embeddingWidth: 4, hiddenWidth: 4, layers: 1, dropout: 0 },
    }, new Random(1));
    await assert.rejects(
      attentionOf(blind, {
        features: material.features.val,
        captions: new Map([[material.features.val.ids[0], "a can"]]),
        vocabulary: material.vocabulary,
      }),
      { name: "TypeError", message: /must tell where it looks/ },
    );
    blind.dispose();
    material.frozen.encoder.dispose();
  });
});

Deno.test("entropyBySteps() by hand, steps of few captions left out", () => {
  const word = (entropy: number) => ({ word: "a", weights: [], entropy });
  const looked = [[word(1), word(3)], [word(2)]];
  assert.deepEqual(entropyBySteps(looked, { least: 2 }), [{ step: 1, entropy: 1.5, captions: 2 }]);
  assert.equal(entropyBySteps(looked, { least: 1 })[1].entropy, 3);
});
