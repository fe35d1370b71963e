/**
 * Caption metrics: how near a caption is to what people wrote.
 *
 * {@linkcode bleu} counts shared n-grams, {@linkcode rougeL} measures the longest common subsequence,
 * {@linkcode cider} weighs n-grams by how telling they are; all three equal the official programs of
 * the COCO captions evaluation to rounding. They take tokens joined by single spaces, by image id, and
 * give a value for the corpus and one an image; {@linkcode scoreAll} runs them together,
 * {@linkcode corpusStatistic} prepares them for confidence intervals. {@linkcode captionStatistics}
 * tells what no reference is needed for: how varied captions are, and how many words are unknown.
 *
 * @example
 * ```ts
 * import { ptbTokenize, scoreAll } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const lines = (...captions: string[]) => ptbTokenize(captions).lines;
 * const [first, second] = lines("A red can of soda.", "A mug.");
 * const captions = new Map([[1, first], [2, second]]);
 * const references = new Map([
 *   [1, lines("a red can of soda", "A soda can")],
 *   [2, lines("Coffee in a white mug")],
 * ]);
 * const { corpus } = await scoreAll(captions, references);
 * assert.ok(corpus["BLEU-1"] > corpus["BLEU-4"] && corpus["CIDEr-D"] > 1);
 * ```
 *
 * @module
 */
export type { Captions, Metric, References, Scores } from "../types.ts";
export { bleu, BLEU_COLUMNS, bleuCounts, bleuFromCounts, type BleuName } from "./bleu.ts";
export { type CaptionStatistics, captionStatistics } from "./caption_statistics.ts";
export { cider, type CiderName, type CiderOptions, consensus } from "./cider.ts";
export {
  clipScore,
  type ClipScoreInput,
  type ClipScoreOptions,
  type EncodedVectors,
  type ImageTextEncoder,
} from "./clip_score.ts";
export { corpusStatistic } from "./corpus_statistic.ts";
export { type CaptionSets, diversity, type DiversityName } from "./diversity.ts";
export { type CiderVector, DocumentFrequencies } from "./document_frequencies.ts";
export { type PtbLines, type PtbOptions, ptbTokenize } from "./ptb_tokenize.ts";
export { rougeL } from "./rouge_l.ts";
export { spider } from "./spider.ts";
export { N_GRAM_METRICS, scoreAll, type ScoreReport, withReference } from "./score_all.ts";
