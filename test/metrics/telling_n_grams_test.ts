import assert from "node:assert/strict";
import { cider, DocumentFrequencies, tellingNGrams } from "#lib/metrics";
import { HOSTILE } from "./hostile.ts";
import { referenceScores } from "./reference_scores.ts";

function close(actual: number, expected: number, tolerance = 1e-12) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

Deno.test("tellingNGrams() says in how many images a word is, and what that makes it weigh", () => {
  const documents = DocumentFrequencies.of([["a red can", "a can"], ["a mug"], ["the dog"]]);
  const list = tellingNGrams("a can can fly", ["a red can", "one can"], { documents });
  const [a, can, fly] = list;
  assert.deepEqual([a.documents, can.documents, fly.documents], [2, 1, 0]);
  assert.deepEqual([a.references, can.references, fly.references], [1, 2, 0]);
  assert.deepEqual([a.count, can.count], [1, 2]);
  close(a.weight, Math.log(3 / 2));
  close(can.weight, Math.log(3));
  close(fly.weight, Math.log(3)); // as if one image had it
  assert.equal(fly.share, 0);
});

Deno.test("tellingNGrams() by hand: one word of weight ln 2, said twice, counted once", () => {
  const documents = DocumentFrequencies.of([["can"], ["mug"]]);
  const [can] = tellingNGrams("can can", ["can"], { documents });
  // ‖c‖ = 2 ln 2, ‖r‖ = ln 2, min(c, r) r = ln² 2; one bigram against none.
  close(can.share, 10 / 4 / 2 * Math.exp(-1 / 72));
});

Deno.test("imagesWith() counts images, not references, and knows nothing longer than four words", () => {
  const documents = DocumentFrequencies.of([["a b c d e", "a b"], ["a"]]);
  assert.deepEqual(
    ["a", "a b", "b c d e", "x", "a x", "", "a b c d e"].map((nGram) =>
      documents.imagesWith(nGram)
    ),
    [2, 1, 1, 0, 0, 0, 0],
  );
});

Deno.test("the shares of tellingNGrams() sum up to the caption's CIDEr-D", () => {
  for (const { captions, references } of referenceScores()) {
    const own = [...captions.keys()].map((id) => references.get(id)!);
    const documents = DocumentFrequencies.of(own);
    const { images } = cider(captions, references)["CIDEr-D"];
    [...captions.values()].forEach((caption, i) => {
      const list = tellingNGrams(caption, own[i], { documents });
      close(list.reduce((sum, { share }) => sum + share, 0), images[i], 1e-9);
    });
  }
});

Deno.test("tellingNGrams() takes any text", () => {
  const documents = DocumentFrequencies.of([["a can"], ["a mug"]]);
  for (const text of HOSTILE) {
    for (const { share, weight } of tellingNGrams(text, [text, "a can"], { documents })) {
      assert.ok(Number.isFinite(share) && Number.isFinite(weight));
    }
  }
});

Deno.test("tellingNGrams() refuses a caption without a reference", () => {
  const documents = DocumentFrequencies.of([["a"]]);
  assert.throws(() => tellingNGrams("a", [], { documents }), {
    name: "RangeError",
    message: "Cannot weigh a caption: there must be a reference",
  });
});
