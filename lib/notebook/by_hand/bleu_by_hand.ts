import { type ChipRow, chips } from "../../figures/chips.ts";
import type { Page } from "../../figures/figure.ts";
import { decimals } from "../../figures/numbers.ts";
import { bleuCounts, bleuFromCounts } from "../../metrics/bleu.ts";
import { clippedNGrams } from "../../metrics/clipped_n_grams.ts";
import { ptbTokenize } from "../../metrics/ptb_tokenize.ts";

/**
 * Shows how BLEU comes about for one caption: its n-grams and which of them count, the brevity penalty,
 * and the four scores.
 *
 * @param caption As plain text.
 * @param references As plain text.
 */
export function bleuByHand(caption: string, references: readonly string[]): Page {
  const [said, ...written] = ptbTokenize([caption, ...references]).lines;
  const counts = bleuCounts(new Map([[0, said]]), new Map([[0, written]]));
  const nGrams = clippedNGrams(said, written);
  const rows = [1, 2, 3, 4].map((n): ChipRow => {
    const correct = counts[5 + n], guessed = counts[1 + n];
    return {
      label: n === 1 ? "words" : `${n} words in a row`,
      chips: nGrams.filter(({ length }) => length === n).map(({ text, count, clipped }) => ({
        text,
        share: clipped / count,
        note: count > 1 ? `${clipped} of ${count}` : undefined,
      })),
      result: guessed === 0 ? "none" : `${share(correct, guessed)}`,
    };
  });
  const [own, closest] = counts;
  const penalty = own >= closest ? 1 : own === 0 ? 0 : Math.exp(1 - closest / own);
  const scores = bleuFromCounts(counts).map((value, k) => `BLEU-${k + 1} ${decimals(value, 3)}`);
  return chips([
    ...rows,
    {
      label: `brevity: the caption has ${own} words, the reference closest in length ${closest}`,
      chips: [],
      result: `factor ${decimals(penalty, 3)}`,
    },
    { label: "together", chips: [], result: scores.join(" · ") },
  ], { caption: `“${caption}”` });
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} = ${decimals(part / whole, 3)}`;
}
