import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contentKey, pendingSteps, readStamp, runSteps, type Step } from "../../lib/setup/stamp.ts";
import { inFolder } from "../temporary.ts";

/** A step that notes its name when it is done; `fails` makes it throw first. */
function step(
  name: string,
  done: string[],
  { key = "1", present = true, fails = false } = {},
): Step {
  return {
    name,
    key,
    present: () => present,
    run: () => {
      if (fails) return Promise.reject(new Error(`${name} failed`));
      done.push(name);
      return Promise.resolve();
    },
  };
}

const namesOf = (steps: readonly Step[]) => steps.map(({ name }) => name);

Deno.test("contentKey() depends on every content and on where one ends", () => {
  assert.match(contentKey("ab", "c"), /^[0-9a-f]{16}$/);
  assert.equal(contentKey("ab", "c"), contentKey("ab", new TextEncoder().encode("c")));
  const keys = [["ab", "c"], ["a", "bc"], ["abc"], ["c", "ab"], ["ab", "c", ""]];
  assert.equal(new Set(keys.map((contents) => contentKey(...contents))).size, keys.length);
});

Deno.test("readStamp() knows nothing where the stamp is missing or broken", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "setup.json");
    assert.deepEqual(await readStamp(path), {});
    for (const broken of ["", '{"uv": "12', "null", "7"]) {
      writeFileSync(path, broken);
      assert.deepEqual(await readStamp(path), {}, broken);
    }
    writeFileSync(path, '{"uv": "12"}');
    assert.deepEqual(await readStamp(path), { uv: "12" });
  });
});

Deno.test("pendingSteps() wants what is not done, has another key, or is gone", async () => {
  const steps = [
    step("done", []),
    step("new", []),
    step("changed", [], { key: "2" }),
    step("deleted", [], { present: false }),
  ];
  const pending = await pendingSteps(steps, { done: "1", changed: "1", deleted: "1" });
  assert.deepEqual(namesOf(pending), ["new", "changed", "deleted"]);
});

Deno.test("runSteps() notes each step as soon as it is done, and a broken run goes on there", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "deep", "setup.json"), done: string[] = [], lines: string[] = [];
    const report = (line: string) => void lines.push(line);
    const broken = [step("a", done), step("b", done, { fails: true }), step("c", done)];
    await assert.rejects(runSteps(broken, path, report), { message: "b failed" });
    assert.deepEqual(await readStamp(path), { a: "1" });
    const mended = [step("a", done), step("b", done), step("c", done)];
    await runSteps(await pendingSteps(mended, await readStamp(path)), path, report);
    assert.deepEqual(done, ["a", "b", "c"]);
    assert.deepEqual(await pendingSteps(mended, await readStamp(path)), []);
    assert.deepEqual(lines.map((line) => line.replace(/\d+\.\d/, "0.0")), [
      "a: 0.0 s",
      "b: 0.0 s",
      "c: 0.0 s",
    ]);
  });
});

Deno.test("runSteps() keeps what other steps have noted, and passes remarks on", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "setup.json"), lines: string[] = [];
    writeFileSync(path, '{"other": "9", "a": "old"}');
    const a = { ...step("a", []), run: () => Promise.resolve("by hand") };
    await runSteps([a], path, (line) => lines.push(line));
    assert.deepEqual(await readStamp(path), { other: "9", a: "1" });
    assert.match(lines[0], / \(by hand\)$/);
  });
});
