/**
 * Caption metrics: how near a caption is to what people wrote.
 *
 * {@linkcode bleu} counts shared n-grams, {@linkcode rougeL} measures the longest common subsequence,
 * {@linkcode cider} weighs n-grams by how telling they are, {@linkcode meteor} also matches words by
 * stem, synonym and paraphrase; all equal the official programs of the COCO captions evaluation to
 * rounding. They take tokens joined by single spaces, by image id, and give a value for the corpus and
 * one an image. {@linkcode scoreAll} runs those together that need nothing but the tokens, or others;
 * {@linkcode corpusStatistic} prepares them for confidence intervals. {@linkcode captionStatistics}
 * tells what no reference is needed for: how varied captions are, and how many words are unknown.
 * {@linkcode clippedNGrams}, {@linkcode commonSubsequence}, {@linkcode tellingNGrams},
 * {@linkcode meteorAlignment} and {@linkcode spiceDetail} take one caption's score apart, so that it can
 * be checked by hand.
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
export { type ClippedNGram, clippedNGrams } from "./clipped_n_grams.ts";
export {
  clipScore,
  type ClipScoreInput,
  type ClipScoreOptions,
  type EncodedVectors,
  type ImageTextEncoder,
} from "./clip_score.ts";
export { commonSubsequence, type WordPair } from "./common_subsequence.ts";
export { corpusStatistic } from "./corpus_statistic.ts";
export { type CaptionSets, diversity, type DiversityName } from "./diversity.ts";
export { type CiderVector, DocumentFrequencies } from "./document_frequencies.ts";
export { measure, type Measured, N_GRAM_METRICS, withReference } from "./measure.ts";
export { type PtbLines, type PtbOptions, ptbTokenize } from "./ptb_tokenize.ts";
export { type MeteorAlignment, meteorAlignment } from "./meteor/alignment.ts";
export { type Match, MATCHER_NAMES } from "./meteor/matcher.ts";
export { meteor, meteorCounts, type MeteorOptions, meteorStatistics } from "./meteor/meteor.ts";
export {
  loadMeteorData,
  type MeteorData,
  type MeteorFiles,
  meteorFiles,
} from "./meteor/meteor_data.ts";
export { METEOR_COLUMNS, meteorFromStatistics } from "./meteor/meteor_score.ts";
export type { WordnetFiles } from "./meteor/load_synonyms.ts";
export type { ParaphraseArrays, Paraphrases } from "./meteor/paraphrases.ts";
export type { Synonyms } from "./meteor/synonyms.ts";
export type { Trie } from "./meteor/trie.ts";
export { rougeL } from "./rouge_l.ts";
export { scoreAll, type ScoreReport, scoreReport } from "./score_all.ts";
export { javaEngine, type JavaOptions } from "./spice/java_engine.ts";
export { rememberingEngine } from "./spice/remembering_engine.ts";
export { type SpiceDetail, spiceDetail, type StatedBy } from "./spice/spice_detail.ts";
export { spice, type SpiceOptions } from "./spice/spice.ts";
export { tsEngine } from "./spice/ts_engine.ts";
export type { CaptionTuples, SpiceEngine, Tuple } from "./spice/tuple.ts";
export {
  readTuples,
  tuplesEngine,
  type TuplesOptions,
  writeTuples,
} from "./spice/tuples_engine.ts";
export { spider } from "./spider.ts";
export { type TellingNGram, tellingNGrams } from "./telling_n_grams.ts";
