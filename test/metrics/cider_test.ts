import assert from "node:assert/strict";
import { cider, consensus, DocumentFrequencies } from "#lib/metrics";
import { largestDifference, referenceScores } from "./reference_scores.ts";

function close(actual: number, expected: number, tolerance = 1e-12) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

const REFERENCES = new Map([[1, ["a red can of soda"]], [2, ["a blue mug"]], [3, ["the dog"]]]);

Deno.test("cider() gives 10 when caption and reference are equal and long enough", () => {
  const captions = new Map([[1, "a red can of soda"], [2, "x"], [3, "y"]]);
  for (const variant of ["CIDEr-D", "CIDEr"] as const) {
    const { corpus, images } = cider(captions, REFERENCES, { variant })[variant];
    close(images[0], 10);
    close(corpus, 10 / 3);
  }
});

Deno.test("cider() gives 7.5 to a caption too short for 4-grams", () => {
  close(cider(new Map([[2, "a blue mug"], [1, "x"]]), REFERENCES)["CIDEr-D"].images[0], 7.5);
});

Deno.test("cider() weighs words by how few images have them", () => {
  // Three images: "a" is in two of them, "can" in one.
  const captions = new Map([[1, "a can"], [2, "x"], [3, "y"]]);
  const { images } = cider(captions, REFERENCES, { variant: "CIDEr" })["CIDEr"];
  const a = Math.log(3 / 2), rare = Math.log(3);
  const ownNorm = Math.hypot(a, rare), norm = Math.hypot(a, rare, rare, rare, rare);
  close(images[0], 10 / 4 * (a * a + rare * rare) / (ownNorm * norm));
});

Deno.test("cider() clips repeated words and punishes the length where it is CIDEr-D", () => {
  const captions = new Map([[3, "dog dog dog"], [1, "x"], [2, "y"]]);
  const plain = cider(captions, REFERENCES, { variant: "CIDEr" })["CIDEr"].images[0];
  const clipped = cider(captions, REFERENCES)["CIDEr-D"].images[0];
  close(plain, 10 / 4 * 1 / Math.SQRT2);
  // One "dog" of three counts; two bigrams against one.
  close(clipped, plain / 3 * Math.exp(-1 / 72));
});

Deno.test("cider() gives 0 where one image makes every weight 0", () => {
  const { corpus } = cider(new Map([[2, "a blue mug"]]), REFERENCES)["CIDEr-D"];
  assert.equal(corpus, 0);
});

Deno.test("cider() takes empty captions and references", () => {
  const captions = new Map([[1, ""], [2, "a mug"], [3, ""]]);
  const references = new Map([[1, ["a can"]], [2, [""]], [3, [""]]]);
  assert.deepEqual([...cider(captions, references)["CIDEr-D"].images], [0, 0, 0]);
});

Deno.test("cider() scores against document frequencies that are given", () => {
  const documents = DocumentFrequencies.of(REFERENCES.values());
  const captions = new Map([[1, "a red mug"], [2, "a mug that nobody saw"], [3, "the red dog"]]);
  const all = cider(captions, REFERENCES)["CIDEr-D"].images;
  for (const [i, [imageId, caption]] of [...captions].entries()) {
    const one = cider(new Map([[imageId, caption]]), REFERENCES, { documents })["CIDEr-D"];
    assert.equal(one.corpus, all[i]);
    const references = REFERENCES.get(imageId)!.map((line) => documents.vector(line));
    assert.equal(consensus(documents.vector(caption), references), all[i]);
  }
});

Deno.test("DocumentFrequencies counts a repeated n-gram of an image once", () => {
  const documents = DocumentFrequencies.of([["a a", "a"], ["a"], ["b"]]);
  assert.equal(documents.images, 3);
  close(documents.vector("a").weights[0], Math.log(3 / 2));
  close(documents.vector("b").weights[0], Math.log(3));
  close(documents.vector("unseen").weights[0], Math.log(3));
});

Deno.test("DocumentFrequencies.withVectors() weighs references as vector() does", () => {
  const { documents, vectors } = DocumentFrequencies.withVectors(REFERENCES.values());
  assert.deepEqual(vectors[0][0], documents.vector("a red can of soda"));
});

Deno.test("DocumentFrequencies.vectorInPassing() scores as vector() does, whatever it has seen", () => {
  const documents = DocumentFrequencies.of([["a red can", "a can"], ["a blue mug"]]);
  const reference = documents.vector("a new red can"); // "new" is in no image, but remembered
  for (
    const caption of ["a new red can", "a red cup cup", "a new cup", "", "cup cup", "a blue mug"]
  ) {
    const [passing, kept] = [documents.vectorInPassing(caption), documents.vector(caption)];
    close(consensus(passing, [reference]), consensus(kept, [reference]));
    passing.norms.forEach((norm, n) => close(norm, kept.norms[n]));
  }
});

Deno.test("cider() equals the official program", async (test) => {
  for (const { name, captions, references, corpus, images } of referenceScores()) {
    await test.step(name, () => {
      for (const [variant, key] of [["CIDEr-D", "CIDEr_D"], ["CIDEr", "CIDEr_plain"]] as const) {
        const scores: Record<string, { corpus: number; images: Float64Array }> = cider(
          captions,
          references,
          { variant },
        );
        // Sums of some hundred products in another order, values up to 10.
        close(scores[variant].corpus, corpus[key]);
        assert.ok(largestDifference(scores[variant].images, images[key]) <= 1e-12);
      }
    });
  }
});

Deno.test("cider() refuses a caption without a reference", () => {
  assert.throws(
    () => cider(new Map([[9, "a can"]]), REFERENCES),
    /^RangeError: .*image 9 has none/,
  );
});
