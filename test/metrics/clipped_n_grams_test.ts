import assert from "node:assert/strict";
import { bleu, bleuCounts, bleuFromCounts, clippedNGrams } from "#lib/metrics";
import { HOSTILE } from "./hostile.ts";
import { referenceScores } from "./reference_scores.ts";

Deno.test("clippedNGrams() counts a word as often as the reference that has it most often", () => {
  // The example of Papineni et al., 2002, section 2.1.
  const references = ["the cat is on the mat", "there is a cat on the mat"];
  assert.deepEqual(clippedNGrams("the the the the the the the", references)[0], {
    text: "the",
    length: 1,
    count: 7,
    most: 2,
    clipped: 2,
  });
});

Deno.test("clippedNGrams() lists distinct n-grams of 1 to 4 words, shorter ones first", () => {
  const list = clippedNGrams("a red a  red can", ["red can"]);
  assert.deepEqual(list.map(({ text, clipped }) => `${text} ${clipped}`), [
    "a 0",
    "red 1",
    "can 1",
    "a red 0",
    "red a 0",
    "red can 1",
    "a red a 0",
    "red a red 0",
    "a red can 0",
    "a red a red 0",
    "red a red can 0",
  ]);
  assert.equal(list[1].count, 2);
});

Deno.test("clippedNGrams() of an empty caption are none, without a reference none counts", () => {
  assert.deepEqual(clippedNGrams("", ["a"]), []);
  assert.deepEqual(clippedNGrams("a", []).map(({ clipped }) => clipped), [0]);
});

Deno.test("clippedNGrams() sum up to what bleu() counts", () => {
  for (const { captions, references } of referenceScores()) {
    const counts = bleuCounts(captions, references), columns = counts.length / captions.size;
    [...captions].forEach(([id, caption], i) => {
      const row = counts.subarray(i * columns, (i + 1) * columns);
      const list = clippedNGrams(caption, references.get(id)!);
      for (let n = 1; n <= 4; n++) {
        const own = list.filter(({ length }) => length === n);
        assert.equal(own.reduce((sum, { count }) => sum + count, 0), row[1 + n]);
        assert.equal(own.reduce((sum, { clipped }) => sum + clipped, 0), row[5 + n]);
      }
    });
  }
});

Deno.test("clippedNGrams() takes any text, and so does what follows from it", () => {
  for (const text of HOSTILE) {
    const list = clippedNGrams(text, [text, "a can"]);
    assert.ok(list.every(({ count, clipped }) => count === clipped), text.slice(0, 40));
    const counts = bleuCounts(new Map([[1, text]]), new Map([[1, [text]]]));
    assert.ok(bleuFromCounts(counts).every(Number.isFinite));
    assert.ok(Number.isFinite(bleu(new Map([[1, text]]), new Map([[1, ["a"]]]))["BLEU-4"].corpus));
  }
});
