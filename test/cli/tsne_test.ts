import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Random, readSafetensors, type StoredTensor, writeSafetensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";

Deno.test("deno task tsne maps the only matrix of a file and refuses what is none", async () => {
  await inFolder(async (folder) => {
    const random = new Random(1), path = join(folder, "x"), out = join(folder, "map");
    const data = Float32Array.from({ length: 200 }, () => random.normal());
    await writeSafetensors(path, {
      tensors: new Map<string, StoredTensor>([
        ["x", { dtype: "F32", shape: [50, 4], data }],
        ["line", { dtype: "F32", shape: [200], data }],
      ]),
    });
    const refused = await runCommand("tsne", "--in", path, "--tensor", "line", "--out", out);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /must be a matrix \[N, F\]/);
    const many = await runCommand("tsne", "--in", path, "--perplexity", "50", "--out", out);
    assert.equal(many.code, 2);
    assert.ok(!existsSync(out));
    const done = await runCommand("tsne", "--in", path, "--perplexity", "5", "--out", out);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^KL \d\.\d{4} after \d+ iterations \(exact/);
    assert.deepEqual((await readSafetensors(out)).tensors.get("map")!.shape, [50, 2]);
  });
});
