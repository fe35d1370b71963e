import { Trie } from "./trie.ts";

/** A paraphrase table in typed arrays, as it is kept in memory and in a file. */
export interface ParaphraseArrays {
  /** The trie of the words, over characters. */
  readonly words: Int32Array;
  /** The trie of the phrases, over words. */
  readonly phrases: Int32Array;
  /** Where the paraphrases of a phrase start, by phrase; one more at the end. */
  readonly starts: Int32Array;
  /** The paraphrases, phrase by phrase, in the order of the table. */
  readonly targets: Int32Array;
}

/** Which phrases METEOR takes for paraphrases of a phrase. Phrases are nodes of a trie. */
export class Paraphrases {
  /** The phrases, over the numbers of their words. */
  readonly phrases: Trie;
  /** Where the paraphrases of a phrase start in `targets`, by phrase; one more at the end. */
  readonly starts: Int32Array;
  /** The paraphrases, phrase by phrase, in the order of the table. */
  readonly targets: Int32Array;
  #words: Trie;

  /** Wraps the arrays, and indexes them. */
  constructor({ words, phrases, starts, targets }: ParaphraseArrays) {
    this.#words = new Trie(words);
    this.phrases = new Trie(phrases);
    this.starts = starts;
    this.targets = targets;
  }

  /** Number of pairs. */
  get size(): number {
    return this.targets.length;
  }

  /**
   * Number of a word, 0 if it is in no phrase. Words are compared as text here, not by Java's hash.
   */
  word(text: string): number {
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      node = this.#words.find(node, text.charCodeAt(i));
      if (node === 0) return 0;
    }
    return node;
  }
}
