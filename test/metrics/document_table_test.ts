import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { cider, DocumentFrequencies } from "#lib/metrics";
import { inFolder } from "../temporary.ts";
import { referenceScores } from "./reference_scores.ts";

Deno.test("DocumentFrequencies reads back what it saved, to the last bit of every score", async () => {
  const [{ captions, references }] = referenceScores();
  const own = [...captions.keys()].map((id) => references.get(id)!);
  const before = DocumentFrequencies.of(own);
  await inFolder(async (folder) => {
    const path = join(folder, "table.gz");
    await before.save(path);
    const documents = await DocumentFrequencies.load(path);
    assert.equal(documents.images, before.images);
    const all = cider(captions, references)["CIDEr-D"].images;
    for (const [i, [imageId, caption]] of [...captions].entries()) {
      const one = cider(new Map([[imageId, caption]]), references, { documents })["CIDEr-D"];
      assert.ok(Math.abs(one.corpus - all[i]) <= 1e-12, `image ${imageId}`);
    }
    const again = join(folder, "again.gz");
    await documents.save(again);
    assert.deepEqual(gunzipSync(readFileSync(again)), gunzipSync(readFileSync(path)));
  });
});

Deno.test("DocumentFrequencies.save() leaves out n-grams of one image, which weigh as unseen ones", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "table.gz");
    await DocumentFrequencies.of([["a red can"], ["a red mug"], ["b"]]).save(path);
    const { words, documents } = JSON.parse(gunzipSync(readFileSync(path)).toString());
    assert.deepEqual(words, ["a", "red"]);
    assert.deepEqual(documents, [2, 2, 2]); // a, "a red", red
    const loaded = await DocumentFrequencies.load(path);
    assert.deepEqual([...loaded.vector("can").weights], [Math.log(3)]);
    assert.deepEqual([...loaded.vector("a").weights], [Math.log(3 / 2)]);
  });
});

Deno.test("DocumentFrequencies.load() names what is wrong with a file", async () => {
  const table = {
    format: "document frequencies 1",
    ...{ images: 3, words: ["a", "b"], prefixes: [-1, 0], lasts: [0, 1], documents: [2, 2] },
  };
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ format: "else" }, /"format" must be "document frequencies 1"/],
    [{ images: 0 }, /"images" must be 1 or more/],
    [{ words: ["a", 5] }, /must be text, current value is 5/],
    [{ lasts: [0, 2] }, /"lasts" must have whole numbers from 0 to 1, number 1 is 2/],
    [{ prefixes: [-1, 1] }, /"prefixes" must have whole numbers from -1 to 0, number 1 is 1/],
    [{ documents: [2, 4] }, /"documents" must have whole numbers from 1 to 3, number 1 is 4/],
    [{ documents: [2] }, /"documents" must have 2 numbers, current number is 1/],
    [{ prefixes: [-1, -1], lasts: [0, 0] }, /an n-gram stands in it twice/],
    [
      { prefixes: [-1, 0, 1, 2, 3], lasts: [0, 0, 0, 0, 0], documents: [2, 2, 2, 2, 2] },
      /"prefixes" must have n-grams of at most 4 words, 4 is longer/,
    ],
    [{ words: undefined }, /the file has no "words"/],
  ];
  await inFolder(async (folder) => {
    const path = join(folder, "table.gz");
    for (const [change, reason] of cases) {
      writeFileSync(path, gzipSync(JSON.stringify({ ...table, ...change })));
      await assert.rejects(DocumentFrequencies.load(path), (error: Error) => {
        assert.match(error.message, /^Cannot read ".*table\.gz": /);
        assert.match(error.message, reason);
        return true;
      });
    }
    writeFileSync(path, "no gzip");
    await assert.rejects(DocumentFrequencies.load(path), /^Error: Cannot read ".*table\.gz": /);
    await assert.rejects(
      DocumentFrequencies.load(join(folder, "absent")),
      /^Error: Cannot read ".*absent": the file is missing$/,
    );
  });
});
