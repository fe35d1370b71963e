import { type ChipRow, chips } from "../../figures/chips.ts";
import type { Page } from "../../figures/figure.ts";
import { count, decimals } from "../../figures/numbers.ts";
import { DocumentFrequencies } from "../../metrics/document_frequencies.ts";
import { ptbTokenize } from "../../metrics/ptb_tokenize.ts";
import { type TellingNGram, tellingNGrams } from "../../metrics/telling_n_grams.ts";
import { tokenizedReferences } from "../../metrics/tokenized.ts";
import type { References } from "../../types.ts";

/**
 * Shows what each n-gram of a caption adds to its CIDEr-D, and in how many pictures people use it.
 *
 * @param caption As plain text.
 * @param references As plain text; at least one.
 * @param options.corpus The references of all pictures, which say how telling an n-gram is.
 * @throws {RangeError} If there is no reference.
 */
export function ciderByHand(
  caption: string,
  references: readonly string[],
  { corpus }: { corpus: References },
): Page {
  const documents = DocumentFrequencies.of(tokenizedReferences(corpus).values());
  const [said, ...written] = ptbTokenize([caption, ...references]).lines;
  const nGrams = tellingNGrams(said, written, { documents });
  const highest = Math.max(...nGrams.map(({ share }) => share), Number.MIN_VALUE);
  const rows = [1, 2, 3, 4].map((n): ChipRow => {
    const own = nGrams.filter(({ length }) => length === n);
    return {
      label: n === 1 ? "words" : `${n} words in a row`,
      chips: own.map(({ text, share, documents }) => ({
        text,
        share: share / highest,
        note: share > 0 ? `${decimals(share, 2)}, in ${documents}` : `in ${documents}`,
      })),
      result: decimals(sum(own), 3),
    };
  });
  return chips([
    ...rows,
    { label: "CIDEr-D, the sum of all", chips: [], result: decimals(sum(nGrams), 3) },
  ], {
    caption: `“${caption}”: what each n-gram adds, and in how many of ` +
      `${count(documents.images)} pictures somebody uses it`,
  });
}

function sum(nGrams: readonly TellingNGram[]): number {
  return nGrams.reduce((total, { share }) => total + share, 0);
}
