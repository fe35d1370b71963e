import { COLOURS } from "../../datasets/mini/colours.ts";
import type { Kind } from "../../datasets/mini/kinds.ts";
import { COLOUR_WORDS, NOUNS } from "../../datasets/mini/nouns.ts";
import type { Truth } from "../../datasets/mini/truth.ts";
import { tokenize } from "../../text/tokenize.ts";
import type { Captions } from "../../types.ts";

/** What a caption says of the thing in a picture of mini. */
export interface FactsNamed {
  /** Whether it names the thing: a word for another kind, or none, is false. */
  thing: boolean;
  /** Whether the colour that it gives its thing is the right one; absent where it gives none. */
  colour?: boolean;
}

/**
 * Holds a caption against what the generator knows.
 *
 * It goes by words. The colour is the first one before the first word for any thing, so that the table's
 * colour does not count; of a plant the generator's colour is the pot's.
 *
 * @param caption As plain text.
 *
 * @example
 * ```ts
 * import { factsNamed } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const truth = { id: 1, kind: "can", colour: "red", material: "metal", rotation: 0, quality: {} };
 * assert.deepEqual(factsNamed("A white tin can on a red table.", truth), { thing: true, colour: false });
 * assert.deepEqual(factsNamed("A mug on a red table.", truth), { thing: false });
 * ```
 */
export function factsNamed(caption: string, { kind, colour }: Truth): FactsNamed {
  const line = ` ${tokenize(caption).join(" ")} `;
  const first = Math.min(...placesOf(THINGS, line));
  const before = line.slice(0, first < Infinity ? first + 1 : undefined);
  const given = Math.min(...placesOf(COLOURS.flatMap(wordsFor), before));
  return {
    thing: placesOf(nounsOf(kind as Kind), line).length > 0,
    ...given < Infinity && { colour: placesOf(wordsFor(colour), before).includes(given) },
  };
}

/** Shares of captions that are true, by what the generator knows. */
export interface FactShares {
  /** Captions of pictures that the generator knows. */
  captions: number;
  /** Share that names the thing. */
  thing: number;
  /** Share with the right colour, among those that give their thing a colour. */
  colour: number;
}

/** Counts how many captions name the right thing and the right colour, as {@linkcode factsNamed} sees it. */
export function factShares(captions: Captions, truths: readonly Truth[]): FactShares {
  const facts = truths.filter(({ id }) => captions.has(id))
    .map((truth) => factsNamed(captions.get(truth.id)!, truth));
  const coloured = facts.filter(({ colour }) => colour !== undefined);
  const share = (of: FactsNamed[], has: (each: FactsNamed) => boolean | undefined) =>
    of.filter(has).length / of.length;
  return {
    captions: facts.length,
    thing: share(facts, ({ thing }) => thing),
    colour: share(coloured, ({ colour }) => colour),
  };
}

/** Where a line has a word or phrase first, for each that it has. */
function placesOf(words: readonly string[], line: string): number[] {
  return words.map((word) => line.indexOf(` ${word} `)).filter((place) => place >= 0);
}

function wordsFor(colour: string): readonly string[] {
  return COLOUR_WORDS[colour] ?? [colour];
}

/** Words for a kind; of "set of keys" also "keys" alone, as others may stand between. */
function nounsOf(kind: Kind): string[] {
  return (NOUNS[kind] ?? []).flatMap((noun) => [noun, noun.split(" of ").at(-1)!]);
}

const THINGS: readonly string[] = (Object.keys(NOUNS) as Kind[]).flatMap(nounsOf);
