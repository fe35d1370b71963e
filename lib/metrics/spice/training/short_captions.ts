import type { Lexicon } from "./vocabulary.ts";
import { drawn } from "./recombine.ts";
import { readTree, subtrees } from "./tree.ts";

/** Forms of captions of up to six words: tags stand for any word that has them. */
const FORMS = [
  "NN|NNS|a NN|the NN|the NNS|two NNS|JJ NN|JJ NNS|NN NN|NN NNS|a JJ NN|a NN NN|the NN NN|the JJ NN|some NNS",
  "NN NN NN|JJ NN NN|a JJ JJ NN|a JJ NN NN|NN and NN|NNS and NNS|a NN and a NN|NN on NN|NN of NN|a NN of NN",
  "a NN of NNS|NN in the NN|a NN on a NN|NN with NNS|VBG NN|VBG a NN|VBG NNS|NN VBG|a NN VBG|NNS VBG|NN VBZ",
  "a NN VBZ|the NN VBZ|NNS VBP|the NN is JJ|the NNS are JJ|the NN is VBN|NN is VBG|a NN VBG NN|NN VBG a NN",
  "NN VBZ NN|a NN VBZ a NN|NNS VBP NNS|the NN VBZ the NN|NN VBN|a VBN NN|VBN NN|VBN NNS|NN NN VBG|a NN RB",
  "NN JJ|a NN JJ|NN NN on NN|NN in NN of NN|NNS in a NN|JJ NN and JJ NN|a NN by the NN|NN IN|a NN NN RB",
  "my NN|her NN NN|this is a NN|there is a NN|no NN|JJ|VBG|NN 's NN|the NN 's NN|a NN 's JJ NN|it is a NN",
].join("|").split("|");

/** Share of words that the captions have; the others are WordNet's. */
const SHARE_OF_CAPTIONS = 0.7;

/**
 * Makes short captions. With few words around, a tag hangs on the word itself: "a can" is a modal verb for
 * the official parser, "a mug" is none; each counts much where a picture has few tuples.
 *
 * @param bracketed Parsed captions that words are taken from.
 * @param random Gives numbers from 0 to below 1.
 */
export function shortCaptions(
  bracketed: readonly string[],
  { count, words, random }: { count: number; words: Lexicon; random: () => number },
): string[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const leaves = bracketed.map(readTree).flatMap(subtrees).filter(({ word }) => word !== undefined);
  const byTag = new Map(
    [...Map.groupBy(leaves, ({ label }) => label)]
      .map(([tag, list]) => [tag, [...new Set(list.map(({ word }) => word!))]]),
  );
  const fill = (slot: string) => {
    const own = byTag.get(slot), other = words.get(slot);
    if (!/^[A-Z]+$/.test(slot) || !own) return slot;
    return other && random() > SHARE_OF_CAPTIONS ? drawn(other, random()) : pick(own);
  };
  const made = new Set<string>();
  for (let i = 0; made.size < count && i < 20 * count; i++) {
    made.add(FORMS[i % FORMS.length].split(" ").map(fill).join(" "));
  }
  return [...made];
}
