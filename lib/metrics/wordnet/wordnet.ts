import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readWordNet } from "./archive.ts";

/** Endings and what stands for them in the dictionary form, in the order in which they are tried. */
const ENDINGS: readonly (readonly [string, string])[] = [
  // Nouns.
  ["s", ""],
  ["ses", "s"],
  ["xes", "x"],
  ["zes", "z"],
  ["ches", "ch"],
  ["shes", "sh"],
  ["men", "man"],
  ["ies", "y"],
  // Verbs.
  ["s", ""],
  ["ies", "y"],
  ["es", "e"],
  ["es", ""],
  ["ed", "e"],
  ["ed", ""],
  ["ing", "e"],
  ["ing", ""],
  // Adjectives.
  ["er", ""],
  ["est", ""],
  ["er", "e"],
  ["est", "e"],
];

const PERCENT = 0x25, SPACE = 0x20, NEWLINE = 0x0a;

/** Which synonym sets of WordNet 3.0 a word belongs to; what it has looked up, it remembers. */
export class WordNet {
  /** `index.sense`: a line a sense, sorted by lemma. */
  #senses: Uint8Array;
  /** Dictionary forms of irregular ones, "feet" for instance. */
  #bases: Map<string, string[]>;
  #known = new Map<string, readonly number[]>();

  /** Reads the tables; takes about a third of a second. */
  constructor() {
    this.#senses = new Uint8Array(readWordNet("index.sense"));
    this.#bases = readExceptions();
  }

  /** The one that all scores share; read when it is first needed. */
  static get shared(): WordNet {
    return WordNet.#shared ??= new WordNet();
  }
  static #shared: WordNet | undefined;

  /**
   * The synonym sets of a word and of its dictionary form, as rising numbers; none for an unknown word.
   *
   * The numbers are WordNet's byte offsets without the part of speech, so that a few stand for two
   * sets: METEOR and SPICE take them so.
   *
   * @param word Lower case; a phrase has blanks.
   */
  synsets(word: string): readonly number[] {
    let found = this.#known.get(word);
    if (found === undefined) {
      const lemma = word.replaceAll(" ", "_");
      const stems = this.#bases.get(lemma) ?? [this.#stem(lemma)];
      const all = [lemma, ...stems].flatMap((each) =>
        this.#lookUp(each).map(({ offset }) => offset)
      );
      found = [...new Set(all)].sort((a, b) => a - b);
      this.#known.set(word, found);
    }
    return found;
  }

  /**
   * The parts of speech that WordNet knows a word and its dictionary forms in, most senses first:
   * letters n, v, a and r, capital for the word itself; empty for an unknown word.
   */
  kinds(word: string): string {
    const lemma = word.replaceAll(" ", "_");
    const stems = this.#bases.get(lemma) ?? [this.#stem(lemma)];
    return ranked(this.#lookUp(lemma)).toUpperCase() +
      stems.map((stem) => ranked(this.#lookUp(stem)));
  }

  /** True if WordNet has a dictionary form as noun (n), verb (v), adjective (a) or adverb (r). */
  has(lemma: string, kind: "n" | "v" | "a" | "r"): boolean {
    return this.#lookUp(lemma).some(({ type }) => "nvar"[KIND[type]] === kind);
  }

  /** Dictionary forms of an irregular form, of any part of speech; none for others. */
  bases(form: string): readonly string[] {
    return this.#bases.get(form) ?? [];
  }

  /** First dictionary form that a suffix rule leads to; the word itself where there is none. */
  #stem(lemma: string): string {
    if (lemma.length <= 2 || lemma.endsWith("ss")) return lemma;
    for (const [ending, instead] of ENDINGS) {
      if (!lemma.endsWith(ending)) continue;
      const stem = lemma.slice(0, lemma.length - ending.length) + instead;
      if (this.#lookUp(stem).length > 0) return stem;
    }
    return lemma;
  }

  /** The lines of `index.sense` with exactly this lemma. */
  #lookUp(lemma: string): { type: number; offset: number }[] {
    const senses: { type: number; offset: number }[] = [];
    // Longer than every entry, or with a mark that no entry has.
    if (lemma.length > 80 || !/^[!-$&-~]+$/.test(lemma)) return senses;
    for (
      let at = this.#firstLine(lemma);
      at < this.#senses.length;
      at = this.#end(at, NEWLINE) + 1
    ) {
      if (this.#compare(at, lemma) !== 0) break;
      const type = this.#senses[at + lemma.length + 1] - 0x30;
      const key = this.#end(at, SPACE);
      let offset = 0;
      for (let i = key + 1; this.#senses[i] !== SPACE; i++) {
        offset = 10 * offset + this.#senses[i] - 0x30;
      }
      senses.push({ type, offset });
    }
    return senses;
  }

  /** Start of the first line whose lemma is not before `lemma`. */
  #firstLine(lemma: string): number {
    let low = 0, high = this.#senses.length;
    while (low < high) {
      let start = (low + high) >> 1;
      while (start > low && this.#senses[start - 1] !== NEWLINE) start--;
      if (this.#compare(start, lemma) < 0) low = this.#end(start, NEWLINE) + 1;
      else high = start;
    }
    return low;
  }

  /** Where the next such byte is, or the end of the text. */
  #end(at: number, byte: number): number {
    while (at < this.#senses.length && this.#senses[at] !== byte) at++;
    return at;
  }

  /** Compares a line's lemma with another: below, at or above 0. */
  #compare(at: number, lemma: string): number {
    for (let i = 0; i <= lemma.length; i++) {
      const wanted = i < lemma.length ? lemma.charCodeAt(i) : PERCENT;
      const difference = (this.#senses[at + i] ?? 0) - wanted;
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

/** Parts of speech by number of senses, "nv" for instance. */
function ranked(senses: readonly { type: number }[]): string {
  const counts = [0, 0, 0, 0];
  for (const { type } of senses) counts[KIND[type]]++;
  return [0, 1, 2, 3].filter((kind) => counts[kind] > 0).sort((a, b) => counts[b] - counts[a])
    .map((kind) => "nvar"[kind]).join("");
}

/** Numbers of noun, verb, adjective and adverb by WordNet's types; 5 is a kind of adjective. */
const KIND = [0, 0, 1, 2, 3, 2];

/** WordNet's lists of irregular forms: a line with the dictionary form, then one with the others. */
function readExceptions(): Map<string, string[]> {
  const path = new URL("exceptions.gz", import.meta.url);
  const lines = gunzipSync(readFileSync(path)).toString("latin1").split("\n");
  const bases = new Map<string, string[]>();
  for (let i = 0; i + 1 < lines.length; i += 2) {
    for (const form of lines[i + 1].split(" ")) {
      const known = bases.get(form);
      if (known) known.push(lines[i]);
      else bases.set(form, [lines[i]]);
    }
  }
  return bases;
}
