import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadVizwiz } from "#lib/datasets";

const FOLDER = fileURLToPath(new URL("../testdata/datasets/vizwiz", import.meta.url));

interface Annotations {
  images: Record<string, unknown>[];
  annotations: Record<string, unknown>[];
}

/** Loads a copy of the small data set after a change to its annotations. */
async function loadChanged(
  change: (json: Annotations, folder: string) => void,
  options?: { requireImages?: boolean },
) {
  const folder = mkdtempSync(join(tmpdir(), "vizwiz-"));
  try {
    cpSync(FOLDER, folder, { recursive: true });
    const file = join(folder, "annotations", "val.json");
    const json = JSON.parse(readFileSync(file, "utf8"));
    change(json, folder);
    writeFileSync(file, JSON.stringify(json));
    return await loadVizwiz(folder, "val", options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

Deno.test("loadVizwiz() keeps captions that are neither rejected nor precanned", async () => {
  const { name, images, references, counts } = await loadVizwiz(FOLDER, "val");
  assert.equal(name, "val");
  assert.deepEqual(images[0], {
    id: 0,
    fileName: "VizWiz_val_00000000.jpg",
    path: join(FOLDER, "val", "VizWiz_val_00000000.jpg"),
    textDetected: true,
  });
  assert.deepEqual([...references], [
    [0, ["A red can of soda on a table.", "a red can", "Red can, label says: Cola", "A can."]],
    [1, ["A green wall", "something green"]],
  ]);
  assert.deepEqual(counts, {
    images: 3,
    captions: 15,
    rejected: 3,
    precanned: 7,
    both: 1,
    references: 6,
    imagesWithoutReference: 1,
  });
});

Deno.test("loadVizwiz() reads a test split, which has no captions", async () => {
  const { images, references } = await loadVizwiz(FOLDER, "test", { requireImages: false });
  assert.deepEqual([images.length, references.size], [0, 0]);
});

Deno.test("loadVizwiz() takes links to pictures, and captions alone on request", async () => {
  await loadChanged((json, folder) => {
    symlinkSync("VizWiz_val_00000000.jpg", join(folder, "val", "link.jpg"));
    json.images[2].file_name = "link.jpg";
  });
  const { images } = await loadChanged((json, folder) => {
    json.images[0].file_name = "elsewhere.jpg";
    rmSync(join(folder, "val"), { recursive: true });
  }, { requireImages: false });
  assert.equal(images[0].fileName, "elsewhere.jpg");
});

Deno.test("loadVizwiz() names file, position and reason of what is wrong", async (test) => {
  const cases: [string, (json: Annotations, folder: string) => void, RegExp][] = [
    [
      "missing key",
      ({ annotations }) => delete annotations[7].image_id,
      /^TypeError: Cannot read "val.json": annotation 7 has no "image_id"$/,
    ],
    [
      "missing list",
      (json) => delete (json as Partial<Annotations>).annotations,
      /^TypeError: Cannot read "val.json": the file has no "annotations"$/,
    ],
    [
      "wrong type",
      ({ annotations }) => annotations[2].caption = 5,
      /^TypeError: .*"val.json": annotation 2: "caption" must be text, current value is 5$/,
    ],
    [
      "text instead of a number",
      ({ images }) => images[1].id = "1",
      /^TypeError: .*"val.json": image 1: "id" must be a whole number, current value is "1"$/,
    ],
    [
      "null instead of true or false",
      ({ annotations }) => annotations[0].is_rejected = null,
      /^TypeError: .*annotation 0: "is_rejected" must be true or false, current value is null$/,
    ],
    [
      "list instead of an object",
      ({ images }) => images[1] = [] as unknown as Record<string, unknown>,
      /^TypeError: .*"val.json": image 1 must be an object, current value is \[\]$/,
    ],
    [
      "dangling image id",
      ({ annotations }) => annotations[4].image_id = 99,
      /^RangeError: .*annotation 4: "image_id" leads to no image, current value is 99$/,
    ],
    [
      "duplicate image id",
      ({ images }) => images[2].id = 0,
      /^RangeError: .*"val.json": image 2: "id" 0 occurs before, in image 0$/,
    ],
    [
      "duplicate file name",
      ({ images }) => images[1].file_name = images[0].file_name,
      /^RangeError: .*image 1: "file_name" "VizWiz_val_00000000.jpg" occurs before, in image 0$/,
    ],
    [
      "duplicate annotation id",
      ({ annotations }) => annotations[9].id = annotations[3].id,
      /^RangeError: .*annotation 9: "id" 3 occurs before, in annotation 3$/,
    ],
    [
      "missing file",
      ({ images }) => images[1].file_name = "gone.jpg",
      /^RangeError: .*image 1: "file_name" names a file that is missing, ".*val.gone.jpg"$/,
    ],
    [
      "folder instead of a file",
      ({ images }, folder) => {
        mkdirSync(join(folder, "val", "folder.jpg"));
        images[1].file_name = "folder.jpg";
      },
      /^RangeError: .*image 1: "file_name" names a file that is missing/,
    ],
    ...["../val.json", "/etc/passwd", "a\\b.jpg", "..", "", "a\0b"].map((
      name,
    ): [string, (json: Annotations) => void, RegExp] => [
      `file name ${JSON.stringify(name)}, which leaves the folder`,
      ({ images }) => images[0].file_name = name,
      /^RangeError: .*"val.json": image 0: "file_name" must be a plain file name, current value/,
    ]),
  ];
  for (const [name, change, message] of cases) {
    await test.step(name, async () => {
      await assert.rejects(loadChanged(change), message);
    });
  }
});

Deno.test("loadVizwiz() names a missing file or folder", async () => {
  await assert.rejects(
    loadVizwiz(FOLDER, "train"),
    /Cannot read ".*annotations.train.json": the file is missing/,
  );
  await assert.rejects(
    loadChanged((_, folder) => rmSync(join(folder, "val"), { recursive: true })),
    /Cannot read the pictures: there is no folder ".*val"/,
  );
});
