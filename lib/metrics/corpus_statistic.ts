import { joinedStatistic } from "../statistics/joined_statistic.ts";
import { meanStatistic, type Statistic } from "../statistics/statistic.ts";
import type { Measured } from "./measure.ts";

/**
 * Prepares measured captions for the bootstrap over pictures: all metrics from the same draws.
 *
 * Corpus BLEU and METEOR are computed anew from the summed counts of each draw; the other metrics are
 * means of the pictures' values. Document frequencies are those of all pictures.
 *
 * @example
 * ```ts
 * import { corpusStatistic, measure } from "#lib/metrics";
 * import { bootstrap } from "#lib/statistics";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "a red can"], [2, "a mug"]]);
 * const references = new Map([[1, ["a red can"]], [2, ["a blue mug"]]]);
 * const measured = await measure(captions, references);
 * const intervals = bootstrap(corpusStatistic(measured), { random: new Random(1), draws: 100 });
 * assert.equal(intervals["BLEU-4"].value, measured.scores["BLEU-4"].corpus);
 * ```
 */
export function corpusStatistic({ scores }: Measured): Statistic {
  // Several names of one metric share their counts, which go in once.
  const parts = new Set(
    Object.entries(scores).map(([name, { images, statistic }]) =>
      statistic ?? meanStatistic(name, images)
    ),
  );
  return joinedStatistic([...parts]);
}
