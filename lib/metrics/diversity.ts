import { mean } from "../statistics/mean.ts";
import { singularValues } from "../statistics/singular_values.ts";
import { NGrams, orderOf } from "../text/n_grams.ts";
import type { Captions, References, Scores } from "./metric.ts";
import { BLEU_COLUMNS, bleuCounts, bleuFromCounts } from "./bleu.ts";
import { consensus } from "./cider.ts";
import { type CiderVector, DocumentFrequencies } from "./document_frequencies.ts";

/** Names of the scores of {@linkcode diversity}. */
export type DiversityName =
  | "Div-1"
  | "Div-2"
  | "mBLEU-1"
  | "mBLEU-2"
  | "mBLEU-3"
  | "mBLEU-4"
  | "self-CIDEr";

/** Several captions of each image, by image id. */
export type CaptionSets = ReadonlyMap<number, readonly string[]>;

const NAMES: readonly DiversityName[] = [
  ...["Div-1", "Div-2", "mBLEU-1", "mBLEU-2", "mBLEU-3", "mBLEU-4", "self-CIDEr"] as const,
];

/**
 * Scores how much several captions of one image differ among themselves.
 *
 * `Div-n = distinct n-grams / (words + 10⁻⁶)` over the captions of an image. `mBLEU-k` is the mean BLEU-k
 * of a caption against the others: low where captions differ. `self-CIDEr = −log(max √σ / Σ √σ) / log m`
 * with σ the singular values of the `[m, m]` matrix of the captions' CIDEr-D similarities: 0 where all
 * say the same, 1 where they share nothing. Corpus values are means over images.
 *
 * Div-n and mBLEU: Shetty et al., 2017, section 4.3 (https://arxiv.org/abs/1703.10476), as later papers
 * compute them. Self-CIDEr: Wang and Chan, 2019, section 3 (https://arxiv.org/abs/1903.12020).
 *
 * @param captions Tokens joined by single spaces, at least two captions an image.
 * @param options `documents`: document frequencies; default: those of the captions, image by image.
 * Papers take those of COCO's training references.
 * @throws {RangeError} If an image has fewer than two captions, or there is no image.
 *
 * @example
 * ```ts
 * import { diversity } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, ["a red can", "a red can"]], [2, ["a dog", "two blue mugs"]]]);
 * const scores = diversity(captions);
 * assert.ok(Math.abs(scores["Div-1"].images[0] - 3 / 6) < 1e-6);
 * assert.deepEqual([...scores["self-CIDEr"].images].map(Math.round), [0, 1]);
 * ```
 */
export function diversity(
  captions: CaptionSets,
  { documents }: { documents?: DocumentFrequencies } = {},
): Record<DiversityName, Scores> {
  checkSets(captions);
  const frequencies = documents ?? DocumentFrequencies.of(captions.values());
  const rows = Array.from(captions.values(), (lines) => [
    ...distinctShares(lines),
    ...mutualBleu(lines),
    selfCider(lines.map((line) => frequencies.vector(line))),
  ]);
  const scores = NAMES.map((name, k) => {
    const images = Float64Array.from(rows, (row) => row[k]);
    return [name, { corpus: mean(images), images }];
  });
  return Object.fromEntries(scores) as Record<DiversityName, Scores>;
}

function checkSets(captions: CaptionSets): void {
  if (captions.size === 0) throw new RangeError("Cannot score diversity: there is no image");
  for (const [imageId, { length }] of captions) {
    if (length < 2) {
      throw new RangeError(
        `Cannot score diversity: every image must have two captions or more, image ${imageId} has ${length}`,
      );
    }
  }
}

/** Div-1 and Div-2. */
function distinctShares(lines: readonly string[]): number[] {
  const nGrams = new NGrams(), distinct = new Set<number>();
  let words = 0;
  for (const line of lines) {
    const { ids, length } = nGrams.count(line);
    ids.forEach((id) => distinct.add(id));
    words += length;
  }
  return [1, 2].map((n) => {
    const own = [...distinct].filter((id) => orderOf(id) === n);
    return own.length / (words + 1e-6);
  });
}

/** mBLEU-1 … mBLEU-4. */
function mutualBleu(lines: readonly string[]): number[] {
  const captions: Captions = new Map(lines.entries());
  const others: References = new Map(
    lines.map((_, i) => [i, lines.filter((_, j) => j !== i)]),
  );
  const counts = bleuCounts(captions, others);
  const each = lines.map((_, i) =>
    bleuFromCounts(counts.subarray(i * BLEU_COLUMNS, (i + 1) * BLEU_COLUMNS))
  );
  return each[0].map((_, k) => mean(each.map((scores) => scores[k])));
}

function selfCider(vectors: readonly CiderVector[]): number {
  const similarities = vectors.map((a) => vectors.map((b) => consensus(a, [b]) / 10));
  const roots = singularValues(similarities).map(Math.sqrt);
  const sum = roots.reduce((total, root) => total + root, 0);
  if (sum === 0) return 0; // Captions without a word of weight are all alike.
  return Math.max(0, -Math.log(roots[0] / sum) / Math.log(vectors.length));
}
