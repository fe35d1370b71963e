import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CaptionTuples, readTuples, tuplesEngine, writeTuples } from "#lib/metrics";
import { inFolder } from "../../temporary.ts";

const TABLE = new Map<string, CaptionTuples>([
  ["a red can", [["can", "red"], ["can"]]],
  ['a "\u2028 can on a mug\0', [["can", "on", "mug"]]],
  ["", []],
]);

Deno.test("tuplesEngine() gives back the tuples of its table under its own name", async () => {
  const engine = tuplesEngine(TABLE, { name: "SPICE-mine" });
  assert.equal(engine.name, "SPICE-mine");
  assert.deepEqual(await engine.parse(["", "a red can"]), [[], [["can", "red"], ["can"]]]);
});

Deno.test("readTuples() reads what writeTuples() wrote, empty lines left out", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "tuples.jsonl");
    await writeTuples(path, TABLE);
    assert.deepEqual(await readTuples(path), TABLE);
    writeFileSync(path, '\n{"caption": "a", "tuples": [["a"]]}\r\n\n');
    assert.deepEqual(await readTuples(path), new Map([["a", [["a"]]]]));
  });
});

Deno.test("readTuples() names the line that is wrong", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "t.jsonl");
    const good = '{"caption": "a", "tuples": []}\n';
    const read = async (line: string) => {
      writeFileSync(path, good + line);
      await readTuples(path);
    };
    await assert.rejects(read("{"), {
      name: "SyntaxError",
      message: /^Cannot read "t.jsonl, line 2"/,
    });
    await assert.rejects(
      read('{"caption": "a", "tuples": [["a", "b", "c", "d"]]}'),
      new RangeError(
        'Cannot read "t.jsonl, line 2": tuple 0 must have 1 to 3 parts, current value has 4',
      ),
    );
    await assert.rejects(read('{"caption": "a", "tuples": [[1]]}'), {
      name: "TypeError",
      message: /must be text, current value is 1$/,
    });
    await assert.rejects(
      readTuples(join(folder, "none.jsonl")),
      new Error(`Cannot read "${join(folder, "none.jsonl")}": the file is missing`),
    );
  });
});
