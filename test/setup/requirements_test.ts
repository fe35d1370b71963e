import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "#lib/setup";
import { requirements } from "../../lib/setup/python.ts";
import { wheelFor } from "../../lib/setup/tensorflow.ts";

const FOLDER = join(ROOT, "lib", "setup", "requirements");
const NAMES = readdirSync(FOLDER).map((name) => basename(name, ".txt"));

/** The list's entries, each with the lines that go on from it joined. */
function entries(name: string): string[] {
  return readFileSync(requirements(name), "utf8").replaceAll(/\\\n\s*/g, "").split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** `name==version`, perhaps a condition, and at least one hash. */
const ENTRY = /^[a-z0-9][\w.-]*==[\w.+!]+( ; [^@/]+?)?( --hash=sha256:[0-9a-f]{64})+$/;

Deno.test("every package is pinned and hashed", () => {
  for (const name of NAMES) {
    assert.ok(entries(name).length > 0, name);
    for (const entry of entries(name)) assert.match(entry, ENTRY, `${name}.txt`);
  }
});

Deno.test("no list names a host, an address or an option of the installer", () => {
  for (const name of NAMES) {
    const text = readFileSync(requirements(name), "utf8");
    assert.doesNotMatch(
      text,
      /:\/\/|@ |index-url|find-links|trusted-host|\.(org|com|io|net)\b/,
      name,
    );
  }
});

Deno.test("every list that set-up and fetching ask for is there, and no other", () => {
  const machines = [["linux", "x86_64"], ["linux", "aarch64"], ["darwin", "aarch64"]];
  const wheels = machines.flatMap(([os, arch]) => [
    wheelFor(os, arch, "cpu"),
    wheelFor(os, arch, "gpu"),
  ]);
  const asked = new Set(wheels.flatMap((wheel) => wheel?.list ?? []));
  assert.deepEqual([...asked, "uv", "jupyter", "pycocoevalcap"].sort(), NAMES.sort());
});

Deno.test("all platforms get the same version of TensorFlow", () => {
  const lists = NAMES.filter((name) => name.startsWith("tensorflow"));
  const versions = lists.map((name) =>
    entries(name).find((entry) => /^tensorflow(-cpu)?==/.test(entry))?.match(/==([\d.]+)/)?.[1]
  );
  assert.equal(versions.length, 3);
  assert.equal(new Set(versions).size, 1, versions.join(", "));
  assert.match(versions[0]!, /^\d+\.\d+\.\d+$/);
});
