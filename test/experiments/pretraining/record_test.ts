import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  MINI_PRETRAINING,
  MINIATURE_NAMES,
  MINIATURES,
  type Named,
  type PretrainingRecord,
  type Retrieved,
} from "#lib/experiments";
import { miniatureCost } from "../../../lib/experiments/miniatures.ts";
import { altTexts } from "../../../lib/experiments/pretraining/alt_texts.ts";
import { nameHeldOut, retrieveHeldOut } from "../../../lib/experiments/pretraining/held_out.ts";
import {
  generatorFingerprint,
  LABELS,
  renderPictures,
} from "../../../lib/experiments/pretraining/pictures.ts";
import { readSafetensors, startTensors } from "#lib/tensor";

await startTensors();

const FOLDER = fileURLToPath(new URL("../../../data/mini", import.meta.url));
const LABEL_NAMES = ["kind", "material", "colour"] as const;
/** The encoders whose weights are in the repository, and those that are records only. */
const COMMITTED = ["mini-resnet", "mini-clip"] as const,
  CONTROLS = ["mini-vit", "mini-resnet-text"];

const weights = (name: string) => `${FOLDER}/${name}.safetensors`;
function record<H>(name: string): PretrainingRecord<H> {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8"));
}

/** The first held-out pictures of a record. */
function heldOutPictures({ heldOut: { seed } }: PretrainingRecord<unknown>, count: number) {
  const pictures = renderPictures({ seed, first: 0, count });
  return {
    ...pictures,
    count,
    side: MINIATURES["mini-resnet"].config.pipeline.side,
    generator: "",
  };
}

Deno.test("there is a record of each of the four miniature encoders", () => {
  assert.deepEqual([...COMMITTED, ...CONTROLS].toSorted(), [...MINIATURE_NAMES].toSorted());
  for (const name of MINIATURE_NAMES) assert.equal(record(name).encoder, name);
});

// Where this fails the pictures look otherwise than those that the encoders learned from: CONTRIBUTING
// says which commands make weights and records anew.
Deno.test("the committed encoders learned from pictures of today's generator", async () => {
  const today = generatorFingerprint();
  for (const name of MINIATURE_NAMES) {
    assert.equal(record(name).learnedFrom.generator, today);
    if (!existsSync(weights(name))) continue;
    const { metadata } = await readSafetensors(weights(name), { names: [] });
    assert.equal(metadata.generator, today);
  }
});

Deno.test("the four encoders had the same pictures, updates, batches, augmentation and seed", () => {
  const { scenes, seed, heldOut, heldOutSeed, training } = MINI_PRETRAINING;
  for (const name of MINIATURE_NAMES) {
    const { learnedFrom, heldOut: tested, training: trained } = record<Named | Retrieved>(name);
    assert.deepEqual([learnedFrom.scenes, learnedFrom.seed], [scenes, seed]);
    assert.deepEqual([tested.scenes, tested.seed], [heldOut, heldOutSeed]);
    for (const [key, value] of Object.entries({ ...training, rate: MINIATURES[name].rate })) {
      assert.deepEqual(trained[key as keyof typeof training], value, `${name}, ${key}`);
    }
    const { parameters, flops } = miniatureCost(MINIATURES[name]);
    assert.deepEqual([trained.parameters, trained.flopsPerImage], [parameters, flops]);
  }
});

Deno.test("committed weights are of today's configuration, and small", async () => {
  for (const name of COMMITTED) {
    const { metadata } = await readSafetensors(weights(name), { names: [] });
    assert.deepEqual(
      JSON.parse(metadata.config),
      JSON.parse(JSON.stringify(MINIATURES[name].config)),
    );
    assert.ok(readFileSync(weights(name)).length < 4e6);
  }
});

Deno.test("the encoders with labels have learned what captions talk about", () => {
  for (const name of ["mini-resnet", "mini-vit"]) {
    const { heldOut, losses } = record<Named>(name);
    for (const label of LABEL_NAMES) {
      const { accuracy, constant, classes } = heldOut[label];
      assert.equal(classes, LABELS[label].length);
      // Three standard errors of the constant answer's accuracy: no chance result.
      const error = Math.sqrt(constant * (1 - constant) / heldOut.scenes);
      assert.ok(accuracy > constant + 3 * error, `${name}, ${label}`);
    }
    assert.equal(losses.length, 20);
    const blind = LABEL_NAMES.reduce((sum, label) => sum + Math.log(LABELS[label].length), 0);
    assert.ok(losses[0] < blind + 0.2 && losses[19] < 0.75 * blind, name);
  }
});

Deno.test("the encoders with texts find five times as many texts as chance", () => {
  for (const name of ["mini-clip", "mini-resnet-text"]) {
    const { heldOut: { retrieval }, losses } = record<Retrieved>(name);
    assert.deepEqual([retrieval.among, retrieval.groups], [200, 10]);
    assert.ok(retrieval.chance[10] > 0.05 && retrieval.chance[10] < 0.06);
    assert.ok(retrieval.textByImage[10] >= 0.25 && retrieval.imageByText[10] >= 0.25, name);
    assert.ok(losses[19] < 0.75 * Math.log(64));
  }
});

Deno.test("the committed weights name held-out pictures as well as the record says", async () => {
  const count = 200, own = record<Named>("mini-resnet");
  const pictures = heldOutPictures(own, count), miniature = MINIATURES["mini-resnet"];
  const named = await nameHeldOut(weights("mini-resnet"), { miniature, pictures });
  for (const label of LABEL_NAMES) {
    // A tenth of the record's pictures: within three standard deviations of a binomial, about 10 %.
    const { accuracy } = own.heldOut[label];
    const band = 3 * Math.sqrt(accuracy * (1 - accuracy) / count);
    assert.ok(
      Math.abs(named[label].accuracy - accuracy) < band,
      `${label}: ${named[label].accuracy}, in the record ${accuracy} ± ${band}`,
    );
  }
});

Deno.test("the committed weights find held-out texts as well as the record says", async () => {
  const count = 200, own = record<Retrieved>("mini-clip");
  const pictures = heldOutPictures(own, count), texts = altTexts(own.heldOut.seed, count);
  const found = await retrieveHeldOut(weights("mini-clip"), { name: "mini-clip", pictures, texts });
  const recall = own.heldOut.retrieval.textByImage[10];
  const band = 3 * Math.sqrt(recall * (1 - recall) / count);
  assert.ok(Math.abs(found.textByImage[10] - recall) < band, `${found.textByImage[10]}, ${recall}`);
});
