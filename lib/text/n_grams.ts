/** The longest n-grams that are indexed: BLEU and CIDEr use lengths 1 to 4. */
export const LONGEST = 4;

/** What Python's `str.split()` splits at; unlike JavaScript's `\s`, not the byte order mark. */
// deno-lint-ignore no-control-regex
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** Splits a line of tokens at runs of blanks, as the official scorers do. An empty line has none. */
export function splitTokens(line: string): string[] {
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

/**
 * Gives every n-gram of length 1 to 4 an integer id, so that metrics compare numbers.
 *
 * An n-gram's key is the pair (id of the n-gram without its last word, id of the last word), kept in
 * a hash table with open addressing. Ids count up from 0 in the order of first occurrence.
 *
 * @example
 * ```ts
 * import { NGrams } from "#lib/text";
 * import assert from "node:assert/strict";
 *
 * const nGrams = new NGrams();
 * const { ids, counts } = nGrams.count("a b a");
 * assert.equal(nGrams.size, 5); // a, b, "a b", "b a", "a b a"
 * assert.equal(counts[ids.indexOf(nGrams.count("a").ids[0])], 2);
 * ```
 */
export class NGrams {
  #words = new Map<string, number>();
  #size = 0;
  #prefixes = new Int32Array(1 << 12);
  #lasts = new Int32Array(1 << 12);
  #orders = new Uint8Array(1 << 12);
  /** Ids by hash, −1 where free. */
  #table = new Int32Array(1 << 13).fill(-1);

  /** Number of distinct n-grams seen so far. */
  get size(): number {
    return this.#size;
  }

  /** Length of an n-gram in words, 1 to 4. */
  order(id: number): number {
    return this.#orders[id];
  }

  /** Counts the n-grams of a caption whose tokens stand between blanks. */
  count(caption: string): NGramCounts {
    const words = splitTokens(caption).map((word) => this.#word(word));
    const all = new Int32Array(LONGEST * words.length);
    let filled = 0;
    for (let start = 0; start < words.length; start++) {
      let id = -1;
      for (let end = start; end < Math.min(start + LONGEST, words.length); end++) {
        id = this.#id(id, words[end], end - start + 1);
        all[filled++] = id;
      }
    }
    return { ...runs(all.subarray(0, filled).sort()), length: words.length };
  }

  #word(word: string): number {
    let id = this.#words.get(word);
    if (id === undefined) this.#words.set(word, id = this.#words.size);
    return id;
  }

  /** Finds the n-gram `prefix + last`, or adds it. */
  #id(prefix: number, last: number, order: number): number {
    const mask = this.#table.length - 1;
    let slot = hash(prefix, last) & mask;
    for (let id = this.#table[slot]; id >= 0; id = this.#table[slot]) {
      if (this.#prefixes[id] === prefix && this.#lasts[id] === last) return id;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#prefixes.length) {
      this.#grow();
      return this.#id(prefix, last, order);
    }
    const id = this.#size++;
    this.#table[slot] = id;
    this.#prefixes[id] = prefix;
    this.#lasts[id] = last;
    this.#orders[id] = order;
    return id;
  }

  #grow(): void {
    const capacity = 2 * this.#prefixes.length;
    this.#prefixes = resized(this.#prefixes, new Int32Array(capacity));
    this.#lasts = resized(this.#lasts, new Int32Array(capacity));
    this.#orders = resized(this.#orders, new Uint8Array(capacity));
    const mask = 2 * capacity - 1;
    this.#table = new Int32Array(2 * capacity).fill(-1);
    for (let id = 0; id < this.#size; id++) {
      let slot = hash(this.#prefixes[id], this.#lasts[id]) & mask;
      while (this.#table[slot] >= 0) slot = (slot + 1) & mask;
      this.#table[slot] = id;
    }
  }
}

/** Mixes two integers so that their low bits spread. */
function hash(prefix: number, last: number): number {
  let mixed = Math.imul(prefix + 1, 0x9e3779b1) ^ Math.imul(last + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

function resized<A extends Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Sums up runs of equal ids. */
function runs(sorted: Int32Array): { ids: Int32Array; counts: Int32Array } {
  const ids = new Int32Array(sorted.length), counts = new Int32Array(sorted.length);
  let last = -1;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) ids[++last] = sorted[i];
    counts[last]++;
  }
  return { ids: ids.slice(0, last + 1), counts: counts.slice(0, last + 1) };
}
