import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadTextEncoder, type Material, zeroShotRetrieval } from "#lib/experiments";
import { writeSafetensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

const WORDS = ["can", "mug", "dog", "box", "pen"];

/** Five pictures with a vector each, and a sentence each; picture 9 has none. */
function material(vectorOf: (i: number) => number[]): Pick<Material, "val" | "features"> {
  const references = new Map(WORDS.map((word, id) => [id, [word, "another sentence"]]));
  const ids = [0, 1, 9, 2, 3, 4],
    rows = ids.flatMap((id) => id === 9 ? [9, 9, 9, 9, 9] : vectorOf(id));
  const val = { ids, rows: Float32Array.from(rows), width: 5, skipped: [] };
  return {
    val: { name: "val", images: [], references },
    features: { train: val, val },
  };
}

/** A reader that gives each word a direction of its own. */
const texts = {
  encodeTexts: (lines: readonly string[]) =>
    Promise.resolve(
      Float32Array.from(lines.flatMap((line) => WORDS.map((word) => word === line ? 3 : 0))),
    ),
  dispose() {},
};

const direction = (i: number) => WORDS.map((_, k) => k === i ? 1 : 0);

Deno.test("zeroShotRetrieval() finds every sentence where the vectors agree, undescribed pictures aside", async () => {
  const { textByImage, imageByText, chance, among } = await zeroShotRetrieval(
    material(direction),
    { texts },
  );
  assert.deepEqual([textByImage["1"], imageByText["1"], among], [1, 1, 5]);
  assert.ok(Math.abs(chance["1"] - 0.2) < 1e-12);
});

Deno.test("zeroShotRetrieval() finds nothing where every picture has its neighbour's vector", async () => {
  const { textByImage, imageByText } = await zeroShotRetrieval(
    material((i) => direction((i + 1) % 5)),
    { texts },
  );
  assert.deepEqual([textByImage["1"], imageByText["1"]], [0, 0]);
});

Deno.test("CLIP cannot read without merges, or with the image tower alone, and says what to do", async () => {
  await inFolder(async (folder) => {
    const tensors = new Map([
      ["visual.proj", { dtype: "F32" as const, shape: [1, 1], data: Float32Array.of(1) }],
    ]);
    await writeSafetensors(join(folder, "image-tower.safetensors"), { tensors });
    const load = () => loadTextEncoder("clip-vit-b32", { root: ".", weights: folder });
    await assert.rejects(
      load(),
      /"merges\.txt" must lie beside its weights.*deno task data clip-vit-b32/,
    );
    writeFileSync(join(folder, "merges.txt"), "#version: 0.2\na b\n");
    await assert.rejects(
      load(),
      /must hold its text tower.*deno task data clip-vit-b32 fetches both/,
    );
  });
});
