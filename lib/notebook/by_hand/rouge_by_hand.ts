import type { Drawing } from "../../figures/figure.ts";
import { decimals } from "../../figures/numbers.ts";
import { type WordLine, wordLinks } from "../../figures/word_links.ts";
import { commonSubsequence, type WordPair } from "../../metrics/common_subsequence.ts";
import { ptbTokenize } from "../../metrics/ptb_tokenize.ts";
import { rougeL } from "../../metrics/rouge_l.ts";

/** A reference and what the caption has in common with it. */
interface Compared {
  words: string[];
  pairs: WordPair[];
  /** Share of the caption's words. */
  precision: number;
  /** Share of the reference's words. */
  recall: number;
}

/**
 * Draws the longest common subsequence of a caption and the reference that it has most in common with,
 * and says how ROUGE-L follows.
 *
 * @param caption As plain text.
 * @param references As plain text; at least one.
 * @param options.name Who says the caption.
 * @throws {RangeError} If there is no reference.
 */
export function rougeByHand(
  caption: string,
  references: readonly string[],
  { name }: { name: string },
): Drawing {
  const [said, ...written] = ptbTokenize([caption, ...references]).lines;
  const { images: [score] } = rougeL(new Map([[0, said]]), new Map([[0, written]]))["ROUGE-L"];
  const compared = written.map((reference) => compare(said, reference));
  const most = (of: (each: Compared) => number) =>
    compared.reduce((best, each) => of(each) > of(best) ? each : best);
  const shown = most(({ precision }) => precision), other = most(({ recall }) => recall);
  const recall = `recall ${other.pairs.length} of ${other.words.length}`;
  const words = said.split(" ");
  return wordLinks(
    shown.pairs.map(({ caption, reference }) => ({ top: [caption], bottom: [reference] })),
    {
      title: `The longest common subsequence: ROUGE-L ${decimals(score, 3)}`,
      subtitle: `precision ${shown.pairs.length} of ${words.length} words with this reference, ` +
        (other === shown ? recall : `best ${recall} with another`),
      top: { name, words },
      bottom: { name: "a person", words: shown.words } satisfies WordLine,
    },
  );
}

function compare(said: string, reference: string): Compared {
  const pairs = commonSubsequence(said, reference), words = reference.split(" ");
  return {
    words,
    pairs,
    precision: pairs.length / said.split(" ").length,
    recall: pairs.length / words.length,
  };
}
