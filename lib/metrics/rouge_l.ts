import { mean } from "../statistics/mean.ts";
import type { Captions, References, Scores } from "./metric.ts";
import { referencesOf } from "./references_of.ts";

/** Weight of recall against precision, as in the COCO captions evaluation. */
const BETA = 1.2;

/**
 * Scores captions by the longest common subsequence with a reference.
 *
 * `ROUGE-L = (1 + β²) P R / (R + β² P)`, with `P = LCS / words of the caption`,
 * `R = LCS / words of the reference`, each the highest over the references by itself, β = 1.2, and 0
 * where either is 0. The corpus value is the mean over images.
 *
 * Lin, 2004, section 3 (https://aclanthology.org/W04-1013), as the COCO captions evaluation computes
 * it: tokens are split at single spaces only, so an empty caption is one empty token.
 *
 * @param captions Tokens joined by single spaces, by image id.
 * @param references Tokens joined by single spaces, at least one line for each caption.
 * @throws {RangeError} If a caption has no reference.
 *
 * @example
 * ```ts
 * import { rougeL } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "a red can"]]);
 * const { corpus } = rougeL(captions, new Map([[1, ["a can"]]]))["ROUGE-L"];
 * assert.ok(Math.abs(corpus - (2.44 * (2 / 3)) / (1 + 1.44 * (2 / 3))) < 1e-12); // P 2/3, R 1
 * ```
 */
export function rougeL(captions: Captions, references: References): { "ROUGE-L": Scores } {
  const ids = new Map<string, number>();
  const encode = (line: string) => Int32Array.from(line.split(" "), (word) => idOf(ids, word));
  const images = new Float64Array(captions.size);
  let image = 0;
  for (const [imageId, caption] of captions) {
    const said = encode(caption);
    let precision = 0, recall = 0;
    for (const reference of referencesOf(references, imageId)) {
      const written = encode(reference);
      const common = longestCommon(said, written);
      precision = Math.max(precision, common / said.length);
      recall = Math.max(recall, common / written.length);
    }
    images[image++] = combined(precision, recall);
  }
  return { "ROUGE-L": { corpus: mean(images), images } };
}

function combined(precision: number, recall: number): number {
  if (precision === 0 || recall === 0) return 0;
  return (1 + BETA ** 2) * precision * recall / (recall + BETA ** 2 * precision);
}

function idOf(ids: Map<string, number>, word: string): number {
  let id = ids.get(word);
  if (id === undefined) ids.set(word, id = ids.size);
  return id;
}

/** Length of the longest common subsequence, by dynamic programming over one row. */
function longestCommon(a: Int32Array, b: Int32Array): number {
  const row = new Int32Array(b.length + 1);
  for (const word of a) {
    let diagonal = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j];
      row[j] = b[j - 1] === word ? diagonal + 1 : Math.max(above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[b.length];
}
