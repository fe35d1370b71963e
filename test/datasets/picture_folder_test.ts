import assert from "node:assert/strict";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadPictureFolder, type SplitName } from "#lib/datasets";
import { inFolder } from "../temporary.ts";

const FOLDER = "test/testdata/datasets/own";
const SPLITS = ["train", "val", "test"] as const;

/** Calls with a folder that has the test pictures and other captions. */
async function withCaptions<T>(
  captions: { csv?: string; json?: unknown },
  run: (folder: string) => Promise<T>,
): Promise<T> {
  return await inFolder(async (folder) => {
    cpSync(FOLDER, folder, { recursive: true });
    rmSync(join(folder, "captions.csv"));
    if (captions.csv !== undefined) writeFileSync(join(folder, "captions.csv"), captions.csv);
    if (captions.json !== undefined) {
      writeFileSync(join(folder, "captions.json"), JSON.stringify(captions.json));
    }
    return await run(folder);
  });
}

Deno.test("a CSV gives pictures, several captions each, and their splits", async () => {
  const train = await loadPictureFolder(FOLDER, "train"),
    test = await loadPictureFolder(FOLDER, "test");
  assert.deepEqual(train.images.map(({ id, fileName }) => [id, fileName]), [[1, "can.jpg"]]);
  assert.deepEqual([...train.references], [[1, ["A red can, on a table.", "a can"]]]);
  assert.deepEqual([...test.references], [[3, ['a "dog"']]]);
  assert.deepEqual(train.counts, {
    ...{ images: 1, captions: 2, references: 2, imagesWithoutReference: 0 },
    ...{ rejected: 0, precanned: 0, both: 0 },
  });
});

Deno.test("JSON says the same, and may have a picture that nobody described", async () => {
  const json = [
    { file: "can.jpg", captions: ["A red can, on a table.", "a can"], split: "train" },
    { file: "mug.jpg", captions: [], split: "train" },
  ];
  await withCaptions({ json }, async (folder) => {
    const { references, counts } = await loadPictureFolder(folder, "train");
    assert.deepEqual([...references], [[1, json[0].captions]]);
    assert.equal(counts.imagesWithoutReference, 1);
  });
});

Deno.test("without splits the pictures are drawn, each once, the same each time", async () => {
  await inFolder(async (folder) => {
    const names = Array.from({ length: 40 }, (_, i) => `${i}.jpg`);
    for (const name of names) cpSync(join(FOLDER, "can.jpg"), join(folder, name));
    const lines = names.flatMap((name) => [`${name},a can`, `${name},one can`]);
    writeFileSync(join(folder, "captions.csv"), ["file,caption", ...lines].join("\n"));
    const load = async (split: SplitName) => (await loadPictureFolder(folder, split)).images;
    const all = [];
    for (const split of SPLITS) all.push(await load(split));
    assert.deepEqual(all.map(({ length }) => length), [30, 6, 4]);
    assert.deepEqual(all.flat().map(({ fileName }) => fileName).sort(), names.toSorted());
    assert.deepEqual(await load("val"), all[1]);
    assert.notDeepEqual(all[0].map(({ id }) => id), Array.from({ length: 30 }, (_, i) => i + 1));
  });
});

Deno.test("what is wrong is named with its line", async () => {
  const head = "file,caption,split\n";
  for (
    const [csv, message] of [
      [`${head}can.jpg,a can,train\nmug.jpg,,train\n`, /line 3: "caption" must not be empty/],
      [`${head}../can.jpg,a can,train\n`, /line 2: "file" must be a plain file name/],
      [`${head}none.jpg,a can,train\n`, /line 2: "file" names a file that is missing/],
      [`${head}can.jpg,a can,dev\n`, /"can\.jpg" must have one split, .* current ones are dev/],
      [`${head}can.jpg,a can,train\nmug.jpg,a mug,\n`, /"mug\.jpg" must have one split, .* none/],
      [`${head}can.jpg,a can,train\ncan.jpg,a can,val\n`, /current ones are train, val/],
      [`${head}can.jpg,"a can,train\n`, /Cannot read "captions\.csv": Quote Not Closed/],
      [`${head}can.jpg\n`, /Cannot read "captions\.csv": Invalid Record Length/],
      [`${head}can.jpg,a can,train\n\nmug.jpg,a mug,train\n`, /got 1 on line 3/],
      ["name,text\ncan.jpg,a can\n", /line 1 must name file, caption .* is name, text$/],
      ["file,caption,Split\ncan.jpg,a can,val\n", /line 1 must name .* is file, caption, Split$/],
      ["file,caption,caption\ncan.jpg,a,b\n", /line 1 must name .*, each once/],
      ["file;caption\ncan.jpg;a can\n", /line 1 must name .* is file;caption$/],
      [
        "file,caption\ncan.jpg,a can\n",
        /number must be a whole number from 20, current value is 1/,
      ],
    ] as [string, RegExp][]
  ) {
    await withCaptions({ csv }, async (folder) => {
      await assert.rejects(loadPictureFolder(folder, "train"), { message }, csv);
    });
  }
});

Deno.test("a key that JSON should not have is named, and an alphabet that is not UTF-8", async () => {
  await withCaptions(
    { json: [{ file: "can.jpg", captions: [], Split: "val" }] },
    async (folder) => {
      await assert.rejects(loadPictureFolder(folder, "val"), /picture 0 must have no .* "Split"$/);
    },
  );
  await withCaptions({ csv: "" }, async (folder) => {
    const latin1 = Uint8Array.from(
      "file,caption\ncan.jpg,caf\xe9\n",
      (letter) => letter.charCodeAt(0),
    );
    writeFileSync(join(folder, "captions.csv"), latin1);
    await assert.rejects(loadPictureFolder(folder, "val"), {
      name: "SyntaxError",
      message: 'Cannot read "captions.csv": it must be text in UTF-8',
    });
  });
});

Deno.test("a byte-order mark belongs to no heading", async () => {
  const csv = "\ufefffile,caption,split\ncan.jpg,a can,val\n";
  await withCaptions({ csv }, async (folder) => {
    assert.equal((await loadPictureFolder(folder, "val")).images.length, 1);
  });
});

Deno.test("a folder must have one file of captions", async () => {
  await withCaptions({}, async (folder) => {
    await assert.rejects(
      loadPictureFolder(folder, "train"),
      /must have one of captions\.csv, captions\.json/,
    );
  });
  await withCaptions({ csv: "x", json: [] }, async (folder) => {
    await assert.rejects(loadPictureFolder(folder, "train"), /current number is 2/);
  });
});
