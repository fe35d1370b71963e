import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MINI_PRETRAINING, type PretrainingRecord } from "#lib/experiments";
import { MINI_RESNET, planResnet, resnetCost } from "../../../lib/encoders/resnet_config.ts";
import { nameHeldOut } from "../../../lib/experiments/pretraining/held_out.ts";
import {
  generatorFingerprint,
  LABELS,
  renderPictures,
} from "../../../lib/experiments/pretraining/pictures.ts";
import { readSafetensors, startTensors } from "#lib/tensor";

await startTensors();

const FOLDER = fileURLToPath(new URL("../../../data/mini", import.meta.url));
const WEIGHTS = `${FOLDER}/mini-resnet.safetensors`;
const RECORD: PretrainingRecord = JSON.parse(readFileSync(`${FOLDER}/mini-resnet.json`, "utf8"));
const NAMES = ["kind", "material", "colour"] as const;

// Where this fails the pictures look otherwise than those that the encoder learned from: run
// `deno task mini:pretrain --encoder resnet`, then `deno task train`, and commit what they write.
Deno.test("the committed encoder learned from pictures of today's generator", async () => {
  const { metadata } = await readSafetensors(WEIGHTS, { names: [] });
  const today = generatorFingerprint();
  assert.equal(RECORD.learnedFrom.generator, today);
  assert.equal(metadata.generator, today);
});

Deno.test("the committed weights and their record are of the same run, with today's settings", async () => {
  const { tensors, metadata } = await readSafetensors(WEIGHTS);
  assert.deepEqual(JSON.parse(metadata.config), MINI_RESNET);
  assert.deepEqual(JSON.parse(metadata.labels), LABELS);
  assert.equal(RECORD.encoder, MINI_RESNET.name);
  const { parameters, flops } = resnetCost(planResnet(MINI_RESNET));
  assert.deepEqual([RECORD.training.parameters, RECORD.training.flopsPerImage], [
    parameters,
    flops,
  ]);
  const { scenes, seed, heldOut, heldOutSeed, training } = MINI_PRETRAINING;
  assert.deepEqual([RECORD.learnedFrom.scenes, RECORD.learnedFrom.seed], [scenes, seed]);
  assert.deepEqual([RECORD.heldOut.scenes, RECORD.heldOut.seed], [heldOut, heldOutSeed]);
  for (const [name, value] of Object.entries(training)) {
    assert.deepEqual(RECORD.training[name as keyof typeof training], value, name);
  }
  for (const name of NAMES) {
    assert.equal(RECORD.heldOut[name].classes, LABELS[name].length);
    assert.deepEqual(tensors.get(`head.${name}.weight`)?.shape, [LABELS[name].length, 160]);
  }
});

Deno.test("the committed record says that the encoder has learned what captions talk about", () => {
  const { heldOut, losses } = RECORD;
  assert.ok(heldOut.kind.accuracy >= 0.5);
  for (const name of NAMES) assert.ok(heldOut[name].accuracy > heldOut[name].constant + 0.15, name);
  assert.equal(losses.length, 20);
  const blind = NAMES.reduce((sum, name) => sum + Math.log(LABELS[name].length), 0);
  assert.ok(losses[0] < blind && losses[19] < 0.6 * blind);
});

Deno.test("the committed weights name held-out pictures as well as the record says", async () => {
  const count = 200, { seed } = RECORD.heldOut;
  const pictures = {
    ...renderPictures({ seed, first: 0, count }),
    count,
    side: MINI_RESNET.pipeline.side,
    generator: "",
  };
  const named = await nameHeldOut(WEIGHTS, { config: MINI_RESNET, pictures });
  for (const name of NAMES) {
    // A tenth of the record's pictures: within three standard deviations of a binomial, about 10 %.
    const { accuracy } = RECORD.heldOut[name];
    const band = 3 * Math.sqrt(accuracy * (1 - accuracy) / count);
    assert.ok(
      Math.abs(named[name].accuracy - accuracy) < band,
      `${name}: ${named[name].accuracy}, in the record ${accuracy} ± ${band}`,
    );
  }
});
