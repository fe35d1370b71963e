import assert from "node:assert/strict";
import { rougeL } from "#lib/metrics";
import { largestDifference, referenceScores } from "./reference_scores.ts";

function scored(caption: string, ...references: string[]): number {
  return rougeL(new Map([[1, caption]]), new Map([[1, references]]))["ROUGE-L"].corpus;
}

function combined(precision: number, recall: number): number {
  return 2.44 * precision * recall / (recall + 1.44 * precision);
}

function close(actual: number, expected: number) {
  assert.ok(Math.abs(actual - expected) <= 1e-12, `${actual} is not ${expected}`);
}

Deno.test("rougeL() gives 1 when caption and reference are equal, 0 when they share nothing", () => {
  close(scored("a red can", "a red can"), 1);
  assert.equal(scored("a red can", "one blue mug"), 0);
});

Deno.test("rougeL() follows the longest common subsequence", () => {
  // Lin, section 3.1: "police the gunman" against "police killed the gunman".
  close(scored("police kill the gunman", "police killed the gunman"), combined(3 / 4, 3 / 4));
  close(scored("the gunman kill police", "police killed the gunman"), combined(2 / 4, 2 / 4));
});

Deno.test("rougeL() takes the best precision and the best recall from different references", () => {
  // Precision 2/2 from the long reference, recall 1/1 from the short one.
  close(scored("a can", "a big red can", "can"), combined(1, 1));
});

Deno.test("rougeL() splits at single spaces, so that empty tokens count", () => {
  assert.equal(scored("", "a can"), 0);
  close(scored("", ""), 1);
  close(scored("a  can", "a can"), combined(2 / 3, 1));
  assert.equal(scored("a\u00a0can", "a can"), 0);
});

Deno.test("rougeL() gives the mean over images", () => {
  const captions = new Map([[5, "a can"], [3, "a mug"]]);
  const { corpus, images } = rougeL(captions, new Map([[3, ["b"]], [5, ["a can"]]]))["ROUGE-L"];
  assert.deepEqual([...images].map(Math.round), [1, 0]);
  close(corpus, 0.5);
});

Deno.test("rougeL() equals the official program", async (test) => {
  for (const { name, captions, references, corpus, images } of referenceScores()) {
    await test.step(name, () => {
      const scores = rougeL(captions, references)["ROUGE-L"];
      // The official mean is summed in pairs, ours in order.
      close(scores.corpus, corpus.ROUGE_L);
      assert.ok(largestDifference(scores.images, images.ROUGE_L) <= 1e-12);
    });
  }
});

Deno.test("rougeL() refuses a caption without a reference", () => {
  assert.throws(
    () => rougeL(new Map([[2, "a can"]]), new Map()),
    /^RangeError: .*image 2 has none/,
  );
});
