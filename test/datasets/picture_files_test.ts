import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { identifyPictures } from "#lib/datasets";
import type { Progress } from "../../lib/types.ts";
import { inFolder } from "../temporary.ts";

Deno.test("identifyPictures() tells contents apart, whatever name and size they have", async () => {
  await inFolder(async (folder) => {
    const pictures = ["abc", "abd", "abc"].map((text, id) => {
      const path = join(folder, `${id}.jpg`);
      writeFileSync(path, text);
      return { id, fileName: `${id}.jpg`, path };
    });
    const reports: Progress[] = [];
    const onProgress = (progress: Progress) => reports.push(progress);
    const [one, two, three] = await identifyPictures(pictures, { onProgress });
    // The SHA-256 of "abc" is the first example of FIPS 180-4.
    assert.equal(one.checksum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert.notEqual(two.checksum, one.checksum);
    assert.equal(three.checksum, one.checksum);
    assert.deepEqual(three, { ...pictures[2], checksum: one.checksum });
    assert.deepEqual(reports.at(-1), { done: 3, total: 3, unit: "pictures" });
  });
});

Deno.test("identifyPictures() keeps a checksum that is known, and gives none to what it cannot read", async () => {
  const pictures = [
    { fileName: "a", path: "no-such.jpg", checksum: "known" },
    { fileName: "b", path: "no-such.jpg" },
    { fileName: "c", path: "." },
  ];
  const sums = (await identifyPictures(pictures)).map(({ checksum }) => checksum);
  assert.deepEqual(sums, ["known", "", ""]);
  assert.deepEqual(await identifyPictures([]), []);
});

Deno.test("identifyPictures() stops when it is told to", async () => {
  const pictures = Array.from({ length: 100 }, (_, id) => ({ id, fileName: `${id}`, path: "x" }));
  const stop = new AbortController();
  let last = 0;
  const onProgress = ({ done }: Progress) => {
    last = done;
    if (done === 9) stop.abort();
  };
  await assert.rejects(identifyPictures(pictures, { onProgress, signal: stop.signal }), {
    name: "AbortError",
  });
  assert.ok(last < 100, String(last));
});
