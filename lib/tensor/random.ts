/** Words of the Threefry key schedule's parity constant. */
const PARITY = 0x1bd11bda;
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

/**
 * Encrypts a counter under a key: Threefry-2x32 with 20 rounds.
 *
 * Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011, section 4
 * (https://doi.org/10.1145/2063384.2063405). Only additions, rotations and exclusive ors of 32-bit
 * words, so the numbers are the same on every machine.
 *
 * @param out Receives the two words.
 */
function threefry(out: Uint32Array, key0: number, key1: number, x0: number, x1: number): void {
  const key2 = PARITY ^ key0 ^ key1;
  x0 = (x0 + key0) | 0;
  x1 = (x1 + key1) | 0;
  for (let group = 0; group < 5; group++) {
    const first = (group & 1) * 4;
    for (let i = first; i < first + 4; i++) {
      x0 = (x0 + x1) | 0;
      x1 = (x1 << ROTATIONS[i]) | (x1 >>> (32 - ROTATIONS[i]));
      x1 ^= x0;
    }
    const a = (group + 1) % 3, b = (group + 2) % 3;
    x0 = (x0 + (a === 0 ? key0 : a === 1 ? key1 : key2)) | 0;
    x1 = (x1 + (b === 0 ? key0 : b === 1 ? key1 : key2) + group + 1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
}

/** Mixes a label into two words (FNV-1a from two starts), to address a child stream. */
function labelWords(label: string | number): [number, number] {
  const text = typeof label === "number" ? `#${label}` : label;
  let a = 0x811c9dc5, b = 0x050c5d1f;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x01000193) + i;
  }
  return [a | 0, b | 0];
}

/**
 * Draws random numbers from a seed: counter-based, splittable, and the same on every machine.
 *
 * A stream's state is its key and a counter, so it can be stored as three integers and continued.
 * `split` makes an independent child from a label without advancing the parent: name what a child
 * is for (`random.split("shuffle").split(epoch)`) and adding a draw in one place never changes the
 * numbers in another.
 *
 * @example
 * ```ts
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const random = new Random(7);
 * const again = new Random(7);
 * assert.equal(random.uniform(), again.uniform());
 * assert.notEqual(random.split("a").uint32(), random.split("b").uint32());
 * ```
 */
export class Random {
  #key0: number;
  #key1: number;
  #counter = 0;
  #words = new Uint32Array(2);
  #spare = false;

  /**
   * Starts a stream; equal seeds give equal streams.
   *
   * @param seed A whole number from 0 to 2⁵³ − 1.
   * @throws {RangeError} If it is not.
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(
        `Cannot seed random numbers: the seed must be a whole number from 0 to 2^53 - 1, current value is ${seed}`,
      );
    }
    this.#key0 = seed | 0;
    this.#key1 = Math.floor(seed / 2 ** 32) | 0;
  }

  /** Makes the child stream that `label` names; the parent is left as it is. */
  split(label: string | number): Random {
    const words = new Uint32Array(2);
    const [a, b] = labelWords(label);
    // The children's counters live under a key of their own, apart from the parent's draws.
    threefry(words, this.#key0 ^ 0x5bd1e995, this.#key1, a, b);
    const child = new Random(0);
    child.#key0 = words[0] | 0;
    child.#key1 = words[1] | 0;
    return child;
  }

  /** Draws a whole number from 0 to 2³² − 1. */
  uint32(): number {
    if (this.#spare) {
      this.#spare = false;
      return this.#words[1];
    }
    threefry(this.#words, this.#key0, this.#key1, this.#counter | 0, (this.#counter / 2 ** 32) | 0);
    this.#counter++;
    this.#spare = true;
    return this.#words[0];
  }

  /** Draws from `[low, high)`, by default `[0, 1)`, with 32 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.uint32() / 2 ** 32);
  }

  /** Draws from the normal distribution (Box–Muller, one of the two values is dropped). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log((this.uint32() + 0.5) / 2 ** 32));
    return mean + deviation * radius * Math.cos(2 * Math.PI * (this.uint32() / 2 ** 32));
  }

  /** Draws a whole number from 0 to `below − 1`, without bias. @throws {RangeError} If `below` is not from 1 to 2³². */
  integer(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
      throw new RangeError(
        `Cannot draw an integer: the bound must be a whole number from 1 to 2^32, current value is ${below}`,
      );
    }
    const limit = 2 ** 32 - (2 ** 32 % below);
    for (;;) {
      const word = this.uint32();
      if (word < limit) return word % below;
    }
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Picks one item; with `weights`, in proportion to them. @throws {RangeError} If there is none. */
  pick<T>(items: readonly T[], weights?: readonly number[]): T {
    if (items.length === 0) throw new RangeError("Cannot pick an item: the list is empty");
    if (weights === undefined) return items[this.integer(items.length)];
    let rest = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < items.length; i++) {
      rest -= weights[i];
      if (rest < 0) return items[i];
    }
    return items[items.length - 1];
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<A extends { length: number; [i: number]: unknown }>(items: A): A {
    const list = items as { length: number; [i: number]: unknown };
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return items;
  }
}
