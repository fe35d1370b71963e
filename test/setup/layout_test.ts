import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DENO_VERSION, layoutOf, ROOT } from "#lib/setup";

Deno.test("layoutOf() puts everything under the repository, whatever its folder is called", () => {
  const root = join("/", "a folder", "with spaces");
  const layout = layoutOf(root);
  const inside = Object.entries(layout).map(([name, path]) => [name, relative(root, path)]);
  assert.deepEqual(Object.fromEntries(inside), {
    root: "",
    venv: ".venv",
    python: ".venv/bin/python",
    uv: ".venv/bin/uv",
    deno: ".venv/bin/deno",
    tensorflow: ".venv/tensorflow",
    jupyter: ".venv/share/jupyter",
    stamp: ".venv/setup.json",
    vendor: "vendor",
  });
});

Deno.test("ROOT is the folder of deno.json", () => {
  assert.ok(existsSync(join(ROOT, "deno.json")));
  assert.deepEqual(layoutOf(), layoutOf(ROOT));
});

Deno.test("the README names the Deno that set-up wants, and this is it", () => {
  const named = readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/npx -y deno@([\d.]+\d)/g);
  assert.deepEqual([...new Set([...named].map(([, version]) => version))], [DENO_VERSION]);
  assert.equal(Deno.version.deno, DENO_VERSION);
});
