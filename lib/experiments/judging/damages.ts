import { COLOURS } from "../../datasets/mini/colours.ts";
import type { Kind } from "../../datasets/mini/kinds.ts";
import { COLOUR_WORDS, NOUNS } from "../../datasets/mini/nouns.ts";
import type { Truth } from "../../datasets/mini/truth.ts";
import type { Random } from "../../tensor/random.ts";

/** A way to spoil a caption, which a metric should notice, or should forgive. */
export interface Damage {
  /** What is done, for a reader. */
  name: string;
  /**
   * Spoils the tokens of a caption; nothing where this caption cannot be spoiled so.
   *
   * @param context `truth`: what the picture shows; `random`: draws what is put in.
   */
  apply(words: readonly string[], context: DamageContext): string[] | undefined;
}

/** What a damage may look at. */
export interface DamageContext {
  /** What the generator knows of the picture. */
  truth: Truth;
  /** One stream for each caption. */
  random: Random;
}

/** Words that carry grammar. */
const FUNCTION_WORDS = new Set(
  "a an the of is are on in it there this with by at to and being".split(" "),
);

/**
 * Seven ways to spoil a caption of mini: two make it false, three break its form, two change its length.
 *
 * The false ones put in another colour or another kind of thing, with the article that fits.
 */
export const DAMAGES: readonly Damage[] = [
  { name: "another colour", apply: (words, { truth, random }) => recolour(words, truth, random) },
  {
    name: "another thing",
    apply: (words, { truth, random }) => replaceThing(words, truth, random),
  },
  { name: "words shuffled", apply: (words, { random }) => random.shuffle([...words]) },
  { name: "words backwards", apply: (words) => words.toReversed() },
  {
    name: "no function words",
    apply: (words) => words.filter((word) => !FUNCTION_WORDS.has(word)),
  },
  { name: "second half cut off", apply: (words) => words.slice(0, Math.ceil(words.length / 2)) },
  { name: "said twice", apply: (words) => [...words, ...words] },
];

function recolour(words: readonly string[], truth: Truth, random: Random): string[] | undefined {
  const names = COLOUR_WORDS[truth.colour] ?? [truth.colour];
  const others = COLOURS.filter((colour) => colour !== truth.colour);
  return replaced(words, { names, by: random.pick(others) });
}

function replaceThing(
  words: readonly string[],
  truth: Truth,
  random: Random,
): string[] | undefined {
  const names = NOUNS[truth.kind as Kind] ?? [];
  const others = (Object.keys(NOUNS) as Kind[]).filter((kind) => kind !== truth.kind);
  // A word that names both things would leave the caption true.
  const nouns = others.map((kind) => NOUNS[kind][0]).filter((noun) => !names.includes(noun));
  return replaced(words, { names, by: random.pick(nouns) });
}

/** Puts `by` in the place of the longest name that the words have. */
function replaced(
  words: readonly string[],
  { names, by }: { names: readonly string[]; by: string },
): string[] | undefined {
  const longestFirst = names.map((name) => name.split(" ")).sort((a, b) => b.length - a.length);
  for (const name of longestFirst) {
    const start = words.findIndex((_, i) => name.every((word, k) => words[i + k] === word));
    if (start < 0) continue;
    const before = words.slice(0, start);
    if (["a", "an"].includes(before.at(-1) ?? "")) {
      before[before.length - 1] = /^[aeiou]/.test(by) ? "an" : "a";
    }
    return [...before, ...by.split(" "), ...words.slice(start + name.length)];
  }
  return undefined;
}
