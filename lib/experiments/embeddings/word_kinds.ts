import { tsEngine } from "../../metrics/spice/ts_engine.ts";
import { tokenize } from "../../text/tokenize.ts";

/** What a word does in captions. */
export type WordKind = "thing" | "property" | "other";

/**
 * Finds out what words do in captions: whether they name a thing, a property of one, or neither.
 *
 * By the parser of SPICE-ts: a word is what it is more often, an object or an attribute, where it is one of them
 * in at least a fifth of its occurrences. The parser gives dictionary forms; a form that it changed ("dogs")
 * counts with its dictionary form where that is a word of the list, and else as other.
 */
export async function wordKinds(
  words: readonly string[],
  captions: Iterable<string>,
): Promise<WordKind[]> {
  const counts = new Map(words.map((word) => [word, { all: 0, thing: 0, property: 0 }]));
  const lines = [...captions].map((caption) => tokenize(caption));
  for (const word of lines.flat()) {
    const found = counts.get(word);
    if (found) found.all++;
  }
  for (const tuples of await tsEngine().parse(lines.map((line) => line.join(" ")))) {
    const add = (part: string, kind: "thing" | "property") => {
      for (const word of part.split(" ")) {
        const found = counts.get(word);
        if (found) found[kind]++;
      }
    };
    for (const tuple of tuples) {
      if (tuple.length === 1) add(tuple[0], "thing");
      if (tuple.length === 2) add(tuple[1], "property");
    }
  }
  return words.map((word) => {
    const { all, thing, property } = counts.get(word)!;
    if (Math.max(thing, property) < all / 5 || all === 0) return "other";
    return thing >= property ? "thing" : "property";
  });
}
