import type { WordNet } from "../wordnet/wordnet.ts";
// deno-lint-ignore no-import-prefix -- whoever imports this folder from elsewhere has no import map
import { stem } from "npm:porter2@1.1.0";
import { FUNCTION_WORDS } from "./function_words.ts";
import { javaHash } from "./java_hash.ts";
import type { Paraphrases } from "./paraphrases.ts";

/**
 * What METEOR knows about words, looked up once a word and kept by its number.
 *
 * Sentences are lists of such numbers, so that matching compares integers.
 */
export class Lexicon {
  /** Hash by which words are compared. */
  readonly hashes: number[] = [];
  /** Hash of the stem. */
  readonly stems: number[] = [];
  /** 1 for function words, else 0. */
  readonly functions: number[] = [];
  /** Number of the word in the paraphrase table, 0 where it has none. */
  readonly tableWords: number[] = [];
  #synsets: (readonly number[])[] = [];
  /**
   * One bit a synset, by its id modulo 32: two words without a common bit have no common synset.
   */
  #marks: number[] = [];
  #numbers = new Map<string, number>();
  #wordNet: WordNet;
  #paraphrases?: Paraphrases;

  /** Words will be looked up in these tables. */
  constructor(wordNet: WordNet, paraphrases?: Paraphrases) {
    this.#wordNet = wordNet;
    this.#paraphrases = paraphrases;
  }

  /** Numbers of words, new ones included. */
  encode(words: readonly string[]): Int32Array {
    return Int32Array.from(words, (word) => this.#numbers.get(word) ?? this.#add(word));
  }

  /** Whether a word is in WordNet, and so may have synonyms. */
  hasSynonyms(word: number): boolean {
    return this.#marks[word] !== 0;
  }

  /** Whether two words share a synset. */
  areSynonyms(a: number, b: number): boolean {
    if ((this.#marks[a] & this.#marks[b]) === 0) return false;
    const own = this.#synsets[a], other = this.#synsets[b];
    for (let i = 0, j = 0; i < own.length && j < other.length;) {
      if (own[i] === other[j]) return true;
      if (own[i] < other[j]) i++;
      else j++;
    }
    return false;
  }

  #add(word: string): number {
    const number = this.#numbers.size;
    this.#numbers.set(word, number);
    const synsets = this.#wordNet.synsets(word);
    this.hashes.push(javaHash(word));
    this.stems.push(javaHash(stem(word)));
    this.functions.push(FUNCTION_WORDS.has(word) ? 1 : 0);
    this.tableWords.push(this.#paraphrases?.word(word) ?? 0);
    this.#synsets.push(synsets);
    this.#marks.push(synsets.reduce((marks, id) => marks | (1 << (id & 31)), 0));
    return number;
  }
}
