import { WORD_CLASSES } from "./word_classes.ts";

/** Share of words and phrases with a class that are exchanged, and the longest phrase in words. */
const SHARE = 0.7, LONGEST_PHRASE = 4;

/** The class of each word or phrase; of one in several classes the first. */
const CLASS_OF = new Map(
  WORD_CLASSES.toReversed().flatMap((members) => members.map((member) => [member, members])),
);

/**
 * Says the same of other things: exchanges words for others of their class, and digits for digits.
 *
 * What stands several times in the lines is exchanged for the same everywhere, so that captions of one
 * picture stay captions of one picture.
 *
 * @param lines Tokens joined by spaces.
 * @param random Gives numbers from 0 to below 1.
 */
export function vary(lines: readonly string[], random: () => number): string[] {
  const exchanged = new Map<string, string>();
  const other = (phrase: string) => {
    const members = CLASS_OF.get(phrase);
    if (!members) return phrase.replace(/\d/g, () => String(Math.floor(random() * 10)));
    return random() < SHARE ? members[Math.floor(random() * members.length)] : phrase;
  };
  return lines.map((line) => {
    const words = line.split(" "), made: string[] = [];
    for (let at = 0; at < words.length;) {
      const phrase = longestKnown(words, at);
      if (!exchanged.has(phrase)) exchanged.set(phrase, other(phrase));
      made.push(exchanged.get(phrase)!);
      at += phrase.split(" ").length;
    }
    return withArticles(made.join(" "));
  });
}

/** Longer captions are not varied for learning. */
const LONGEST = 30;

/**
 * Makes new captions by varying some.
 *
 * @param without Captions that are not to come out.
 */
export function variations(
  captions: readonly string[],
  { count, without, random }: {
    count: number;
    without: ReadonlySet<string>;
    random: () => number;
  },
): string[] {
  const short = captions.filter((text) => text !== "" && text.split(" ").length <= LONGEST);
  const known = new Set(short), made = new Set<string>();
  for (let i = 0; made.size < count && i < 50 * count; i++) {
    const [varied] = vary([short[i % short.length]], random);
    if (!known.has(varied) && !without.has(varied)) made.add(varied);
  }
  return [...made];
}

/** The longest phrase with a class that starts at a word; the word if there is none. */
function longestKnown(words: readonly string[], at: number): string {
  for (let length = LONGEST_PHRASE; length > 1; length--) {
    const phrase = words.slice(at, at + length).join(" ");
    if (CLASS_OF.has(phrase)) return phrase;
  }
  return words[at];
}

/** "a" before a consonant, "an" before a vowel, where an article stood. */
function withArticles(line: string): string {
  return line.replace(/\ban? (?=[a-z])/g, "a ").replace(/\ba (?=[aeio])/g, "an ");
}
