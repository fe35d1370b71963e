import { mean } from "../statistics/mean.ts";
import { LONGEST, orderOf } from "../text/n_grams.ts";
import type { Captions, References, Scores } from "./metric.ts";
import { type CiderVector, DocumentFrequencies } from "./document_frequencies.ts";
import { referencesOf } from "./references_of.ts";

/** Width of the Gaussian over the difference in length. */
export const SIGMA = 6;

/** `CIDEr-D` clips counts and punishes differences in length; `CIDEr` is plain cosine. */
export type CiderName = "CIDEr-D" | "CIDEr";

/** Which CIDEr, and against which document frequencies. */
export interface CiderOptions<Name extends CiderName = CiderName> {
  /** Default `CIDEr-D`, which is what papers and servers report as "CIDEr". */
  variant?: Name;
  /** Default: those of the references of the captioned images. */
  documents?: DocumentFrequencies;
}

/**
 * Scores captions by the weighted n-grams they share with the references.
 *
 * `CIDEr-D = 10/4 Σ_n mean_r exp(−Δ²/2σ²) Σ_g min(c_g, r_g) r_g / (‖c‖ ‖r‖)` over n-grams `g` of
 * length n = 1 … 4, with weights `c_g, r_g = count · ln(N / documents with g)`, Δ the difference in
 * length and σ = 6. `CIDEr` has `c_g r_g` and no Gaussian. From 0 to 10; the corpus value is the mean
 * over images. With one image every weight is ln 1 = 0, and so is the score.
 *
 * Vedantam et al., 2015, sections 3 and 6 (https://arxiv.org/abs/1411.5726), as the COCO captions
 * evaluation computes it: counts are not divided by the length, words are not stemmed, and length is
 * the number of bigrams.
 *
 * @param captions Tokens between blanks, by image id.
 * @param references Tokens between blanks, at least one line for each caption.
 * @throws {RangeError} If a caption has no reference.
 *
 * @example
 * ```ts
 * import { cider } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "a red can of soda"], [2, "a mug"]]);
 * const references = new Map([[1, ["a red can of soda"]], [2, ["one blue shoe"]]]);
 * const { images } = cider(captions, references)["CIDEr-D"];
 * assert.ok(Math.abs(images[0] - 10) < 1e-9 && images[1] === 0);
 * ```
 */
export function cider<Name extends CiderName = "CIDEr-D">(
  captions: Captions,
  references: References,
  options: CiderOptions<Name> = {},
): Record<Name, Scores> {
  const { variant = "CIDEr-D" as Name } = options;
  const own = [...captions.keys()].map((imageId) => referencesOf(references, imageId));
  const { documents, vectors } = options.documents
    ? { documents: options.documents, vectors: undefined }
    : DocumentFrequencies.withVectors(own);
  const images = Float64Array.from([...captions.values()], (caption, i) => {
    const written = vectors?.[i] ?? own[i].map((reference) => documents.vector(reference));
    return consensus(documents.vector(caption), written, variant);
  });
  return { [variant]: { corpus: mean(images), images } } as Record<Name, Scores>;
}

/** Mean similarity of one caption to several references, from 0 to 10: an image's CIDEr score. */
export function consensus(
  caption: CiderVector,
  references: readonly CiderVector[],
  variant: CiderName = "CIDEr-D",
): number {
  const compare = variant === "CIDEr-D" ? clippedSimilarity : cosineSimilarity;
  let sum = 0;
  for (const reference of references) sum += compare(caption, reference);
  return 10 * sum / references.length;
}

function clippedSimilarity(caption: CiderVector, reference: CiderVector): number {
  const difference = caption.length - reference.length;
  const products = sharedProducts(caption, reference, true);
  return products * Math.exp(-(difference ** 2) / (2 * SIGMA ** 2));
}

function cosineSimilarity(caption: CiderVector, reference: CiderVector): number {
  return sharedProducts(caption, reference, false);
}

/** Products of the weights of shared n-grams, by length. */
const sums = new Float64Array(LONGEST);

/** Mean over the lengths of `Σ_g c_g r_g / (‖c‖ ‖r‖)`, with `min(c_g, r_g)` for `c_g` where clipped. */
function sharedProducts(caption: CiderVector, reference: CiderVector, clip: boolean): number {
  const { ids, weights } = caption;
  sums.fill(0);
  for (let i = 0, j = 0; i < ids.length && j < reference.ids.length;) {
    const difference = ids[i] - reference.ids[j];
    if (difference === 0) {
      const other = reference.weights[j++], own = weights[i];
      sums[orderOf(ids[i++]) - 1] += (clip && own > other ? other : own) * other;
    } else if (difference < 0) i++;
    else j++;
  }
  let total = 0;
  for (let n = 0; n < LONGEST; n++) {
    const norms = caption.norms[n] * reference.norms[n];
    if (norms !== 0) total += sums[n] / norms;
  }
  return total / LONGEST;
}
