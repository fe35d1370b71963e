import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadKarpathy, type SplitName } from "#lib/datasets";
import { inFolder } from "../temporary.ts";

const FOLDER = "test/testdata/datasets/flickr8k";

// deno-lint-ignore no-explicit-any
type Json = any;

/** Loads a copy of the test data after a change to its file. */
async function changed(
  change: (json: Json) => void,
  split: SplitName = "train",
  name = "flickr8k",
) {
  return await inFolder(async (folder) => {
    cpSync(FOLDER, folder, { recursive: true });
    const json = JSON.parse(readFileSync(join(folder, "dataset_flickr8k.json"), "utf8"));
    change(json);
    writeFileSync(join(folder, `dataset_${name}.json`), JSON.stringify(json));
    return await loadKarpathy(folder, name as "coco", split);
  });
}

Deno.test("loadKarpathy() gives each split its pictures, restval to the training pictures", async () => {
  const ids = async (split: SplitName) =>
    (await loadKarpathy(FOLDER, "flickr8k", split)).images.map(({ id }) => id);
  assert.deepEqual([await ids("train"), await ids("val"), await ids("test")], [[0, 1], [2], [
    3,
    4,
  ]]);
});

Deno.test("loadKarpathy() keeps sentences as they were written, and counts them", async () => {
  const { references, counts, images } = await loadKarpathy(FOLDER, "flickr8k", "test");
  assert.deepEqual([...references], [[3, ["A dog !"]]]);
  assert.deepEqual(counts, {
    ...{ images: 2, captions: 1, references: 1, imagesWithoutReference: 1 },
    ...{ rejected: 0, precanned: 0, both: 0 },
  });
  assert.equal(images[0].path, join(FOLDER, "images", "3.jpg"));
});

Deno.test("COCO's pictures have their own ids and folders", async () => {
  const coco = (json: Json) =>
    json.images.forEach((image: Json) =>
      Object.assign(image, { cocoid: 500 + image.imgid, filepath: "images" })
    );
  const { images } = await changed(coco, "train", "coco");
  assert.deepEqual(images.map(({ id }) => id), [500, 501]);
});

Deno.test("loadKarpathy() names what is wrong, and where", async () => {
  for (
    const [change, message] of [
      [
        (json) => json.images[1].split = "dev",
        /image 1: "split" must be one of train, restval, val, test, current value is "dev"/,
      ],
      [(json) => delete json.images[0].sentences, /image 0 has no "sentences"/],
      [(json) => json.images[0].filename = "../x.jpg", /"filename" must be a plain file name/],
      [
        (json) => json.images[1].imgid = 0,
        /image 1: "imgid" 0 occurs before, in image 0$/,
      ],
      [
        (json) => json.images[3].imgid = 0, // of another split
        /image 3: "imgid" 0 occurs before, in image 0$/,
      ],
      [
        (json) => json.images[3].filename = "0.jpg",
        /image 3: "filename" "0\.jpg" occurs before, in image 0$/,
      ],
      [
        (json) => json.images[1].filename = "9.jpg",
        /image 1: "filename" names a file that is missing, ".*9\.jpg"/,
      ],
      [(json) => json.images = {}, /"images" must be a list/],
    ] as [(json: Json) => void, RegExp][]
  ) {
    await assert.rejects(changed(change), { message });
  }
});
