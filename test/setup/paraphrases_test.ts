import assert from "node:assert/strict";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetchParaphrases, layoutOf } from "#lib/setup";
import { inFolder } from "../temporary.ts";

/** Calls with an installer that is a shell script, and a folder for the table. */
async function withInstaller(
  script: string,
  run: (folder: string, options: object) => Promise<unknown>,
) {
  await inFolder(async (root) => {
    const uv = join(root, "uv"), folder = join(root, "meteor");
    writeFileSync(uv, `#!/bin/sh\n${script}\n`);
    chmodSync(uv, 0o755);
    await run(folder, { layout: { ...layoutOf(root), uv } });
    assert.deepEqual(readdirSync(folder), []);
  });
}

Deno.test("fetchParaphrases() refuses a table with another checksum and leaves nothing", async () => {
  const script = 'while [ "$1" != --target ]; do shift; done\n' +
    'mkdir -p "$2/pycocoevalcap/meteor/data"; echo x > "$2/pycocoevalcap/meteor/data/paraphrase-en.gz"';
  await withInstaller(script, async (folder, options) => {
    await assert.rejects(
      fetchParaphrases(folder, options),
      /checksum of "paraphrase-en.gz" must be c147/,
    );
  });
  await withInstaller("true", async (folder, options) => {
    await assert.rejects(fetchParaphrases(folder, options), /current value is no file/);
  });
});

Deno.test("fetchParaphrases() says what to do if the package index does not answer", async () => {
  await withInstaller("echo tcp connect error; exit 1", async (folder, options) => {
    await assert.rejects(fetchParaphrases(folder, options), (error: Error & { advice: string }) => {
      assert.match(error.message, /^Cannot fetch METEOR's paraphrases: tcp connect error/);
      return /index did not answer/.test(error.advice);
    });
  });
});

Deno.test("fetchParaphrases() stops on its signal and leaves nothing", async () => {
  await withInstaller("exec sleep 60", async (folder, options) => {
    const stop = new AbortController();
    const fetching = fetchParaphrases(folder, { ...options, signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await assert.rejects(fetching, { name: "AbortError" });
  });
});
