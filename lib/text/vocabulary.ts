import { countTokens } from "./count_tokens.ts";

/** Ids of the special tokens, the same in every vocabulary. */
export const PAD = 0;
/** Id of `<start>`, which the decoder reads first. */
export const START = 1;
/** Id of `<end>`, which closes a caption. */
export const END = 2;
/** Id of `<unk>`, which stands for every word that is not in the vocabulary. */
export const UNK = 3;

const SPECIALS = ["<pad>", "<start>", "<end>", "<unk>"];

/** How a vocabulary is built. */
export interface VocabularyOptions {
  /** Rarer words become `<unk>`; default 6, as in the paper. */
  minimumCount?: number;
}

/** A vocabulary as it stands in a checkpoint. */
export interface VocabularyJson {
  /** Words with fewer occurrences were left out. */
  minimumCount: number;
  /** All tokens in the order of their ids, the four special ones first. */
  words: readonly string[];
}

/**
 * Maps tokens to ids and back.
 *
 * Ids are 0 `<pad>`, 1 `<start>`, 2 `<end>`, 3 `<unk>`, then the words by falling count, words of
 * equal count by code point: the same captions give the same ids on every machine.
 *
 * @example
 * ```ts
 * import { tokenize, Vocabulary } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const vocabulary = Vocabulary.build([tokenize("a can, a mug")], { minimumCount: 1 });
 * assert.deepEqual(vocabulary.words.slice(4), ["a", "can", "mug"]);
 * assert.deepEqual(vocabulary.encode(["a", "mug", "falls"]), [4, 6, 3]);
 * assert.deepEqual(vocabulary.decode([1, 4, 6, 2, 0]), ["a", "mug"]);
 * ```
 */
export class Vocabulary {
  /** All tokens in the order of their ids, the four special ones first. */
  readonly words: readonly string[];
  /** Words with fewer occurrences were left out. */
  readonly minimumCount: number;
  #ids: ReadonlyMap<string, number>;

  private constructor(words: readonly string[], minimumCount: number) {
    this.words = words;
    this.minimumCount = minimumCount;
    this.#ids = new Map(words.map((word, id) => [word, id]));
  }

  /**
   * Counts the words of tokenized captions and keeps those that are frequent enough.
   *
   * @throws {RangeError} If `minimumCount` is not a whole number from 1.
   */
  static build(
    captions: Iterable<readonly string[]>,
    { minimumCount = 6 }: VocabularyOptions = {},
  ): Vocabulary {
    checkMinimumCount(minimumCount);
    const counts = countTokens(captions);
    for (const special of SPECIALS) counts.delete(special);
    const kept = [...counts].filter(([, count]) => count >= minimumCount);
    kept.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
    return new Vocabulary([...SPECIALS, ...kept.map(([word]) => word)], minimumCount);
  }

  /**
   * Restores what {@linkcode toJSON} gave.
   *
   * @throws {TypeError} If it has not the fields of a vocabulary.
   * @throws {RangeError} If the special tokens are not in their places or a word occurs twice.
   */
  static fromJSON(json: unknown): Vocabulary {
    const { words, minimumCount } = (json ?? {}) as Partial<VocabularyJson>;
    if (!Array.isArray(words) || typeof minimumCount !== "number") {
      throw new TypeError('Cannot read a vocabulary: it must have "words" and "minimumCount"');
    }
    checkMinimumCount(minimumCount);
    const wrong = words.findIndex((word) => typeof word !== "string" || !/^\S+$/u.test(word));
    if (wrong >= 0) {
      throw new TypeError(
        `Cannot read a vocabulary: a word must be text without blanks, word ${wrong} is ${
          JSON.stringify(words[wrong])
        }`,
      );
    }
    if (SPECIALS.some((special, id) => words[id] !== special)) {
      throw new RangeError(
        `Cannot read a vocabulary: the first words must be ${
          SPECIALS.join(" ")
        }, current value is ${words.slice(0, SPECIALS.length).join(" ")}`,
      );
    }
    const vocabulary = new Vocabulary([...words], minimumCount);
    const twice = words.findIndex((word, id) => vocabulary.#ids.get(word) !== id);
    if (twice >= 0) {
      throw new RangeError(
        `Cannot read a vocabulary: a word must occur once, "${words[twice]}" occurs again`,
      );
    }
    return vocabulary;
  }

  /** Number of tokens, the special ones included: `V`. */
  get size(): number {
    return this.words.length;
  }

  /** True if the token has an id of its own. */
  has(token: string): boolean {
    return this.#ids.has(token);
  }

  /** Maps tokens to ids, unknown ones to `<unk>`. Neither `<start>` nor `<end>` is added. */
  encode(tokens: readonly string[]): number[] {
    return tokens.map((token) => {
      const id = this.#ids.get(token) ?? UNK;
      return id < SPECIALS.length ? UNK : id;
    });
  }

  /**
   * Maps ids to tokens up to the first `<end>`, without `<start>` and `<pad>`.
   *
   * @throws {RangeError} If an id is not in the vocabulary.
   */
  decode(ids: Iterable<number>): string[] {
    const tokens: string[] = [];
    for (const id of ids) {
      if (id === END) break;
      if (id === START || id === PAD) continue;
      const word = this.words[id];
      if (word === undefined) {
        throw new RangeError(
          `Cannot decode token ids: an id must be from 0 to ${
            this.size - 1
          }, current value is ${id}`,
        );
      }
      tokens.push(word);
    }
    return tokens;
  }

  /** The vocabulary as plain data, for a checkpoint. */
  toJSON(): VocabularyJson {
    return { minimumCount: this.minimumCount, words: this.words };
  }
}

function checkMinimumCount(minimumCount: number): void {
  if (!Number.isInteger(minimumCount) || minimumCount < 1) {
    throw new RangeError(
      `Cannot build a vocabulary: minimumCount must be a whole number from 1, current value is ${minimumCount}`,
    );
  }
}
