import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../temporary.ts";
import { command, runCommand } from "./command.ts";

Deno.test("data mini stops on a signal with 85 and whole files, and the same command goes on", async () => {
  await inFolder(async (parent) => {
    const folder = join(parent, "mini"), args = ["mini", "--images", "40", "--dir", folder];
    const pictures = () => globSync("*/*.jpg", { cwd: folder }).length;
    const child = command("data", args).spawn();
    const stdout = new Response(child.stdout).text();
    let stderr = "";
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      if (stderr === "") child.kill("SIGTERM");
      stderr += text;
    }
    assert.equal((await child.status).code, 85, stderr);
    assert.equal(await stdout, "");
    assert.match(stderr, /\nStopped; the same command goes on from here\n$/);
    assert.ok(pictures() > 0 && pictures() < 40, String(pictures()));
    assert.ok(!existsSync(join(folder, "generator.json")));
    assert.deepEqual(globSync("**/*.partial", { cwd: folder }), []);

    const second = await runCommand("data", ...args);
    assert.deepEqual([second.code, second.stdout], [0, "30 train, 6 val and 4 test pictures\n"]);
    assert.equal(pictures(), 40);
    const third = await runCommand("data", ...args);
    assert.deepEqual([third.code, third.stdout], [0, second.stdout]);
    assert.match(third.stderr, /^mini: 40 of 40 pictures, already there\n$/);
  });
});
