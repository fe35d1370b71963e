/** The longest n-grams that are indexed: BLEU and CIDEr use lengths 1 to 4. */
export const LONGEST = 4;

/** What Python's `str.split()` splits at; unlike JavaScript's `\s`, not the byte order mark. */
// deno-lint-ignore no-control-regex
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** A line whose only blanks are single spaces between tokens, as almost all are: split faster. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Splits a line of tokens at runs of blanks, as the official scorers do. An empty line has none. */
export function splitTokens(line: string): string[] {
  if (PLAIN.test(line)) return line.split(" ");
  return line.split(BLANKS).filter((token) => token !== "");
}

/** The n-grams of one caption: each distinct one with its count. */
export interface NGramCounts {
  /** Ids in rising order. */
  readonly ids: Int32Array;
  /** How often each occurs in the caption. */
  readonly counts: Int32Array;
  /** Number of words. */
  readonly length: number;
}

/** Length of an n-gram in words, 1 to 4: the two lowest bits of its id. */
export function orderOf(id: number): number {
  return (id & 3) + 1;
}

/**
 * Gives every n-gram of length 1 to 4 an integer id, so that metrics compare numbers.
 *
 * An n-gram's key is the pair (id of the n-gram without its last word, number of the last word), kept
 * in a hash table with open addressing. Its id is `4 index + length − 1`, with indices that count up
 * from 0 in the order of first occurrence.
 *
 * @example
 * ```ts
 * import { NGrams, orderOf } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const nGrams = new NGrams();
 * const { ids, counts } = nGrams.count("a b a");
 * assert.equal(nGrams.size, 5); // a, "a b", "a b a", b, "b a"
 * assert.deepEqual([...ids].map(orderOf), [1, 2, 3, 1, 2]);
 * assert.deepEqual([...counts], [2, 1, 1, 1, 1]);
 * ```
 */
export class NGrams {
  #words = new Map<string, number>();
  #size = 0;
  /** Keys by index. */
  #prefixes = new Int32Array(1 << 12);
  #lasts = new Int32Array(1 << 12);
  /** Ids by hash, −1 where free; never more than half full. */
  #table = new Int32Array(1 << 13).fill(-1);
  #scratch = new Int32Array(1 << 8);

  /** Number of distinct n-grams seen so far; indices are below it. */
  get size(): number {
    return this.#size;
  }

  /** Counts the n-grams of a caption whose tokens stand between blanks. */
  count(caption: string): NGramCounts {
    const words = splitTokens(caption);
    const length = words.length;
    if (this.#scratch.length < LONGEST * length) this.#scratch = new Int32Array(LONGEST * length);
    let filled = 0;
    const numbers = words.map((word) => this.#word(word));
    for (let start = 0; start < length; start++) {
      const stop = Math.min(start + LONGEST, length);
      let id = -1;
      for (let end = start; end < stop; end++) {
        id = this.#id(id, numbers[end], end - start);
        this.#scratch[filled++] = id;
      }
    }
    return { ...runs(this.#scratch.subarray(0, filled).sort()), length };
  }

  /**
   * Counts as {@linkcode count} does, but remembers nothing that is new.
   *
   * The ids of new n-grams are good for this caption alone: the next one may get the same. So captions
   * without end can be counted in the memory of those that were kept.
   */
  countInPassing(caption: string): NGramCounts {
    const size = this.#size, words = this.#words.size;
    const counts = this.count(caption);
    this.#forget(size);
    if (this.#words.size > words) {
      for (const word of [...this.#words.keys()].slice(words)) this.#words.delete(word);
    }
    return counts;
  }

  /**
   * The id of the n-gram that is another one and a word behind it, added where it is new.
   *
   * @param prefix Id of an n-gram of at most three words, or −1 for none.
   */
  extended(prefix: number, word: string): number {
    return this.#id(prefix, this.#word(word), prefix < 0 ? 0 : orderOf(prefix));
  }

  /** Each n-gram in the order of its index: the id of what stands before its last word, and that word. */
  *entries(): Generator<{ prefix: number; word: string }> {
    const words = [...this.#words.keys()];
    for (let index = 0; index < this.#size; index++) {
      yield { prefix: this.#prefixes[index], word: words[this.#lasts[index]] };
    }
  }

  #word(word: string): number {
    let number = this.#words.get(word);
    if (number === undefined) this.#words.set(word, number = this.#words.size);
    return number;
  }

  /** Finds the n-gram `prefix + last`, or adds it. */
  #id(prefix: number, last: number, prefixLength: number): number {
    const table = this.#table, mask = table.length - 1;
    let slot = hash(prefix, last) & mask;
    for (let id = table[slot]; id >= 0; id = table[slot]) {
      if (this.#prefixes[id >> 2] === prefix && this.#lasts[id >> 2] === last) return id;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#prefixes.length) {
      this.#grow();
      return this.#id(prefix, last, prefixLength);
    }
    const index = this.#size++;
    this.#prefixes[index] = prefix;
    this.#lasts[index] = last;
    return table[slot] = 4 * index + prefixLength;
  }

  /**
   * Takes back the latest n-grams, down to so many.
   *
   * The latest first: each fills the slot at which the search for it ended, so that nothing older lies behind.
   */
  #forget(size: number): void {
    while (this.#size > size) {
      const index = --this.#size;
      this.#table[this.#slot(index, (id) => id >> 2 === index)] = -1;
    }
  }

  /** Enlarges the table, and fills it in the order of the indices: as if it had been so large from the start. */
  #grow(): void {
    const capacity = 2 * this.#prefixes.length;
    this.#prefixes = enlarged(this.#prefixes, capacity);
    this.#lasts = enlarged(this.#lasts, capacity);
    this.#table = new Int32Array(2 * capacity).fill(-1);
    for (let index = 0; index < this.#size; index++) {
      const prefix = this.#prefixes[index], order = prefix < 0 ? 0 : orderOf(prefix);
      this.#table[this.#slot(index, (id) => id < 0)] = 4 * index + order;
    }
  }

  /** The first slot on the way of an n-gram whose content is the one looked for. */
  #slot(index: number, found: (id: number) => boolean): number {
    const table = this.#table, mask = table.length - 1;
    let slot = hash(this.#prefixes[index], this.#lasts[index]) & mask;
    while (!found(table[slot])) slot = (slot + 1) & mask;
    return slot;
  }
}

/** Mixes two integers so that their low bits spread. */
function hash(prefix: number, last: number): number {
  let mixed = Math.imul(prefix + 1, 0x9e3779b1) ^ Math.imul(last + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

function enlarged(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

/** Sums up runs of equal ids; overwrites them. */
function runs(sorted: Int32Array): { ids: Int32Array; counts: Int32Array } {
  const { length } = sorted, counts = new Int32Array(length);
  let distinct = 0;
  for (let i = 0; i < length; i++) {
    if (distinct === 0 || sorted[i] !== sorted[distinct - 1]) sorted[distinct++] = sorted[i];
    counts[distinct - 1]++;
  }
  return { ids: sorted.slice(0, distinct), counts: counts.subarray(0, distinct) };
}
