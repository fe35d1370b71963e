import type { Drawing } from "../../figures/figure.ts";
import { decimals, plural } from "../../figures/numbers.ts";
import { type WordLink, wordLinks } from "../../figures/word_links.ts";
import { meteorAlignment } from "../../metrics/meteor/alignment.ts";
import type { MeteorOptions } from "../../metrics/meteor/meteor.ts";
import { ptbTokenize } from "../../metrics/ptb_tokenize.ts";

/**
 * Draws which words of a caption METEOR matches with the reference that suits it best, and by what.
 *
 * @param caption As plain text.
 * @param references As plain text; at least one.
 * @param options.name Who says the caption.
 * @param options.paraphrases METEOR's table; without it that matcher finds nothing.
 * @throws {RangeError} If there is no reference.
 */
export function meteorByHand(
  caption: string,
  references: readonly string[],
  { name, paraphrases }: { name: string } & MeteorOptions,
): Drawing {
  const [said, ...written] = ptbTokenize([caption, ...references]).lines;
  const aligned = meteorAlignment(said, written, { paraphrases });
  const links = aligned.matches.map(({ matcher, caption, reference }): WordLink => ({
    top: positions(caption),
    bottom: positions(reference),
    note: matcher === "exact" ? undefined : matcher,
  }));
  const title = paraphrases ? "METEOR" : "METEOR-noPara";
  return wordLinks(links, {
    title: `The alignment: ${title} ${decimals(aligned.score, 3)}`,
    subtitle: `${links.length} matches in ${plural(aligned.chunks, "chunk")}`,
    top: { name, words: aligned.caption },
    bottom: { name: "a person", words: aligned.reference },
  });
}

function positions({ start, length }: { start: number; length: number }): number[] {
  return Array.from({ length }, (_, i) => start + i);
}
