import type { WordNet } from "../../wordnet/wordnet.ts";
import { hashOf, mix } from "./hash.ts";

/** What the tagger sees of a word besides itself. */
export interface WordShape {
  /** Hash of the word. */
  word: number;
  /** Hashes of its last 1, 2, 3 and 4 letters, of its first 2, and of its kind in WordNet. */
  traits: readonly number[];
  /** Hash of the kinds alone. */
  kind: number;
}

/** Longer words are seen by their ends only. */
const LONGEST = 40;

/** Looks words up once; the same word has the same shape. */
export class WordShapes {
  #wordNet: WordNet;
  #known = new Map<string, WordShape>();

  constructor(wordNet: WordNet) {
    this.#wordNet = wordNet;
  }

  of(word: string): WordShape {
    let shape = this.#known.get(word);
    if (shape === undefined) {
      shape = this.#look(word);
      // A flood of different words must not fill the memory.
      if (this.#known.size < 200_000) this.#known.set(word, shape);
    }
    return shape;
  }

  #look(word: string): WordShape {
    const seen = word.length > LONGEST ? word.slice(-LONGEST) : word;
    const kind = hashOf(
      this.#wordNet.kinds(seen) + (/\d/.test(seen) ? "9" : "") + (/-/.test(seen) ? "-" : ""),
    );
    const ends = [1, 2, 3, 4].map((length) => mix(length, hashOf(seen.slice(-length))));
    return { word: hashOf(seen), kind, traits: [...ends, mix(5, hashOf(seen.slice(0, 2))), kind] };
  }
}
