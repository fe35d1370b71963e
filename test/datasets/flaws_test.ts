import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countFlaws, loadFlaws } from "#lib/datasets";
import { inFolder } from "../temporary.ts";

const IMAGES = [{ id: 7, fileName: "a.jpg" }, { id: 9, fileName: "b.jpg" }];
const VOTES = { BLR: 4, DRK: 0, BRT: 2, FRM: 3, OBS: 0, ROT: 5, NON: 0, OTH: 0 };

async function flawsOf(content: unknown) {
  return await inFolder(async (folder) => {
    mkdirSync(join(folder, "quality"));
    writeFileSync(join(folder, "quality", "val.json"), JSON.stringify(content));
    return await loadFlaws(folder, "val", IMAGES);
  });
}

Deno.test("a flaw is one that three of five people saw", async () => {
  const [found, ...others] = await flawsOf([
    { image: "a.jpg", flaws: VOTES, unrecognizable: 1 },
    { image: "of another split.jpg", flaws: VOTES },
  ]);
  assert.deepEqual(others, []);
  assert.equal(found.id, 7);
  assert.deepEqual(Object.keys(found.quality).filter((flaw) => found.quality[flaw]), [
    "blur",
    "framing",
    "rotation",
  ]);
});

Deno.test("without the file there are no flaws, and another form is named", async () => {
  assert.deepEqual(await loadFlaws("nowhere", "val", IMAGES), []);
  await assert.rejects(
    flawsOf([{ image: "a.jpg" }]),
    /Cannot read "val\.json": picture 0 has no "flaws"/,
  );
  await assert.rejects(flawsOf({}), /must be a list/);
});

Deno.test("countFlaws() counts a picture for each of its flaws, and those without any", () => {
  const picture = (id: number, ...found: string[]) => ({
    id,
    quality: { blur: found.includes("blur"), dark: found.includes("dark") },
  });
  const pictures = [picture(1, "blur", "dark"), picture(2, "blur"), picture(3)];
  assert.deepEqual(countFlaws(pictures), [
    { label: "blur", count: 2 },
    { label: "dark", count: 1 },
    { label: "none", count: 1 },
  ]);
  assert.deepEqual(countFlaws([]), [{ label: "nobody was asked", count: 0 }]);
});
