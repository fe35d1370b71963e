import assert from "node:assert/strict";
import { commonSubsequence, rougeL } from "#lib/metrics";
import { HOSTILE } from "./hostile.ts";
import { referenceScores } from "./reference_scores.ts";

/** The matched words, as the caption has them. */
function words(caption: string, reference: string): string[] {
  const said = caption.split(" ");
  return commonSubsequence(caption, reference).map(({ caption }) => said[caption]);
}

Deno.test("commonSubsequence() finds words in the same order with others between", () => {
  // The sentences of Lin, 2004, section 3.1.
  const reference = "police killed the gunman";
  assert.deepEqual(words("police kill the gunman", reference), ["police", "the", "gunman"]);
  assert.deepEqual(words("the gunman kill police", reference), ["the", "gunman"]);
});

Deno.test("commonSubsequence() takes the words that stand earliest in the caption", () => {
  assert.deepEqual(words("a b c", "c b a"), ["a"]);
  assert.deepEqual(commonSubsequence("a a", "a"), [{ caption: 0, reference: 0 }]);
  assert.deepEqual(commonSubsequence("a b", "b a b"), [
    { caption: 0, reference: 1 },
    { caption: 1, reference: 2 },
  ]);
});

Deno.test("commonSubsequence() splits at single spaces, as rougeL() does", () => {
  assert.deepEqual(commonSubsequence("", ""), [{ caption: 0, reference: 0 }]);
  assert.deepEqual(commonSubsequence("a", ""), []);
  assert.equal(commonSubsequence("a  b", "x  y").length, 1);
});

Deno.test("commonSubsequence() pairs equal words, both sides rising, as many as ROUGE-L counts", () => {
  const [{ captions, references }] = referenceScores();
  for (const [id, caption] of captions) {
    const [reference] = references.get(id)!;
    const said = caption.split(" "), written = reference.split(" ");
    const pairs = commonSubsequence(caption, reference);
    pairs.forEach((pair, i) => {
      assert.equal(said[pair.caption], written[pair.reference]);
      if (i === 0) return;
      assert.ok(pair.caption > pairs[i - 1].caption);
      assert.ok(pair.reference > pairs[i - 1].reference);
    });
    const precision = pairs.length / said.length, recall = pairs.length / written.length;
    const expected = pairs.length && 2.44 * precision * recall / (recall + 1.44 * precision);
    const { images: [score] } =
      rougeL(new Map([[1, caption]]), new Map([[1, [reference]]]))["ROUGE-L"];
    assert.ok(Math.abs(score - expected) < 1e-12);
  }
});

Deno.test("commonSubsequence() of any text with itself is the whole text", () => {
  for (const text of HOSTILE) {
    assert.equal(commonSubsequence(text, text).length, text.split(" ").length);
  }
});
