import { LONGEST, splitTokens } from "../text/n_grams.ts";

/** An n-gram of a caption, and how much of it BLEU counts. */
export interface ClippedNGram {
  /** Its words, joined by single spaces. */
  text: string;
  /** Number of words, 1 to 4. */
  length: number;
  /** How often the caption has it. */
  count: number;
  /** How often the reference has it that has it most often. */
  most: number;
  /** What counts, `min(count, most)`. */
  clipped: number;
}

/**
 * Lists the n-grams of one caption with the counts that BLEU is made of: what a reader can check.
 *
 * Summed by length, `count` is BLEU's `guess_n` and `clipped` its `correct_n`.
 *
 * Papineni et al., 2002, section 2.1 (https://aclanthology.org/P02-1040).
 *
 * @param caption Tokens between blanks.
 * @param references Tokens between blanks.
 * @returns The distinct n-grams, shorter ones first, in the order of the caption.
 *
 * @example
 * ```ts
 * import { clippedNGrams } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const [the] = clippedNGrams("the the the cat", ["the cat on the mat"]);
 * assert.deepEqual(the, { text: "the", length: 1, count: 3, most: 2, clipped: 2 });
 * ```
 */
export function clippedNGrams(caption: string, references: readonly string[]): ClippedNGram[] {
  const written = references.map(countNGrams);
  return [...countNGrams(caption).values()].sort((a, b) => a.length - b.length)
    .map(({ text, length, count }) => {
      const most = Math.max(0, ...written.map((counts) => counts.get(text)?.count ?? 0));
      return { text, length, count, most, clipped: Math.min(count, most) };
    });
}

/** Counts a line's n-grams by their text. */
export function countNGrams(
  line: string,
): Map<string, { text: string; length: number; count: number }> {
  const words = splitTokens(line);
  const counts = new Map<string, { text: string; length: number; count: number }>();
  for (let length = 1; length <= LONGEST; length++) {
    for (let start = 0; start + length <= words.length; start++) {
      const text = words.slice(start, start + length).join(" ");
      const counted = counts.get(text);
      if (counted) counted.count++;
      else counts.set(text, { text, length, count: 1 });
    }
  }
  return counts;
}
