import { totals } from "../statistics/statistic.ts";
import { LONGEST, type NGramCounts, NGrams, orderOf } from "../text/n_grams.ts";
import type { Captions, References, Scores } from "./metric.ts";
import { referencesOf } from "./references_of.ts";

/** Added to numerators, so that no logarithm or power of zero occurs; as in the official scorer. */
const TINY = 1e-15;
/** Added to denominators; as in the official scorer. A perfect caption scores 0.9999999998. */
const SMALL = 1e-9;

/** Names of BLEU's four scores. */
export type BleuName = "BLEU-1" | "BLEU-2" | "BLEU-3" | "BLEU-4";

/** Number of n-grams from which a new table is begun. */
const SMALL_TABLE = 10_000;

const NAMES: readonly BleuName[] = ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4"];

/**
 * What an image adds to the corpus BLEU, one column each: words of the caption, words of the closest
 * reference, n-grams of the caption (n = 1 … 4), n-grams of it that a reference has (n = 1 … 4).
 */
export const BLEU_COLUMNS: number = 2 + 2 * LONGEST;

/**
 * Scores captions by their share of n-grams that occur in a reference.
 *
 * `BLEU-k = exp(min(0, 1 − r / c)) (Π_{n ≤ k} correct_n / guess_n)^(1/k)`, with `c` the words of the
 * captions, `r` those of the references closest in length (the shorter of two as close), and each
 * n-gram counted at most as often as the reference that has it most often. The corpus value is the
 * formula on summed counts, not the mean of the images' values.
 *
 * Papineni et al., 2002, section 2 (https://aclanthology.org/P02-1040), with the constants of the
 * COCO captions evaluation: no other smoothing.
 *
 * @param captions Tokens between blanks, by image id.
 * @param references Tokens between blanks, at least one line for each caption.
 * @throws {RangeError} If a caption has no reference.
 *
 * @example
 * ```ts
 * import { bleu } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const scores = bleu(new Map([[1, "a red can"]]), new Map([[1, ["a blue can"]]]));
 * assert.ok(Math.abs(scores["BLEU-1"].corpus - 2 / 3) < 1e-6);
 * ```
 */
export function bleu(captions: Captions, references: References): Record<BleuName, Scores> {
  const counts = bleuCounts(captions, references);
  const statistic = { names: NAMES, counts, columns: BLEU_COLUMNS, aggregate: bleuFromCounts };
  const corpus = bleuFromCounts(totals(statistic));
  const images = NAMES.map(() => new Float64Array(captions.size));
  for (let i = 0; i < captions.size; i++) {
    const row = counts.subarray(i * BLEU_COLUMNS, (i + 1) * BLEU_COLUMNS);
    bleuFromCounts(row).forEach((value, k) => images[k][i] = value);
  }
  const entries = NAMES.map((
    name,
    k,
  ) => [name, { corpus: corpus[k], images: images[k], statistic }]);
  return Object.fromEntries(entries) as Record<BleuName, Scores>;
}

/**
 * Counts what each image adds to the corpus BLEU.
 *
 * @returns `[images, BLEU_COLUMNS]` row by row, in the order of the captions.
 * @throws {RangeError} If a caption has no reference.
 */
export function bleuCounts(captions: Captions, references: References): Float64Array {
  const counts = new Float64Array(captions.size * BLEU_COLUMNS);
  let nGrams = new NGrams(), start = 0;
  for (const [imageId, caption] of captions) {
    // N-grams of different images are not compared: a small table stays in the processor's cache.
    if (nGrams.size > SMALL_TABLE) nGrams = new NGrams();
    const own = referencesOf(references, imageId).map((reference) => nGrams.count(reference));
    const said = nGrams.count(caption);
    const clipped = clippedCounts(said, own);
    counts[start] = said.length;
    counts[start + 1] = closestLength(said.length, own);
    for (let n = 1; n <= LONGEST; n++) counts[start + 1 + n] = Math.max(0, said.length - n + 1);
    said.ids.forEach((id, i) => counts[start + 1 + LONGEST + orderOf(id)] += clipped[i]);
    start += BLEU_COLUMNS;
  }
  return counts;
}

/**
 * Computes BLEU-1 … BLEU-4 from one row of {@linkcode bleuCounts}, or from a sum of rows.
 *
 * @param counts `[BLEU_COLUMNS]`.
 */
export function bleuFromCounts(counts: ArrayLike<number>): number[] {
  const ratio = (counts[0] + TINY) / (counts[1] + SMALL);
  const brevity = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return NAMES.map((_, k) => {
    product *= (counts[2 + LONGEST + k] + TINY) / (counts[2 + k] + SMALL);
    return product ** (1 / (k + 1)) * brevity;
  });
}

/** For each n-gram of the caption: its count, at most the highest of a reference. */
function clippedCounts(said: NGramCounts, references: readonly NGramCounts[]): Int32Array {
  const clipped = new Int32Array(said.ids.length);
  for (const { ids, counts } of references) {
    // Both lists rise, so one pass finds what they share.
    for (let i = 0, j = 0; i < said.ids.length && j < ids.length;) {
      if (said.ids[i] < ids[j]) i++;
      else if (said.ids[i] > ids[j]) j++;
      else {
        const count = Math.min(said.counts[i], counts[j++]);
        if (count > clipped[i]) clipped[i] = count;
        i++;
      }
    }
  }
  return clipped;
}

function closestLength(length: number, references: readonly NGramCounts[]): number {
  let closest = Infinity;
  for (const reference of references) {
    const nearer = Math.abs(reference.length - length) - Math.abs(closest - length);
    if (nearer < 0 || (nearer === 0 && reference.length < closest)) closest = reference.length;
  }
  return closest;
}
