/**
 * Gives every sequence of integers a number: that of a node in a trie. Words are sequences of
 * characters, phrases sequences of words.
 *
 * A node's key is the pair (node of the sequence without its last integer, that integer), kept in a
 * hash table with open addressing; the empty sequence is node 0.
 */
export class Trie {
  /** Number of nodes, the empty phrase among them. */
  size: number;
  #parents: Int32Array;
  #lasts: Int32Array;
  /** Nodes by hash, 0 where free; at most half full. */
  #table: Int32Array;

  /**
   * An empty trie, or one with the nodes that {@linkcode nodes} gave: parents, then last integers.
   */
  constructor(nodes: Int32Array = new Int32Array(2)) {
    this.size = nodes.length / 2;
    this.#parents = nodes.subarray(0, this.size);
    this.#lasts = nodes.subarray(this.size);
    this.#table = new Int32Array(0);
    this.#index();
  }

  /** The sequence that is longer by one integer, 0 if there is none. */
  find(node: number, last: number): number {
    const mask = this.#table.length - 1;
    for (let slot = hash(node, last) & mask;; slot = (slot + 1) & mask) {
      const found = this.#table[slot];
      if (found === 0 || (this.#parents[found] === node && this.#lasts[found] === last)) {
        return found;
      }
    }
  }

  /** Like {@linkcode find}, and adds what is not there. */
  add(node: number, last: number): number {
    const found = this.find(node, last);
    if (found !== 0) return found;
    if (this.size === this.#parents.length) this.#grow();
    this.#parents[this.size] = node;
    this.#lasts[this.size] = last;
    this.size++;
    if (2 * this.size > this.#table.length) this.#index();
    else this.#insert(this.size - 1);
    return this.size - 1;
  }

  /** Everything to make the same trie from: parents, then last integers. */
  nodes(): Int32Array {
    const nodes = new Int32Array(2 * this.size);
    nodes.set(this.#parents.subarray(0, this.size));
    nodes.set(this.#lasts.subarray(0, this.size), this.size);
    return nodes;
  }

  #grow(): void {
    const parents = new Int32Array(2 * this.size), lasts = new Int32Array(2 * this.size);
    parents.set(this.#parents);
    lasts.set(this.#lasts);
    [this.#parents, this.#lasts] = [parents, lasts];
  }

  #index(): void {
    let capacity = 1 << 10;
    while (capacity < 4 * this.size) capacity *= 2;
    this.#table = new Int32Array(capacity);
    for (let node = 1; node < this.size; node++) this.#insert(node);
  }

  #insert(node: number): void {
    const mask = this.#table.length - 1;
    let slot = hash(this.#parents[node], this.#lasts[node]) & mask;
    while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
    this.#table[slot] = node;
  }
}

/** Mixes two integers so that their low bits spread. */
function hash(node: number, last: number): number {
  let mixed = Math.imul(node + 1, 0x9e3779b1) ^ Math.imul(last + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
