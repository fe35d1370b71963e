import assert from "node:assert/strict";
import { meteor, meteorAlignment, type MeteorOptions, meteorStatistics } from "#lib/metrics";
import { ParaphraseReader } from "../../../lib/metrics/meteor/paraphrase_reader.ts";
import { Paraphrases } from "../../../lib/metrics/meteor/paraphrases.ts";
import { HOSTILE } from "../hostile.ts";
import { referenceLines } from "./reference_lines.ts";

const NO_TABLE: MeteorOptions = {};

/** Matches as text: `said – written (matcher)`. */
function matched(caption: string, references: string[], tables = NO_TABLE): string[] {
  const aligned = meteorAlignment(caption, references, tables);
  const words = (line: string[], { start, length }: { start: number; length: number }) =>
    line.slice(start, start + length).join(" ");
  return aligned.matches.map(({ matcher, caption, reference }) =>
    `${words(aligned.caption, caption)} – ${words(aligned.reference, reference)} (${matcher})`
  );
}

Deno.test("meteorAlignment() says what each word is matched with, and by what", () => {
  assert.deepEqual(matched("a black couch seen there", ["the sofa is black and seeing it"]), [
    "couch – sofa (synonym)",
    "black – black (exact)",
    "seen – seeing (synonym)",
  ]);
  assert.deepEqual(matched("a dog sleeping", ["one dog sleeps"]), [
    "dog – dog (exact)",
    "sleeping – sleeps (stem)",
  ]);
});

Deno.test("meteorAlignment() joins phrases by paraphrase", () => {
  const reader = new ParaphraseReader();
  reader.push(new TextEncoder().encode("0.5\ncell phone\nmobile\n"));
  const tables = { paraphrases: new Paraphrases(reader.finish()) };
  assert.deepEqual(matched("my cell phone", ["my mobile"], tables), [
    "my – my (exact)",
    "cell phone – mobile (paraphrase)",
  ]);
});

Deno.test("meteorAlignment() takes the first of the best references, and counts chunks", () => {
  const { reference, chunks, score } = meteorAlignment(
    "a red can on a table",
    ["a mug", "can on a table red", "can on a table red"],
    NO_TABLE,
  );
  assert.deepEqual([reference.join(" "), chunks], ["can on a table red", 2]);
  const captions = new Map([[1, "a red can on a table"]]);
  const references = new Map([[1, ["can on a table red"]]]);
  assert.equal(score, meteor(captions, references, NO_TABLE)["METEOR-noPara"].corpus);
});

Deno.test("meteorAlignment() matches as many words as METEOR's statistics count, each once", () => {
  for (const { captions, references } of referenceLines()) {
    for (const [id, caption] of [...captions].slice(0, 150)) {
      const { matches, chunks } = meteorAlignment(caption, references.get(id)!, NO_TABLE);
      const line = meteorStatistics(new Map([[id, caption]]), references, NO_TABLE);
      for (const [side, column] of [["caption", 21], ["reference", 22]] as const) {
        const positions = matches.flatMap((match) =>
          Array.from({ length: match[side].length }, (_, i) => match[side].start + i)
        );
        assert.equal(new Set(positions).size, positions.length);
        assert.equal(positions.length, line[column]);
      }
      assert.equal(chunks, line[20]);
    }
  }
});

Deno.test("meteorAlignment() takes any text", () => {
  for (const text of HOSTILE.filter(({ length }) => length < 1000)) {
    const { score } = meteorAlignment(text, [text, "a can"], NO_TABLE);
    assert.ok(score >= 0 && score <= 1);
  }
});

Deno.test("meteorAlignment() refuses a caption without a reference", () => {
  assert.throws(() => meteorAlignment("a", [], NO_TABLE), {
    name: "RangeError",
    message: "Cannot align a caption: there must be a reference",
  });
});
