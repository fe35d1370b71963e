import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "#lib/setup";
import { inFolder } from "../temporary.ts";

const PROGRAM = `
import { meteor, score, spice } from "${pathToFileURL(join(ROOT, "lib", "metrics", "mod.ts"))}";

const metrics = [meteor, spice];
const { scores } = await score(["a dog on a couch"], [["the dog lies on the sofa"]], { metrics });
console.log(JSON.stringify(Object.entries(scores).map(([name, { corpus }]) => [name, corpus > 0])));
`;

Deno.test("lib/metrics is imported by path from an empty folder, with types, and brings no tensor library", () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, "main.ts"), PROGRAM);
    const deno = async (...args: string[]) => {
      const env = { NO_COLOR: "1" };
      const output = await new Deno.Command(Deno.execPath(), { args, cwd: folder, env }).output();
      const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
        new TextDecoder().decode(bytes)
      );
      assert.ok(output.success, stderr);
      return stdout;
    };
    const expected = [["METEOR-noPara", true], ["SPICE-ts", true]];
    assert.deepEqual(JSON.parse(await deno("run", "-A", "--check", "main.ts")), expected);
    const { modules } = JSON.parse(await deno("info", "--json", "main.ts"));
    const names: string[] = modules.map(({ specifier }: { specifier: string }) => specifier);
    assert.ok(names.some((name) => name.endsWith("/lib/metrics/meteor/meteor.ts")));
    assert.deepEqual(names.filter((name) => /tensorflow|tfjs/.test(name)), []);
  }));
