/**
 * From captions to integers: tokens for training, a vocabulary, and n-gram ids for the metrics.
 *
 * A caption is a sentence as someone wrote it. {@linkcode tokenize} splits it into tokens,
 * {@linkcode Vocabulary} numbers the tokens a captioner knows, {@linkcode NGrams} numbers runs of one
 * to four tokens, which is what BLEU and CIDEr compare.
 *
 * @example
 * ```ts
 * import { tokenize, Vocabulary } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const captions = ["A can of soda.", "A can on a table."].map(tokenize);
 * const vocabulary = Vocabulary.build(captions, { minimumCount: 2 });
 * const ids = vocabulary.encode(tokenize("a can of beans"));
 * assert.equal(vocabulary.decode(ids).join(" "), "a can <unk> <unk>");
 * ```
 *
 * @module
 */
export { type BytePairs, readMerges } from "./byte_pairs.ts";
export { cleanForClip } from "./clip_clean.ts";
export { type ClipRowsOptions, ClipTokenizer } from "./clip_tokenizer.ts";
export { countTokens } from "./count_tokens.ts";
export { coverage } from "./coverage.ts";
export { detokenize } from "./detokenize.ts";
export { LONGEST, type NGramCounts, NGrams, orderOf, splitTokens } from "./n_grams.ts";
export { tokenize } from "./tokenize.ts";
export {
  END,
  PAD,
  START,
  UNK,
  Vocabulary,
  type VocabularyJson,
  type VocabularyOptions,
} from "./vocabulary.ts";
