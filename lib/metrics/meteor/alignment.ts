import { type Match, Matcher } from "./matcher.ts";
import type { MeteorOptions } from "./meteor.ts";
import { CHUNKS, meteorFromStatistics } from "./meteor_score.ts";
import { meteorWords } from "./normalize.ts";

/** How METEOR matches a caption with the reference that suits it best. */
export interface MeteorAlignment {
  /** The caption's words, as METEOR splits it. */
  caption: string[];
  /** The reference's words. */
  reference: string[];
  /** What is matched, in the order of the reference. */
  matches: Match[];
  /** Runs of matches that are side by side in both. */
  chunks: number;
  /** METEOR of this caption. */
  score: number;
}

/**
 * Shows which words of a caption METEOR matches, with the first of the references that give the highest score.
 *
 * @param caption Tokens between blanks.
 * @param references Tokens between blanks; at least one.
 * @param options `paraphrases`: METEOR's table; without it that matcher finds nothing.
 * @throws {RangeError} If there is no reference.
 *
 * @example
 * ```ts
 * import { meteorAlignment } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const { matches } = meteorAlignment("a dog sleeping", ["the dog sleeps on a sofa"]);
 * assert.deepEqual(matches.map(({ matcher }) => matcher), ["exact", "stem", "exact"]);
 * ```
 */
export function meteorAlignment(
  caption: string,
  references: readonly string[],
  { paraphrases }: MeteorOptions = {},
): MeteorAlignment {
  if (references.length === 0) {
    throw new RangeError("Cannot align a caption: there must be a reference");
  }
  const matcher = new Matcher(paraphrases);
  const lines = references.map((reference) => matcher.best(caption, [reference]));
  const scores = lines.map(meteorFromStatistics);
  const best = scores.indexOf(Math.max(...scores));
  const words = meteorWords(caption), reference = meteorWords(references[best]);
  return {
    caption: words,
    reference,
    matches: matcher.matches(words, reference),
    chunks: lines[best][CHUNKS],
    score: scores[best],
  };
}
