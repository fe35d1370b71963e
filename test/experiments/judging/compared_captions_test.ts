import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { COMPARED, comparedCaptions, miniStudy } from "#lib/experiments";
import { annotationsOf } from "../../../lib/datasets/mini/annotations.ts";
import { describe } from "../../../lib/datasets/mini/photograph.ts";
import { captionTexts } from "../../../lib/experiments/generate_captions.ts";
import { readCaptions } from "../../../lib/experiments/run_folder.ts";
import { inFolder } from "../../temporary.ts";

const STUDY = miniStudy({ folder: "", features: "", runs: "" });

/** A validation split of which only the order of the pictures is looked at. */
function split(count: number, firstId: number) {
  const images = Array.from({ length: count }, (_, i) => ({
    id: firstId + i,
    fileName: `Mini_val_${i}.jpg`,
    path: "",
  }));
  return { name: "val", images, references: new Map() };
}

const read = (count: number, firstId: number, root = ".") =>
  comparedCaptions({ root, full: false, study: STUDY, val: split(count, firstId) });

Deno.test("comparedCaptions() reads four models with three seeds each", async () => {
  const models = await read(600, 3000);
  assert.deepEqual(models.map(({ model }) => model), COMPARED.map(({ name }) => name));
  for (const { model, seeds } of models) {
    assert.equal(seeds.length, 3);
    const first = captionTexts(
      await readCaptions(`data/mini/records/comparison/${model}-1`),
    );
    assert.deepEqual([...seeds[0]], [...first]);
    assert.notDeepEqual([...seeds[0]], [...seeds[1]]);
  }
});

Deno.test("comparedCaptions() gives a smaller mini the captions of its pictures, under its ids", async () => {
  const [whole] = await read(600, 3000), [part] = await read(30, 150);
  assert.equal(part.seeds[0].size, 30);
  assert.equal(part.seeds[2].get(150 + 7), whole.seeds[2].get(3000 + 7));
});

Deno.test("a smaller mini has the first validation pictures of the whole one", () => {
  const captions = (counts: { train: number; val: number; test: number }) => {
    const pictures = Array.from({ length: 5 }, (_, i) => describe(1, "val", i));
    const { annotations } = annotationsOf("val", counts, pictures) as {
      annotations: { image_id: number; caption: string }[];
    };
    return annotations.map(({ image_id, caption }) => [image_id - counts.train, caption]);
  };
  assert.deepEqual(
    captions({ train: 150, val: 30, test: 20 }),
    captions({ train: 3000, val: 600, test: 400 }),
  );
});

Deno.test("comparedCaptions() refuses more pictures than there are captions, and a folder without records", async () => {
  await assert.rejects(read(601, 3000), {
    name: "RangeError",
    message: 'Cannot read the captions of "cnn-lstm-1": there must be one for each of 601 ' +
      "pictures, current number is 600",
  });
  await inFolder(async (folder) => {
    mkdirSync(join(folder, "data"));
    await assert.rejects(read(1, 0, folder), /captions\.json/);
  });
});
