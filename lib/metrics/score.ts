import type { Captions, Metric, References } from "./metric.ts";
import { measure, type Measured } from "./measure.ts";
import { ptbTokenize } from "./ptb_tokenize.ts";
import { linesByImage } from "./tokenized.ts";

/** Names of the tokenizers. */
export const TOKENIZERS = ["safe", "official", "none"] as const;

/** How plain text becomes tokens: each caption by itself, all as one text as the official programs do, or not. */
export type Tokenizer = (typeof TOKENIZERS)[number];

/** How captions are scored. */
export interface ScoreOptions {
  /** Default `safe`; `none` for text that is tokens between single blanks already. */
  tokenizer?: Tokenizer;
  /** Default: BLEU, ROUGE-L and CIDEr-D. */
  metrics?: readonly Metric[];
}

/** Plain captions with what metrics say of them. */
export interface ScoredTexts extends Measured {
  /** Line breaks inside a text that the tokenizer took for blanks. */
  readonly lineBreaks: number;
}

/**
 * Scores plain captions against plain references, as the COCO captions evaluation does: tokens of the
 * Penn Treebank, then the metrics.
 *
 * @param captions By image id, or a list.
 * @param references At least one for each caption, by the same ids or in the same order.
 * @throws {RangeError} If no caption has a reference, or two lists differ in length.
 *
 * @example
 * ```ts
 * import { score } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const { scores } = await score(
 *   ["A red can, on a table.", "a dog"],
 *   [["a red can on a table"], ["A dog is sleeping.", "The dog"]],
 * );
 * assert.ok(Math.abs(scores["ROUGE-L"].images[0] - 1) < 1e-9);
 * ```
 */
export async function score(
  captions: Captions | readonly string[],
  references: References | readonly (readonly string[])[],
  { tokenizer = "safe", metrics }: ScoreOptions = {},
): Promise<ScoredTexts> {
  const [said, written] = [keyed(captions), keyed(references)];
  if (said.size !== written.size && Array.isArray(captions) && Array.isArray(references)) {
    throw new RangeError(
      `Cannot score captions: each must have a list of references, current numbers are ${said.size} and ${written.size}`,
    );
  }
  const ofCaptions = tokenLines(new Map([...said].map(([id, text]) => [id, [text]])), tokenizer);
  const ofReferences = tokenLines(written, tokenizer);
  const tokens = new Map([...ofCaptions.lines].map(([id, [line]]) => [id, line]));
  return {
    ...await measure(tokens, ofReferences.lines, { metrics }),
    lineBreaks: ofCaptions.lineBreaks + ofReferences.lineBreaks,
  };
}

/** A list by position, or a map as it is. */
function keyed<T>(values: ReadonlyMap<number, T> | readonly T[]): ReadonlyMap<number, T> {
  return values instanceof Map ? values : new Map((values as readonly T[]).entries());
}

/** Tokenizes all texts in their order, in one go: in mode `official` a text may change its neighbours. */
function tokenLines(
  texts: References,
  tokenizer: Tokenizer,
): { lines: References; lineBreaks: number } {
  if (tokenizer === "none") return { lines: texts, lineBreaks: 0 };
  const { lines, lineBreaks } = ptbTokenize([...texts.values()].flat(), { mode: tokenizer });
  return { lines: linesByImage(texts, lines), lineBreaks };
}
