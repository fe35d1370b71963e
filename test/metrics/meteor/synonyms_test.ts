import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { loadSynonyms } from "../../../lib/metrics/meteor/load_synonyms.ts";
import { Synonyms } from "../../../lib/metrics/meteor/synonyms.ts";
import { fixture } from "../../fixtures.ts";
import { inFolder } from "../../temporary.ts";
import { WORDNET } from "./meteor_data.ts";

const SYNONYMS = new Synonyms(
  new Map(
    Object.entries({
      dog: [1, 5],
      dogs: [7],
      glass: [2],
      man: [3],
      bake: [4],
      be: [6],
      see: [8],
      saw: [9],
    })
      .map(([lemma, ids]) => [lemma, Int32Array.from(ids)]),
  ),
  new Map([["saw", ["see"]], ["was", ["be"]], ["axes", ["ax", "axis"]]]),
);

function of(word: string): number[] {
  return [...SYNONYMS.of(word)];
}

Deno.test("Synonyms.of() joins a word's synsets with those of its base form", () => {
  assert.deepEqual(of("dog"), [1, 5]);
  assert.deepEqual(of("dogs"), [1, 5, 7]);
  assert.deepEqual(of("saw"), [8, 9]);
  assert.deepEqual(of("was"), [6]);
});

Deno.test("Synonyms.of() finds base forms by suffix, the first that there is", () => {
  assert.deepEqual([of("men"), of("baking"), of("baked")], [[3], [4], [4]]);
  assert.deepEqual([of("glasses"), of("glass"), of("bes")], [[2], [2], [6]]);
});

Deno.test("Synonyms.of() gives nothing for other words, listed forms without a base, words in -ss, short words", () => {
  for (const word of ["", "s", "es", "axes", "dogss", "constructor", "zzz"]) {
    assert.deepEqual(of(word), []);
  }
});

Deno.test("loadSynonyms() reads WordNet 3.0", async () => {
  const synonyms = await loadSynonyms(WORDNET);
  // dog.n.01 is 02084071, dog.v.01 (chase) 02001858.
  const ids = synonyms.of("dog");
  assert.ok(ids.includes(2084071) && ids.includes(2001858));
  assert.deepEqual(synonyms.of("ran"), synonyms.of("run"));
  const path = fixture("meteor/english.synsets.gz");
  if (!existsSync(path)) return;
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  const plain = await withoutExceptions();
  for (let i = 0; i < lines.length; i += 2) {
    const own = new Set(plain.of(lines[i]));
    assert.ok(lines[i + 1].split(" ").every((id) => own.has(Number(id))), lines[i]);
  }
});

async function withoutExceptions(): Promise<Synonyms> {
  return await inFolder(async (folder) => {
    const exceptions = join(folder, "exceptions");
    writeFileSync(exceptions, "no_such_base\nno_such_form\n");
    return await loadSynonyms({ ...WORDNET, exceptions });
  });
}

Deno.test("loadSynonyms() names a file that is missing or something else", async () => {
  await inFolder(async (folder) => {
    const wordnet = join(folder, "wordnet.tar.gz"), exceptions = join(folder, "exceptions");
    const load = (files: object) => loadSynonyms({ ...WORDNET, ...files });
    await assert.rejects(load({ wordnet }), /wordnet\.tar\.gz": the file is missing/);
    await assert.rejects(load({ exceptions }), /exceptions": the file is missing/);
    writeFileSync(exceptions, "dog\n");
    await assert.rejects(load({ exceptions }), /^SyntaxError: .*line 1 has no forms/);
    await assert.rejects(load({ wordnet: exceptions }), /^SyntaxError: .*no list of senses/);
    writeFileSync(wordnet, "dog");
    await assert.rejects(load({ wordnet }), /Cannot read ".*wordnet\.tar\.gz"/);
    writeFileSync(wordnet, gzipSync(new Uint8Array(2048)));
    await assert.rejects(load({ wordnet }), /has no "dict\/index\.sense"/);
  });
});
