import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";

Deno.test("data spice leaves a folder that is there as it is", async () => {
  await inFolder(async (parent) => {
    const folder = join(parent, "spice");
    mkdirSync(folder);
    const { code, stderr } = await runCommand("data", "spice", "--dir", folder);
    assert.deepEqual([code, stderr], [0, "spice: already there\n"]);
    assert.deepEqual(readdirSync(parent), ["spice"]);
  });
});

Deno.test("data spice says why it cannot write, and leaves nothing", async () => {
  await inFolder(async (parent) => {
    const file = join(parent, "file");
    Deno.writeTextFileSync(file, "");
    const { code, stderr } = await runCommand("data", "spice", "--dir", join(file, "spice"));
    assert.equal(code, 1);
    assert.match(stderr, /^Cannot write ".*wheel\.txt": a file is in the way of its folder\n$/);
    assert.deepEqual(readdirSync(parent), ["file"]);
  });
});
