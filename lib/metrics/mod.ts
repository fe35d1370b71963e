/**
 * Caption metrics: how near a caption is to what people wrote. Plain text in, official numbers out, for the
 * corpus and for each image; without Java and without a tensor library.
 *
 * {@linkcode score} does it all: it makes tokens ({@linkcode ptbTokenize}) and measures. Each metric can
 * also be used by itself, on tokens joined by single spaces, by image id: {@linkcode bleu} counts shared
 * n-grams, {@linkcode rougeL} measures the longest common subsequence, {@linkcode cider} weighs n-grams by
 * how telling they are, {@linkcode meteor} also matches words by stem, synonym and paraphrase,
 * {@linkcode spice} compares what captions state, {@linkcode spider} is the mean of two of them.
 * {@linkcode clipScore} asks an image-text model that you bring. {@linkcode diversity} compares several
 * captions of one image with each other, {@linkcode captionStatistics} tells what no reference is needed
 * for. {@linkcode corpusStatistic} prepares whatever was measured for intervals and p-values of
 * `#lib/statistics`; {@linkcode clippedNGrams}, {@linkcode commonSubsequence}, {@linkcode tellingNGrams},
 * {@linkcode meteorAlignment} and {@linkcode spiceDetail} take one score apart, to be checked by hand.
 *
 * ## Which number is comparable with which paper
 *
 * - **BLEU-1 … BLEU-4, ROUGE-L**: with papers that used the COCO captions evaluation (coco-caption,
 *   pycocoevalcap, VizWiz's), on the same images, references and tokens. Not with BLEU of NLTK or sacreBLEU
 *   (other tokens, another brevity penalty), nor with ROUGE of summarization.
 * - **CIDEr-D** is what those programs print and papers report as "CIDEr". **CIDEr** here is the formula
 *   without clipping and penalty of length; it is higher. Both weigh n-grams by the references at hand, so a
 *   subset of the images is another scale; `documents` fixes the frequencies, and one image alone needs it.
 * - **METEOR** is METEOR 1.5 with its table of paraphrases. **METEOR-noPara** lacks the table, is lower, and
 *   is comparable with other numbers of that name only.
 * - **SPICE** has the official program's tuples, by Java or from a file. **SPICE-ts** has our own parser's,
 *   which imitates it: good for comparing captions here, not for standing beside a paper's.
 * - **SPIDEr** is as comparable as its SPICE.
 * - **CLIPScore** depends on the model: give the weights' name with the number.
 * - Papers write most of these times 100. **VizWiz** leaves out annotations marked rejected or precanned, and
 *   images without any other. Numbers of a test server have other references.
 * - Tokens: `official` makes one text of all captions, as the official programs do; then a caption can change
 *   how the one before it ends. `safe`, the default, does not, and differs in about one caption of hundreds.
 *
 * @example
 * ```ts
 * import { meteor, score, spice } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const { scores } = await score(
 *   ["A red can of soda.", "A dog on a couch."],
 *   [["a red can of soda", "A soda can"], ["The dog lies on the sofa"]],
 *   { metrics: [meteor, spice] },
 * );
 * assert.ok(scores["METEOR-noPara"].images[0] > scores["METEOR-noPara"].images[1]);
 * assert.ok(scores["SPICE-ts"].images[1] > 0.5); // a couch is a sofa
 * ```
 *
 * @module
 */
export type { Captions, Metric, References, Scores } from "./metric.ts";
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
export { loadParaphrases } from "./meteor/load_paraphrases.ts";
export { METEOR_COLUMNS, meteorFromStatistics } from "./meteor/meteor_score.ts";
export type { ParaphraseArrays, Paraphrases } from "./meteor/paraphrases.ts";
export type { Trie } from "./meteor/trie.ts";
export { rougeL } from "./rouge_l.ts";
export { score, type ScoredTexts, type ScoreOptions, type Tokenizer, TOKENIZERS } from "./score.ts";
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
export { tokenizedCaptions, tokenizedReferences } from "./tokenized.ts";
export { type TellingNGram, tellingNGrams } from "./telling_n_grams.ts";
