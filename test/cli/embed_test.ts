import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fixture } from "../fixtures.ts";
import { readSafetensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";

Deno.test("deno task embed writes a run's vectors, and nothing where there is no run", async () => {
  await inFolder(async (folder) => {
    const study = join(folder, "study"), out = join(folder, "vectors.safetensors");
    cpSync(fixture("models/images"), study, { recursive: true });
    writeFileSync(
      join(study, "captions.csv"),
      "file,caption,split\n07_photo_641x479.jpg,a photograph of something,val\n" +
        "07_photo_641x479.jpg,another sentence,val\n",
    );
    const options = ["--study", study, "--out", out];
    const missing = await runCommand("embed", "--run", join(folder, "none"), ...options);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /no such file/);
    assert.equal((await runCommand("embed", "--out", out)).code, 2);
    assert.ok(!existsSync(out));
    const done = await runCommand("embed", "--run", "data/mini/captioner", ...options);
    assert.equal(done.code, 0, done.stderr);
    const { tensors, metadata } = await readSafetensors(out);
    assert.deepEqual([...tensors.keys()].sort(), [
      "caption.hidden",
      "caption.words",
      "image.captioner",
      "image.pooled",
      "image_id",
      "word",
    ]);
    assert.deepEqual(JSON.parse(metadata.captions), ["a photograph of something"]);
    assert.equal(JSON.parse(metadata.words).length, tensors.get("word")!.shape[0]);
    assert.ok(!Object.values(metadata).some((value) => value.includes(folder)));
  });
});
