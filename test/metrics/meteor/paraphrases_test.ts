import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadParaphrases } from "../../../lib/metrics/meteor/load_paraphrases.ts";
import { ParaphraseReader } from "../../../lib/metrics/meteor/paraphrase_reader.ts";
import { Paraphrases } from "../../../lib/metrics/meteor/paraphrases.ts";
import { inFolder } from "../../temporary.ts";

const TABLE = "0.5\na b\nc\n0.1\nc\na  b\n0.2\na b\nnaïve 😀\n0.2\na b\nc\n";

function read(text: string, size = text.length): Paraphrases {
  const reader = new ParaphraseReader(), bytes = new TextEncoder().encode(text);
  for (let i = 0; i < bytes.length; i += size) reader.push(bytes.subarray(i, i + size));
  return new Paraphrases(reader.finish());
}

/** Whether a phrase of the table has another as its paraphrase, and at which places. */
function places(table: Paraphrases, source: string, target: string): number[] {
  const [from, to] = [source, target].map((phrase) =>
    phrase.split(" ").reduce((node, word) => table.phrases.find(node, table.word(word)), 0)
  );
  const list = [...table.targets.subarray(table.starts[from], table.starts[from + 1])];
  return list.flatMap((phrase, i) => phrase === to ? [i] : []);
}

Deno.test("ParaphraseReader keeps the table's order, repeats and letters, in pieces of any size", () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    const table = read(TABLE, size);
    assert.equal(table.size, 4);
    assert.deepEqual(places(table, "a b", "c"), [0, 2]);
    assert.deepEqual(places(table, "a b", "naïve 😀"), [1]);
    assert.deepEqual(places(table, "c", "a b"), [0]);
    assert.deepEqual(places(table, "a", "c"), []);
    assert.equal(table.word("naiv"), 0);
  }
});

Deno.test("ParaphraseReader takes an empty table, other line ends, a last line without one", () => {
  assert.equal(read("").size, 0);
  assert.deepEqual(places(read("1\r\na\r\nb"), "a", "b"), [0]);
  assert.equal(read("1\n\nb\n1\na\n\n").size, 0);
});

Deno.test("ParaphraseReader refuses a table that ends within a pair", () => {
  assert.throws(() => read("1\na\n"), /^SyntaxError: the last pair is not whole/);
  assert.throws(() => read("1\na\nb\n1\na\n"), SyntaxError);
});

Deno.test("loadParaphrases() keeps a compact table and reads it, or the table where that is stale or damaged", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "table.gz"), compact = `${path}.compact`;
    writeFileSync(path, gzipSync(TABLE));
    assert.deepEqual(places(await loadParaphrases(path), "a b", "c"), [0, 2]);
    const written = readFileSync(compact), { mtimeMs } = statSync(compact);
    assert.deepEqual(places(await loadParaphrases(path), "a b", "c"), [0, 2]);
    assert.equal(statSync(compact).mtimeMs, mtimeMs);
    for (const at of [0, 4, 30, written.length - 1]) {
      const damaged = Buffer.from(written);
      damaged[at] ^= 1;
      writeFileSync(compact, damaged);
      assert.deepEqual(places(await loadParaphrases(path), "c", "a b"), [0]);
      assert.deepEqual(readFileSync(compact), written);
    }
    writeFileSync(compact, written.subarray(0, 50));
    assert.equal((await loadParaphrases(path)).size, 4);
    writeFileSync(path, gzipSync(TABLE + "1\nx\ny\n"));
    assert.equal((await loadParaphrases(path)).size, 5);
  });
});

Deno.test("loadParaphrases() names a file that is missing or no table", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "table.gz");
    await assert.rejects(loadParaphrases(path), /Cannot read ".*table\.gz"/);
    for (
      const bytes of [Buffer.from("no gzip"), gzipSync("1\na\n"), gzipSync(TABLE).subarray(0, 30)]
    ) {
      writeFileSync(path, bytes);
      await assert.rejects(loadParaphrases(path), /^SyntaxError: Cannot read ".*table\.gz": /);
      assert.ok(!existsSync(`${path}.compact`));
    }
  });
});
