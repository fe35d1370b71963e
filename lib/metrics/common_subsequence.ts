/** A word of a caption and the word of a reference that is matched with it, by position from 0. */
export interface WordPair {
  /** Position in the caption. */
  caption: number;
  /** Position in the reference. */
  reference: number;
}

/**
 * Finds the longest common subsequence of a caption and a reference: words that stand in both in the
 * same order, with others between them. Its length is what ROUGE-L is made of.
 *
 * Of several as long, the one whose words stand earliest in the caption.
 *
 * @param caption Tokens joined by single spaces.
 * @param reference Tokens joined by single spaces.
 * @returns The matched words, in their order.
 *
 * @example
 * ```ts
 * import { commonSubsequence } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(commonSubsequence("a red can", "the can is a can"), [
 *   { caption: 0, reference: 3 },
 *   { caption: 2, reference: 4 },
 * ]);
 * ```
 */
export function commonSubsequence(caption: string, reference: string): WordPair[] {
  // As ROUGE-L splits: at single spaces only.
  const said = caption.split(" "), written = reference.split(" ");
  const width = written.length + 1, lengths = restLengths(said, written);
  const pairs: WordPair[] = [];
  for (let i = 0, j = 0; lengths[i * width + j] > 0;) {
    const rest = lengths[i * width + j];
    const found = written.indexOf(said[i], j);
    const taken = found < 0 ? 0 : 1 + lengths[(i + 1) * width + found + 1];
    if (taken === rest) {
      pairs.push({ caption: i, reference: found });
      j = found + 1;
    }
    i++;
  }
  return pairs;
}

/** Length of the longest common subsequence from position `i` and `j` on, row by row. */
function restLengths(
  said: readonly string[],
  written: readonly string[],
): Uint16Array | Uint32Array {
  const width = written.length + 1;
  const ids = new Map<string, number>();
  const idsOf = (words: readonly string[]) =>
    Int32Array.from(words, (word) => {
      if (!ids.has(word)) ids.set(word, ids.size);
      return ids.get(word)!;
    });
  const ofCaption = idsOf(said), ofReference = idsOf(written);
  // Half the memory wherever the lengths fit.
  const Lengths = Math.min(said.length, written.length) < 2 ** 16 ? Uint16Array : Uint32Array;
  const lengths = new Lengths((said.length + 1) * width);
  for (let i = said.length - 1; i >= 0; i--) {
    for (let j = written.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] = ofCaption[i] === ofReference[j]
        ? lengths[at + width + 1] + 1
        : Math.max(lengths[at + width], lengths[at + 1]);
    }
  }
  return lengths;
}
