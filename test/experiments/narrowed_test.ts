import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FeatureStore } from "#lib/datasets";
import { extractFeatures, frozenEncoder, narrowed } from "#lib/experiments";
import { liveHandles, readSafetensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

const FILE = "07_photo_641x479.jpg";
const PICTURES = [{ fileName: FILE, path: `test/testdata/models/images/${FILE}` }];

for (const name of ["mini-resnet", "mini-clip"]) {
  Deno.test(`${name} in bfloat16 gives nearly the same features, in a store of their own`, async () => {
    await inFolder(async (folder) => {
      const frozen = await frozenEncoder(name, { root: "." });
      const [wide, narrow] = ["wide", "narrow"].map((each) => join(folder, each));
      const stored = await extractFeatures(PICTURES, { frozen, folder: wide, grid: true });
      const before = liveHandles();
      const own = narrowed(frozen);
      const copies = liveHandles() - before;
      const store = await extractFeatures(PICTURES, { frozen: own, folder: narrow, grid: true });
      assert.equal(liveHandles() - before, copies);

      const read = async (from: FeatureStore) =>
        [(await from.pooled()).rows, (await from.grid([FILE])).values] as const;
      const [is, expected] = [await read(store), await read(stored)];
      for (const [i, exact] of expected.entries()) {
        const error = Math.hypot(...exact.map((value, k) => is[i][k] - value));
        const relative = error / Math.hypot(...exact);
        // Some dozen layers, each with an error of 3e-3 at most, the shortcuts exact.
        assert.ok(relative > 1e-4 && relative < 2e-2, String(relative));
      }

      assert.equal(stored.description.precision, undefined);
      assert.equal(store.description.precision, "bfloat16");
      const [shard] = readdirSync(narrow).filter((file) => file.endsWith(".safetensors"));
      assert.equal((await readSafetensors(join(narrow, shard))).metadata.precision, "bfloat16");
      assert.ok(!readFileSync(join(wide, "index.json"), "utf8").includes("precision"));
      for (const [each, must, other] of [[frozen, "float32", narrow], [own, "bfloat16", wide]]) {
        await assert.rejects(
          extractFeatures(PICTURES, {
            frozen: each as typeof frozen,
            folder: other as string,
            grid: true,
          }),
          RegExp(`its precision must be ${must}, current value is `),
        );
      }
      own.encoder.dispose();
      assert.ok(liveHandles() < before);
    });
  });
}

Deno.test("an encoder of another kind cannot be made to compute in bfloat16", async () => {
  const { pipeline } = await frozenEncoder("mini-resnet", { root: "." });
  const encoder = { name: "toy", imageSize: 8, encode: () => assert.fail(), dispose() {} };
  assert.throws(() => narrowed({ encoder, pipeline, checksum: "" }), {
    name: "TypeError",
    message: "Cannot compute in bfloat16: toy is neither a ResNet nor a CLIP",
  });
});
