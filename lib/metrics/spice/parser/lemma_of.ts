import type { WordNet } from "../../wordnet/wordnet.ts";

/** Forms of "be" and other words that no rule leads to. */
const IRREGULAR: Readonly<Record<string, string>> = {
  "an DT": "a",
  "n't RB": "not",
  "him PRP": "he",
  "us PRP": "we",
  "them PRP": "they",
  "her PRP": "she",
  "me PRP": "i",
  "his PRP$": "he",
  "their PRP$": "they",
  "her PRP$": "she",
  "'d MD": "would",
  "'ll MD": "will",
  "ca MD": "can",
  "wo MD": "will",
};

const BE = new Set(["am", "'m", "is", "'s", "are", "'re", "was", "were", "been", "being", "be"]);
const HAVE = new Set(["has", "'ve", "had", "having", "have"]);

/** Plurals that stay, most of them for things that come in pairs. */
const PLURAL_ONLY = new Set(
  ("electronics furnishings clothes handcuffs pajamas pants scissors shorts outdoors goods suspenders " +
    "troops trappings travels heroics glassworks christmas biceps binoculars jeans tweezers pliers likes " +
    "fives fours threes headquarters news series species fries supplies proceedings surroundings " +
    "outskirts blues grounds downs suds lying").split(" "),
);

/** Verb forms that look like others. */
const VERB_FORMS: Readonly<Record<string, string>> = {
  leaves: "leave",
  lies: "lie",
  lied: "lie",
  lay: "lay",
  ties: "tie",
  tied: "tie",
  dies: "die",
  died: "die",
  striped: "strip",
  swinging: "swing",
  installed: "install",
  does: "do",
  goes: "go",
};

/** Gives the dictionary form of a word with its tag: only verbs and plural nouns change. */
export function lemmaOf(word: string, tag: string, wordNet: WordNet): string {
  const irregular = IRREGULAR[`${word} ${tag}`];
  if (irregular !== undefined) return irregular;
  if (tag === "NNS") return singular(word, wordNet);
  if (!tag.startsWith("VB")) return word;
  return infinitive(word, { wordNet, isBare: tag === "VB" || tag === "VBP" });
}

function singular(word: string, wordNet: WordNet): string {
  if (PLURAL_ONLY.has(word)) return word;
  if (word.endsWith("men")) return `${word.slice(0, -3)}man`;
  if (word === "taxis") return "taxi";
  if (/[^aeiou]i$/.test(word) && (word === "graffiti" || !wordNet.has(word, "n"))) {
    return `${word.slice(0, -1)}us`;
  }
  const base = wordNet.bases(word).find((each) => wordNet.has(each, "n"));
  if (base !== undefined) return base;
  if (!/[^sui]s$/.test(word) && !/(eau|gnu|menu|emu|guru|tutu|ski|bikini|kiwi)s$/.test(word)) {
    return word;
  }
  return firstKnown(singulars(word), "n", wordNet);
}

/** Forms that a plural may come from, the likeliest without a dictionary last. */
function singulars(word: string): string[] {
  const bare = word.slice(0, -1);
  if (word.endsWith("ies") && word.length > 4) return [bare, `${word.slice(0, -3)}y`];
  if (/(ss|sh|ch|x|zz)es$/.test(word)) return [word.slice(0, -2)];
  if (/[so]es$/.test(word)) return [bare, word.slice(0, -2), bare];
  return [bare];
}

function infinitive(
  word: string,
  { wordNet, isBare }: { wordNet: WordNet; isBare: boolean },
): string {
  if (BE.has(word)) return "be";
  if (HAVE.has(word)) return "have";
  if (Object.hasOwn(VERB_FORMS, word)) return VERB_FORMS[word];
  const base = wordNet.bases(word).find((each) => wordNet.has(each, "v"));
  if (base !== undefined) return base;
  if (isBare && wordNet.has(word, "v")) return word;
  if (/.{2}ing$/.test(word)) return firstKnown(stems(word.slice(0, -3)), "v", wordNet);
  if (/.ied$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/.{2}ed$/.test(word)) return firstKnown(stems(word.slice(0, -2)), "v", wordNet);
  if (/.ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ss|sh|ch|x|zz|o)es$/.test(word)) return word.slice(0, -2);
  return /[^su']s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** What may stand before "ing" or "ed", the likeliest without a dictionary last. */
function stems(stem: string): string[] {
  if (/([bdfgklmnprtvz])\1$/.test(stem)) {
    const single = stem.slice(0, -1);
    return /(ll|ff|zz)$/.test(stem) ? [stem, single, stem] : [stem, single];
  }
  if (/[^aeiou][aeiou][^aeiouwxy]$/.test(stem) || /[cgsvzu]$/.test(stem)) {
    return [`${stem}e`, stem, /[cgsvzu]$/.test(stem) ? `${stem}e` : stem];
  }
  return [stem, `${stem}e`, stem];
}

/** The first form that WordNet has as that part of speech, or else the last one. */
function firstKnown(forms: readonly string[], kind: "n" | "v", wordNet: WordNet): string {
  return forms.find((form) => wordNet.has(form, kind)) ?? forms.at(-1)!;
}
