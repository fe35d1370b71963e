import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readWordNet } from "../../lib/metrics/wordnet/archive.ts";
import { WordNet } from "../../lib/metrics/wordnet/wordnet.ts";
import { fixture } from "../fixtures.ts";

const wordNet = WordNet.shared;

Deno.test("WordNet knows the synonym sets of words, phrases and their forms", () => {
  const shared = (a: string, b: string) =>
    wordNet.synsets(a).filter((id) => wordNet.synsets(b).includes(id));
  assert.deepEqual(shared("dog", "domestic dog"), [2084071]);
  assert.ok(shared("feet", "foot").length > 0 && shared("sofas", "couch").length > 0);
  assert.deepEqual(shared("dog", "cat"), []);
});

Deno.test("WordNet finds nothing for what is no word", () => {
  for (const word of ["", "xqzt", "\0", "é", "a".repeat(1000), "%", "__proto__", "\u{1f600}"]) {
    assert.deepEqual(wordNet.synsets(word), [], JSON.stringify(word));
  }
});

Deno.test("WordNet knows parts of speech and irregular forms", () => {
  assert.ok(wordNet.has("dog", "n") && wordNet.has("dog", "v") && !wordNet.has("dog", "r"));
  assert.deepEqual(wordNet.bases("geese"), ["goose"]);
  assert.equal(wordNet.kinds("giraffe"), "Nn");
});

Deno.test("WordNet has the synonym sets of the table that the official programs use", {
  ignore: !existsSync(fixture("meteor/english.synsets.gz")),
}, () => {
  const lines = gunzipSync(readFileSync(fixture("meteor/english.synsets.gz"))).toString("latin1")
    .trimEnd().split("\n");
  for (let i = 0; i < lines.length; i += 2) {
    const own = new Set(wordNet.synsets(lines[i]));
    assert.ok(lines[i + 1].split(" ").every((id) => own.has(Number(id))), lines[i]);
  }
});

Deno.test("readWordNet() names a file that is not there", () => {
  assert.throws(
    () => readWordNet("index.nothing"),
    new Error('Cannot read WordNet: "index.nothing" must be in its archive, current value is none'),
  );
});
