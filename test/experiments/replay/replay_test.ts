import assert from "node:assert/strict";
import { join } from "node:path";
import { generateMini } from "#lib/datasets";
import {
  allFaults,
  CLIP_ATTENTION,
  CNN_LSTM,
  type FaultName,
  FAULTS,
  type Material,
  miniStudy,
  prepareMaterial,
  readReplay,
  runReplay,
  type Settings,
} from "#lib/experiments";
import { liveHandles, startTensors } from "#lib/tensor";
import { tokenize } from "#lib/text";
import { seenFeatures } from "../../../lib/experiments/replay/faulty_features.ts";
import { withFaultyFeatures } from "../../../lib/experiments/replay/replay_features.ts";
import { textFormPairs } from "../../../lib/experiments/replay/teacher_forced.ts";
import { inFolder } from "../../temporary.ts";

await startTensors();

const ROOT = ".";
const tiny = (settings: Settings): Settings => ({
  ...settings,
  embeddingWidth: 8,
  hiddenWidth: 8,
  batchSize: 8,
  updates: 2,
  evaluateEvery: 2,
});

async function withStudy(
  test: (study: ReturnType<typeof miniStudy>, folder: string) => Promise<void>,
) {
  await inFolder(async (folder) => {
    await generateMini({ folder: join(folder, "data"), counts: { train: 24, val: 5, test: 1 } });
    const places = { features: join(folder, "features"), runs: join(folder, "runs") };
    await test(miniStudy({ folder: join(folder, "data"), ...places }), folder);
  });
}

async function faulty(material: Material, settings: Settings, ...names: FaultName[]) {
  return await withFaultyFeatures(material, { switches: new Set(names), settings, root: ROOT });
}

/** Largest difference of two lists. */
const distance = (one: Float32Array, other: Float32Array) =>
  one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i])), 0);

Deno.test("faults of the features change those pictures that they say, and nothing else", async (t) => {
  await withStudy(async (study) => {
    const settings = tiny(CLIP_ATTENTION.settings.miniature);
    const plain = await prepareMaterial(study, settings, { root: ROOT });
    const { train, val } = plain.features;

    await t.step("no fault leaves the features as they are", async () => {
      assert.equal((await faulty(plain, settings)).features.train, train);
    });
    await t.step(
      "raw tokens have the class token among the positions, of another size",
      async () => {
        const { features } = await faulty(plain, settings, "raw-tokens");
        assert.equal(features.train.grid!.shape[0], train.grid!.shape[0] + 1);
        assert.ok(distance(features.train.rows, train.rows) < 1e-4); // the pooled vector is not touched
      },
    );
    await t.step("another normalization moves all features", async () => {
      const { features } = await faulty(plain, settings, "other-normalization");
      assert.ok(distance(features.train.rows, train.rows) > 0.01);
      assert.ok(distance(features.val.rows, val.rows) > 0.01);
    });
    await t.step(
      "crop and flip moves the scored pictures only, the same way each time",
      async () => {
        const { features } = await faulty(plain, settings, "crop-and-flip");
        assert.equal(features.train, train);
        assert.ok(distance(features.val.rows, val.rows) > 0.01);
        const again = await faulty(plain, settings, "crop-and-flip");
        assert.deepEqual(again.features.val.rows, features.val.rows);
      },
    );
    plain.frozen.encoder.dispose();
  });
});

Deno.test("seenFeatures() leaves out a picture that cannot be read, and gives the others their own rows", async () => {
  await withStudy(async (study) => {
    const settings = tiny(CLIP_ATTENTION.settings.miniature);
    const { frozen } = await prepareMaterial(study, settings, { root: ROOT });
    const train = await study.load("train");
    // More than a batch, so that rows after the first batch have to move up by one.
    const images = [...train.images, ...train.images].map((image, id) => ({ ...image, id }));
    const whole = { ...train, images };
    const broken = { ...whole, images: images.with(3, { ...images[3], path: "no-such.jpg" }) };
    const [all, some] = [
      await seenFeatures(whole, frozen, { grid: true }),
      await seenFeatures(broken, frozen, { grid: true }),
    ];
    assert.deepEqual(some.ids, all.ids.filter((id) => id !== 3));
    assert.equal(some.skipped.length, 1);
    const last = all.ids.at(-1)!, row = (of: typeof all) => of.rows.slice(-of.width);
    assert.ok(distance(row(some), row(all)) < 1e-4); // the last bits depend on the batch
    assert.ok(distance(some.grid!.read([last]), all.grid!.read([last])) < 1e-2); // 16 bits
    frozen.encoder.dispose();
  });
});

Deno.test("batch statistics move the ResNet's features in training, and at evaluation less", async () => {
  await withStudy(async (study) => {
    const settings = tiny(CNN_LSTM.settings.miniature);
    const plain = await prepareMaterial(study, settings, { root: ROOT });
    const { features } = await faulty(plain, settings, "batch-statistics");
    const moved = (part: "train" | "val") =>
      distance(features[part].rows, plain.features[part].rows);
    assert.ok(moved("train") > 0.01 && moved("val") > 0.001);
    plain.frozen.encoder.dispose();
  });
});

Deno.test("textFormPairs() has the caption's words, and those of the other fields behind them", async () => {
  await withStudy(async (study) => {
    const { val, vocabulary, frozen } = await prepareMaterial(
      study,
      tiny(CNN_LSTM.settings.miniature),
      { root: ROOT },
    );
    const [first] = textFormPairs(val, vocabulary), [caption] = [...val.references.values()][0];
    const words = vocabulary.encode(tokenize(caption));
    assert.ok(first.tokens.length > words.length + 5);
    assert.ok(first.tokens.join(" ").includes(words.join(" ")));
    frozen.encoder.dispose();
  });
});

Deno.test("runReplay() has a row for each fault, alone and together, and reads what it trained", async () => {
  await withStudy(async (study, folder) => {
    const before = liveHandles(), told: string[] = [];
    const options = {
      ...{ study, root: ROOT, out: join(folder, "out"), seeds: [1], change: tiny },
      onProgress: (stage: string, { note }: { note?: string }) => {
        if (note === "already there" && stage.includes("seed")) told.push(stage);
      },
    };
    const replay = await runReplay(options);
    const rows = replay.rows.map(({ model, switched }) => `${model} ${switched}`);
    assert.equal(new Set(rows).size, FAULTS.length + 3); // two models without faults, one with all
    for (const { name, model } of FAULTS) assert.ok(rows.includes(`${model} ${name}`));
    assert.equal(allFaults("clip-attention").size, FAULTS.length - 1);
    for (const { switched, differences } of replay.rows) {
      assert.equal(differences === undefined, switched === "none");
    }
    assert.deepEqual(await readReplay(options.out), JSON.parse(JSON.stringify(replay)));
    // Faults of scoring share the training of the model without faults.
    const shared = FAULTS.filter(({ acts }) => acts === "scoring").map(({ name }) => name);
    for (const name of shared) assert.ok(told.some((stage) => stage.includes(name)), name);
    assert.equal(liveHandles(), before);
  });
});
