import { readWordNet } from "../../wordnet/archive.ts";

/** Words to put into sentences, by part-of-speech tag, each with the sum of weights up to it. */
export type Lexicon = Map<string, { words: string[]; weights: Float64Array }>;

/** WordNet's files of things one can photograph: acts, animals, artefacts, food, people, plants … */
const CONCRETE = new Set([
  "04",
  "05",
  "06",
  "08",
  "13",
  "14",
  "15",
  "17",
  "18",
  "19",
  "20",
  "25",
  "27",
]);
const LEMMA = /^[a-z][a-z-]{1,13}%/;

/** Words of WordNet in the forms that captions have, weighted towards common ones. */
export function lexicon(): Lexicon {
  const weights = new Map<string, Map<string, number>>();
  const add = (tag: string, word: string, weight: number) => {
    const words = weights.get(tag) ?? new Map<string, number>();
    words.set(word, (words.get(word) ?? 0) + weight);
    weights.set(tag, words);
  };
  for (const line of new TextDecoder().decode(readWordNet("index.sense")).split("\n")) {
    if (!LEMMA.test(line)) continue;
    const [key, , , count] = line.split(" ");
    const [lemma, rest] = key.split("%");
    const [type, file] = rest.split(":");
    const weight = 0.2 + 2 * Math.sqrt(Number(count));
    if (type === "1" && CONCRETE.has(file)) {
      add("NN", lemma, weight);
      add("NNS", plural(lemma), weight);
    } else if (type === "2") {
      add("VBG", continuous(lemma), weight);
      add("VBZ", plural(lemma), weight);
      add("VBN", past(lemma), weight);
      add("VBP", lemma, weight);
    } else if (type === "3" || type === "5") add("JJ", lemma, weight);
    else if (type === "4") add("RB", lemma, weight);
  }
  return new Map([...weights].map(([tag, words]) => {
    let sum = 0;
    const cumulative = Float64Array.from(words.values(), (weight) => sum += weight);
    return [tag, { words: [...words.keys()], weights: cumulative }];
  }));
}

/** The plural of a noun, by rule. */
export function plural(lemma: string): string {
  if (/(s|x|z|ch|sh)$/.test(lemma)) return `${lemma}es`;
  return /[^aeiou]y$/.test(lemma) ? `${lemma.slice(0, -1)}ies` : `${lemma}s`;
}

function continuous(lemma: string): string {
  if (/[^eoy]e$/.test(lemma)) return `${lemma.slice(0, -1)}ing`;
  return `${doubled(lemma)}ing`;
}

function past(lemma: string): string {
  if (/e$/.test(lemma)) return `${lemma}d`;
  if (/[^aeiou]y$/.test(lemma)) return `${lemma.slice(0, -1)}ied`;
  return `${doubled(lemma)}ed`;
}

/** One vowel and one consonant in a word of one syllable: "sit", "sitting". */
function doubled(lemma: string): string {
  return /^[^aeiou]*[aeiou][bdgklmnprt]$/.test(lemma) ? lemma + lemma.at(-1) : lemma;
}
