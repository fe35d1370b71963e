import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { MINI_RESNET, planResnet, resnetCost } from "../../../lib/encoders/resnet_config.ts";
import {
  MINI_PRETRAINING,
  pretrainMini,
  type PretrainMiniOptions,
} from "../../../lib/experiments/pretraining/pretrain_mini.ts";
import {
  generatorFingerprint,
  LABELS,
  renderPictures,
} from "../../../lib/experiments/pretraining/pictures.ts";
import { altTexts } from "../../../lib/experiments/pretraining/alt_texts.ts";
import { ImageTextModel, type MiniatureName, MINIATURES } from "#lib/experiments";
import { readSafetensors, startTensors, zeros } from "#lib/tensor";
import { inFolder } from "../../temporary.ts";
import { writeShard } from "./shards.ts";

await startTensors();

const IMAGES = MINI_PRETRAINING.training.batchSize, HELD_OUT = 10;
const GENERATOR = generatorFingerprint();
const { seed: SEED, heldOutSeed: HELD_OUT_SEED } = MINI_PRETRAINING;
const LEARNED = renderPictures({ seed: SEED, first: 0, count: IMAGES });
const TESTED = renderPictures({ seed: HELD_OUT_SEED, first: 0, count: HELD_OUT });

/** One batch of pictures and two updates, in folders of their own. */
async function run(
  folder: string,
  { encoder = "mini-resnet", ...changes }: Partial<PretrainMiniOptions> & {
    encoder?: MiniatureName;
  } = {},
) {
  const workFolder = `${folder}/work`;
  await writeShard(workFolder, { ...LEARNED, seed: SEED, generator: GENERATOR });
  await writeShard(workFolder, { ...TESTED, seed: HELD_OUT_SEED, generator: GENERATOR });
  return await pretrainMini(encoder, {
    workFolder,
    out: `${folder}/out`,
    updates: 2,
    images: IMAGES,
    heldOut: HELD_OUT,
    ...changes,
  });
}

const weights = (folder: string) => readFileSync(`${folder}/out/mini-resnet.safetensors`);
const checkpoint = (folder: string) =>
  `${folder}/work/mini-resnet-${IMAGES}-${generatorFingerprint()}.checkpoint`;

Deno.test("pretrainMini() writes weights and their record, the same bits stopped or not", () =>
  inFolder(async (folder) => {
    const whole = `${folder}/whole`, broken = `${folder}/broken`, stages: string[] = [];
    const record = await run(whole, { onProgress: (stage) => stages.push(stage) });
    assert.deepEqual(stages, ["pictures", "held-out pictures"]);
    assert.deepEqual(JSON.parse(readFileSync(`${whole}/out/mini-resnet.json`, "utf8")), record);
    assert.equal(record.losses.length, 2);
    assert.equal(record.training.updates, 2);
    assert.deepEqual(record.learnedFrom.scenes, IMAGES);
    assert.deepEqual(record.heldOut.scenes, HELD_OUT);
    assert.equal(record.training.rate, MINIATURES["mini-resnet"].rate);
    assert.equal(record.learnedFrom.generator, GENERATOR);
    // Before it has learned anything the loss is about the sum of ln classes, 8.3.
    const blind = Object.values(LABELS).reduce((sum, { length }) => sum + Math.log(length), 0);
    assert.ok(Math.abs(record.losses[0] - blind) < 1, String(record.losses[0]));

    const { tensors, metadata } = await readSafetensors(`${whole}/out/mini-resnet.safetensors`);
    assert.deepEqual(JSON.parse(metadata.labels), LABELS);
    assert.deepEqual(JSON.parse(metadata.config), MINI_RESNET);
    assert.equal(metadata.generator, GENERATOR);
    assert.equal(record.training.parameters, resnetCost(planResnet(MINI_RESNET)).parameters);
    assert.deepEqual(tensors.get("head.kind.weight")?.shape, [28, 160]);

    // No picture is missing, so that the signal stops the first update.
    await assert.rejects(run(broken, { signal: AbortSignal.abort() }), { name: "AbortError" });
    assert.ok(existsSync(checkpoint(broken)) && !existsSync(`${broken}/out`));
    const resumed = await run(broken);
    assert.deepEqual(weights(broken), weights(whole));
    assert.deepEqual([resumed.losses, resumed.heldOut], [record.losses, record.heldOut]);
    assert.ok(!existsSync(checkpoint(broken)));
  }));

for (const encoder of ["mini-clip", "mini-resnet-text"] as const) {
  Deno.test(`pretrainMini() trains ${encoder} with texts, the same bits stopped or not`, () =>
    inFolder(async (folder) => {
      const whole = `${folder}/whole`, broken = `${folder}/broken`;
      const record = await run(whole, { encoder });
      // Nothing is told apart yet: ln of the batch, and the first scale makes it a little more.
      const blind = Math.log(IMAGES);
      assert.ok(Math.abs(record.losses[0] - blind) < 0.5, String(record.losses[0]));
      assert.ok("retrieval" in record.heldOut);
      assert.equal(record.heldOut.retrieval.among, HELD_OUT);

      await assert.rejects(run(broken, { encoder, signal: AbortSignal.abort() }), {
        name: "AbortError",
      });
      const resumed = await run(broken, { encoder });
      const file = (place: string) => `${place}/out/${encoder}.safetensors`;
      assert.deepEqual(readFileSync(file(broken)), readFileSync(file(whole)));
      assert.deepEqual([resumed.losses, resumed.heldOut], [record.losses, record.heldOut]);

      const model = await ImageTextModel.load(file(whole), encoder);
      const { pooled } = model.encoder.encode(zeros([2, 112, 112, 3]));
      assert.deepEqual(model.project(pooled).shape, [2, 160]);
      assert.equal((await model.encodeTexts(altTexts(SEED, 3))).length, 3 * 160);
      assert.ok(Math.abs(await model.scale() - 1 / 0.07) < 0.5);
      model.dispose();
    }));
}

Deno.test("ImageTextModel.load() refuses an encoder that has never seen a text", async () => {
  await assert.rejects(ImageTextModel.load("data/mini/mini-resnet.safetensors", "mini-resnet"), {
    name: "RangeError",
    message: 'Cannot load "data/mini/mini-resnet.safetensors" with texts: ' +
      "mini-resnet was trained with labels",
  });
});
