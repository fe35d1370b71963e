import type { Statistic } from "../statistics/statistic.ts";
import type { Captions, References } from "../types.ts";
import { BLEU_COLUMNS, bleuCounts, bleuFromCounts } from "./bleu.ts";
import { cider } from "./cider.ts";
import { rougeL } from "./rouge_l.ts";
import { withReference } from "./score_all.ts";

/**
 * Prepares BLEU-1 … BLEU-4, ROUGE-L and CIDEr-D for the bootstrap over pictures.
 *
 * Corpus BLEU is computed anew from the summed counts of each draw; ROUGE-L and CIDEr-D are means of
 * the pictures' values, CIDEr-D with the document frequencies of all pictures.
 *
 * @param captions Tokens joined by single spaces; pictures without a reference are left out.
 * @throws {RangeError} If no captioned picture has a reference.
 *
 * @example
 * ```ts
 * import { corpusStatistic, scoreAll } from "#lib/metrics";
 * import { bootstrap } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "a red can"], [2, "a mug"]]);
 * const references = new Map([[1, ["a red can"]], [2, ["a blue mug"]]]);
 * const statistic = corpusStatistic(captions, references);
 * const intervals = bootstrap(statistic, { random: new Random(1), draws: 100 });
 * const { corpus } = await scoreAll(captions, references);
 * assert.equal(intervals["BLEU-4"].value, corpus["BLEU-4"]);
 * ```
 */
export function corpusStatistic(captions: Captions, references: References): Statistic {
  const scored = withReference(captions, references);
  if (scored.size === 0) {
    throw new RangeError("Cannot score captions: no captioned picture has a reference");
  }
  const ofBleu = bleuCounts(scored, references);
  const means = [
    rougeL(scored, references)["ROUGE-L"].images,
    cider(scored, references)["CIDEr-D"].images,
  ];
  const columns = BLEU_COLUMNS + means.length;
  const counts = new Float64Array(scored.size * columns);
  for (let i = 0; i < scored.size; i++) {
    counts.set(ofBleu.subarray(i * BLEU_COLUMNS, (i + 1) * BLEU_COLUMNS), i * columns);
    means.forEach((values, k) => counts[i * columns + BLEU_COLUMNS + k] = values[i]);
  }
  return {
    names: ["BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L", "CIDEr-D"],
    counts,
    columns,
    aggregate: (sums, images) => [
      ...bleuFromCounts(sums),
      sums[BLEU_COLUMNS] / images,
      sums[BLEU_COLUMNS + 1] / images,
    ],
  };
}
