import { LONGEST, orderOf } from "../text/n_grams.ts";
import { SIGMA } from "./cider.ts";
import { countNGrams } from "./clipped_n_grams.ts";
import type { CiderVector, DocumentFrequencies } from "./document_frequencies.ts";

/** An n-gram of a caption, and what it is worth to CIDEr-D. */
export interface TellingNGram {
  /** Its words, joined by single spaces. */
  text: string;
  /** Number of words, 1 to 4. */
  length: number;
  /** How often the caption has it. */
  count: number;
  /** In how many images a reference has it. */
  documents: number;
  /** `ln(N / documents)`, what one occurrence weighs; `ln N` where no image has it. */
  weight: number;
  /** How many of the references have it. */
  references: number;
  /** What it adds to the caption's CIDEr-D; over all n-grams these sum to the score. */
  share: number;
}

/**
 * Takes a caption's CIDEr-D apart into what each of its n-grams adds.
 *
 * The share of an n-gram `g` of length n is `10/4 mean_r exp(−Δ²/2σ²) min(c_g, r_g) r_g / (‖c‖ ‖r‖)`, with
 * the letters of `cider`. A word that few images have weighs much; one that all have, nothing.
 *
 * Vedantam et al., 2015, section 6 (https://arxiv.org/abs/1411.5726).
 *
 * @param caption Tokens between blanks.
 * @param references Tokens between blanks; at least one.
 * @param options `documents`: frequencies of the corpus that the caption is scored in.
 * @returns The distinct n-grams, shorter ones first, in the order of the caption.
 * @throws {RangeError} If there is no reference.
 *
 * @example
 * ```ts
 * import { DocumentFrequencies, tellingNGrams } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const documents = DocumentFrequencies.of([["a red can"], ["a mug"]]);
 * const [a, mug] = tellingNGrams("a mug", ["one mug"], { documents });
 * assert.ok(a.weight === 0 && a.share === 0); // every image has it
 * assert.ok(mug.documents === 1 && mug.share > 0);
 * ```
 */
export function tellingNGrams(
  caption: string,
  references: readonly string[],
  { documents }: { documents: DocumentFrequencies },
): TellingNGram[] {
  if (references.length === 0) {
    throw new RangeError("Cannot weigh a caption: there must be a reference");
  }
  const said = documents.vector(caption);
  const written = references.map((reference) => documents.vector(reference));
  const places = written.map(({ ids }) => new Map(Array.from(ids, (id, i) => [id, i])));
  return [...countNGrams(caption).values()].sort((a, b) => a.length - b.length).map((nGram) => {
    const single = longestOf(documents.vector(nGram.text), nGram.length);
    const own = single.weight * nGram.count;
    const found = written.map((vector, r) => ({ vector, place: places[r].get(single.id) }));
    const shares = found.map(({ vector, place }) =>
      place === undefined ? 0 : shareOf({ said, vector, own, other: vector.weights[place] }, nGram)
    );
    return {
      ...nGram,
      documents: documents.imagesWith(nGram.text),
      weight: single.weight,
      references: found.filter(({ place }) => place !== undefined).length,
      share: shares.reduce((sum, share) => sum + share, 0) / references.length,
    };
  });
}

/** The n-gram itself, among the n-grams of its own text. */
function longestOf(vector: CiderVector, length: number): { id: number; weight: number } {
  const i = vector.ids.findIndex((id) => orderOf(id) === length);
  return { id: vector.ids[i], weight: vector.weights[i] };
}

function shareOf(
  { said, vector, own, other }: {
    said: CiderVector;
    vector: CiderVector;
    own: number;
    other: number;
  },
  { length }: { length: number },
): number {
  const norms = said.norms[length - 1] * vector.norms[length - 1];
  if (norms === 0) return 0;
  const gaussian = Math.exp(-((said.length - vector.length) ** 2) / (2 * SIGMA ** 2));
  return 10 / LONGEST * gaussian * Math.min(own, other) * other / norms;
}
