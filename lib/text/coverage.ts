import { UNK, type Vocabulary } from "./vocabulary.ts";

/**
 * Tells the share of tokens that a vocabulary knows, 0 to 1; the rest becomes `<unk>`.
 *
 * @param captions Tokenized captions; no token at all counts as covered.
 */
export function coverage(captions: Iterable<readonly string[]>, vocabulary: Vocabulary): number {
  let total = 0, unknown = 0;
  for (const tokens of captions) {
    total += tokens.length;
    for (const id of vocabulary.encode(tokens)) if (id === UNK) unknown++;
  }
  return total === 0 ? 1 : 1 - unknown / total;
}
