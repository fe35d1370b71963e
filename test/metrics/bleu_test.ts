import assert from "node:assert/strict";
import { bleu, BLEU_COLUMNS, bleuCounts, bleuFromCounts } from "#lib/metrics";
import { largestDifference, referenceScores } from "./reference_scores.ts";

const NAMES = ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4"] as const;

/** Scores one caption. */
function scored(caption: string, ...references: string[]) {
  const scores = bleu(new Map([[1, caption]]), new Map([[1, references]]));
  return NAMES.map((name) => scores[name].corpus);
}

function close(actual: number, expected: number, tolerance = 1e-8) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

Deno.test("bleu() gives 1 but for its constants when caption and reference are equal", () => {
  for (const value of scored("a red can on a table", "a red can on a table")) {
    close(value, 1);
    assert.ok(value < 1);
  }
});

Deno.test("bleu() counts an n-gram as often as one reference has it at most", () => {
  // Papineni et al., section 2.1: "the" counts twice.
  const [unigrams] = scored(
    "the the the the the the the",
    "the cat is on the mat",
    "there is a cat on the mat",
  );
  close(unigrams, 2 / 7);
});

Deno.test("bleu() multiplies precisions and takes the root", () => {
  // 3 of 4 words, 1 of 3 pairs ("a red"), no triple.
  const [one, two, three] = scored("a red can here", "a red mug here");
  close(one, 3 / 4);
  close(two, Math.sqrt(3 / 4 * 1 / 3));
  close(three, Math.cbrt(3 / 4 * 1 / 3 * 1e-15 / 2), 1e-6);
});

Deno.test("bleu() punishes captions shorter than the closest reference", () => {
  close(scored("a can", "a can on the table")[0], Math.exp(1 - 5 / 2), 1e-7);
  // 3 and 5 words are equally close to 4: the shorter one counts, so nothing is punished.
  close(scored("a b c d", "a b c d e", "a b c")[0], 1);
});

Deno.test("bleu() gives 0 for an empty caption, and takes an empty reference", () => {
  assert.deepEqual(scored("", "a can"), [0, 0, 0, 0]);
  assert.ok(scored("a can", "").every((value) => value >= 0 && value < 1e-5));
  assert.ok(scored("", "").every(Number.isFinite));
});

Deno.test("bleu() sums counts over the corpus instead of taking the mean", () => {
  const captions = new Map([[1, "a b c d e f g h"], [2, "x"]]);
  const references = new Map([[1, ["a b c d e f g h"]], [2, ["y"]]]);
  const { corpus, images } = bleu(captions, references)["BLEU-1"];
  close(corpus, 8 / 9);
  close(images[0], 1);
  close(images[1], 0);
});

Deno.test("bleuFromCounts() gives the published scores of the nlg-eval example", () => {
  const values = bleuFromCounts([20, 16, 20, 18, 16, 14, 11, 6, 2, 1]);
  assert.deepEqual(values.map((value) => value.toFixed(6)), [
    ...["0.550000", "0.428174", "0.284043", "0.201143"],
  ]);
});

Deno.test("bleuCounts() gives a row an image that bleuFromCounts() reads", () => {
  const captions = new Map([[1, "a red can"], [2, "a mug"]]);
  const references = new Map([[2, ["a blue mug", "mug"]], [1, ["the red can"]]]);
  const counts = bleuCounts(captions, references);
  assert.deepEqual([...counts.subarray(0, BLEU_COLUMNS)], [3, 3, 3, 2, 1, 0, 2, 1, 0, 0]);
  assert.deepEqual([...counts.subarray(BLEU_COLUMNS)], [2, 1, 2, 1, 0, 0, 2, 0, 0, 0]);
});

Deno.test("bleu() equals the official program", async (test) => {
  for (const { name, captions, references, corpus, images, bleuTotals } of referenceScores()) {
    await test.step(name, () => {
      const scores = bleu(captions, references);
      NAMES.forEach((metric, k) => {
        // The same sums in the same order: only powers may differ in the last digits.
        close(scores[metric].corpus, corpus[`Bleu_${k + 1}`], 1e-12);
        assert.ok(largestDifference(scores[metric].images, images[`Bleu_${k + 1}`]) <= 1e-12);
      });
      const sums = Array<number>(BLEU_COLUMNS).fill(0);
      bleuCounts(captions, references).forEach((count, i) => sums[i % BLEU_COLUMNS] += count);
      const { testlen, reflen, guess, correct } = bleuTotals;
      assert.deepEqual(sums, [testlen, reflen, ...guess, ...correct]);
    });
  }
});

Deno.test("bleu() refuses a caption without a reference", () => {
  const message = "Cannot score captions: every image must have a reference, image 2 has none";
  for (const references of [new Map(), new Map([[2, []]])]) {
    assert.throws(() => bleu(new Map([[2, "a can"]]), references), new RangeError(message));
  }
});
