import type { Trie } from "./trie.ts";

/** Where the phrases of the paraphrase table stand in one sentence. */
export class PhraseIndex {
  /** Number of occurrences; they are sorted by position, then by length. */
  size = 0;
  /** Phrase, position and length of each occurrence. */
  phrases = new Int32Array(64);
  positions = new Int32Array(64);
  lengths = new Int32Array(64);
  /** The next occurrence of the same phrase, −1 for the last. */
  next = new Int32Array(64);
  /** First occurrence plus 1, by phrase; 0 where a phrase does not occur. */
  #firsts: Int32Array;
  #trie: Trie;

  /** Phrases will be looked for in this trie. */
  constructor(trie: Trie) {
    this.#trie = trie;
    this.#firsts = new Int32Array(trie.size);
  }

  /** First occurrence of a phrase, −1 if it does not occur. */
  first(phrase: number): number {
    return this.#firsts[phrase] - 1;
  }

  /** Finds the phrases of another sentence. @param words Numbers of the table. */
  set(words: Int32Array): void {
    for (let i = 0; i < this.size; i++) this.#firsts[this.phrases[i]] = 0;
    this.size = 0;
    for (let start = 0; start < words.length; start++) {
      let phrase = 0;
      for (let end = start; end < words.length; end++) {
        phrase = this.#trie.find(phrase, words[end]);
        if (phrase === 0) break;
        this.#add(phrase, start, end + 1 - start);
      }
    }
    // From the end, so that chains run forwards.
    for (let i = this.size - 1; i >= 0; i--) {
      this.next[i] = this.#firsts[this.phrases[i]] - 1;
      this.#firsts[this.phrases[i]] = i + 1;
    }
  }

  #add(phrase: number, position: number, length: number): void {
    if (this.size === this.phrases.length) this.#grow();
    this.phrases[this.size] = phrase;
    this.positions[this.size] = position;
    this.lengths[this.size++] = length;
  }

  #grow(): void {
    for (const name of ["phrases", "positions", "lengths", "next"] as const) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}
