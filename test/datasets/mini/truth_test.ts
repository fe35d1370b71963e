import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { countBy, loadTruth } from "#lib/datasets/mini";
import { truthOf } from "../../../lib/datasets/mini/annotations.ts";
import { describe } from "../../../lib/datasets/mini/photograph.ts";
import { inFolder } from "../../temporary.ts";

const COUNTS = { train: 2, val: 40, test: 0 };
const PICTURES = Array.from({ length: 40 }, (_, i) => describe(3, "val", i));

interface Written {
  images: Record<string, unknown>[];
}

/** Loads the truth about forty pictures after a change to the file. */
function load(change: (json: Written) => void = () => {}) {
  return inFolder((folder) => {
    const json = JSON.parse(JSON.stringify(truthOf("val", COUNTS, PICTURES)));
    change(json);
    mkdirSync(`${folder}/annotations`);
    writeFileSync(`${folder}/annotations/truth_val.json`, JSON.stringify(json));
    return loadTruth(folder, "val");
  });
}

Deno.test("truthOf() keeps everything that is known of a scene", () => {
  const { images } = truthOf("val", COUNTS, PICTURES) as Written;
  const [{ scene }] = PICTURES;
  assert.deepEqual(images[0].levels, {
    blur: Number(scene.quality.blur.toFixed(3)),
    bright: Number(scene.quality.bright.toFixed(3)),
    dark: Number(scene.quality.dark.toFixed(3)),
    framing: Number(scene.quality.framing.toFixed(3)),
    obstruction: Number(scene.quality.obstruction.toFixed(3)),
    rotation: scene.quality.rotation,
  });
  for (const [i, image] of images.entries()) {
    const { scene } = PICTURES[i];
    assert.deepEqual([image.id, image.file_name], [
      2 + i,
      `Mini_val_${String(i).padStart(8, "0")}.jpg`,
    ]);
    assert.deepEqual(image.text, scene.text);
    assert.equal(image.unrecognizable, scene.quality.hopeless);
    assert.equal((image.clutter as unknown[]).length, scene.clutter.length);
  }
});

Deno.test("loadTruth() gives what the study asks for", async () => {
  const truths = await load();
  assert.equal(truths.length, 40);
  for (const [i, truth] of truths.entries()) {
    const { kind, material, colour, rotation, quality } = PICTURES[i].scene;
    assert.deepEqual(truth, {
      id: 2 + i,
      kind,
      material,
      colour,
      rotation,
      quality: {
        blur: quality.blur >= 0.35,
        bright: quality.bright >= 0.35,
        dark: quality.dark >= 0.35,
        framing: quality.framing >= 0.35,
        obstruction: quality.obstruction >= 0.35,
        rotation: rotation !== 0,
      },
    });
  }
});

Deno.test("countBy() counts by a property, the most frequent first and equal ones by name", () => {
  const flaws = { blur: false, bright: false, dark: false, framing: false, obstruction: false };
  const truth = (kind: string, rotation: number, marked: Record<string, boolean> = {}) => ({
    id: 0,
    kind,
    material: "metal",
    colour: "red",
    rotation,
    quality: { ...flaws, rotation: rotation > 0, ...marked },
  });
  const truths = [truth("pen", 0), truth("mug", 90), truth("can", 90, { blur: true })];
  truths.push(truth("can", 0, { blur: true, dark: true }));
  assert.deepEqual(countBy(truths, "kind"), [
    { label: "can", count: 2 },
    { label: "mug", count: 1 },
    { label: "pen", count: 1 },
  ]);
  assert.deepEqual(countBy(truths, "rotation"), [
    { label: "0°", count: 2 },
    { label: "90°", count: 2 },
  ]);
  assert.deepEqual(countBy(truths, "material"), [{ label: "metal", count: 4 }]);
  assert.deepEqual(countBy([], "colour"), []);
});

Deno.test("loadTruth() names file, position and reason of what is wrong", async () => {
  await assert.rejects(
    load(({ images }) => delete images[7].kind),
    /^TypeError: Cannot read "truth_val.json": image 7 has no "kind"$/,
  );
  await assert.rejects(
    load(({ images }) => (images[3].quality as Record<string, unknown>).dark = 1),
    /^TypeError: .*"truth_val.json": image 3.*"dark" must be true or false, current value is 1$/,
  );
  await assert.rejects(
    load(({ images }) => images[0].rotation = "90"),
    /^TypeError: .*image 0: "rotation" must be a whole number, current value is "90"$/,
  );
  await inFolder((folder) =>
    assert.rejects(loadTruth(folder, "val"), /truth_val.json": the file is missing/)
  );
});
