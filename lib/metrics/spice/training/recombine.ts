import type { Lexicon } from "./vocabulary.ts";
import { readTree, subtrees, type Tree, wordsOf } from "./tree.ts";

const LONGEST = 24;

/** Share of sentences in which words are replaced, and of words in them that are. */
const SHARE_WITH_NEW_WORDS = 0.5, SHARE_OF_WORDS = 0.25;

/**
 * Makes new sentences out of parsed ones: constituents are exchanged for others of the same label,
 * words for others of WordNet with the same tag.
 *
 * The sentences need not make sense: they show the official parser's habits in more surroundings.
 *
 * @param random Gives numbers from 0 to below 1.
 */
export function recombine(
  bracketed: readonly string[],
  { count, words, random }: { count: number; words: Lexicon; random: () => number },
): string[] {
  const trees = bracketed.map(readTree);
  const byLabel = Map.groupBy(trees.flatMap(subtrees), (tree) => tree.label);
  const known = new Set(trees.map((tree) => wordsOf(tree).join(" ")));
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const exchanged = (tree: Tree, chance: number): Tree => {
    if (tree.label !== "ROOT" && random() < chance) return pick(byLabel.get(tree.label)!);
    return { ...tree, children: tree.children.map((child) => exchanged(child, chance)) };
  };
  const renewed = (tree: Tree): Tree => {
    const list = words.get(tree.label === "VBD" ? "VBN" : tree.label);
    if (tree.word !== undefined && list && random() < SHARE_OF_WORDS) {
      return { ...tree, word: drawn(list, random()) };
    }
    return { ...tree, children: tree.children.map(renewed) };
  };
  const made = new Set<string>();
  for (let tries = 0; made.size < count && tries < 20 * count; tries++) {
    const mixed = exchanged(pick(trees), 0.08);
    const line = wordsOf(random() < SHARE_WITH_NEW_WORDS ? renewed(mixed) : mixed);
    if (line.length <= LONGEST && !known.has(line.join(" "))) made.add(line.join(" "));
  }
  return [...made];
}

/** The word at a share of all weights. */
export function drawn(list: { words: string[]; weights: Float64Array }, at: number): string {
  const wanted = at * list.weights.at(-1)!;
  let low = 0, high = list.words.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list.weights[middle] <= wanted) low = middle + 1;
    else high = middle;
  }
  return list.words[low];
}
