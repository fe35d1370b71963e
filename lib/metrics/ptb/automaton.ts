import { type CharacterSet, classesOf, contains } from "./character_set.ts";
import type { Pattern } from "./pattern.ts";

/** Among what `next` gives: there is no way on. */
export const DEAD = -1;
/** Stands in the table where nobody has gone yet. */
const UNKNOWN = -2;
/** Stands for the pattern that none has matched. */
const NONE = -1;

/** A node of the nondeterministic automaton: free ways on, and at most one that costs a character. */
interface Node {
  free: number[];
  set: number;
  to: number;
  accepts: number;
}

/**
 * Finds which of several patterns match a text from a place on, all at once.
 *
 * The patterns become one nondeterministic automaton; its deterministic states (the sets of nodes one
 * can be in) are made when a text first leads there (Thompson, 1968). A state knows the first of the
 * patterns that match what was read.
 */
export class Automaton {
  /** Class of each code unit: a column of the table. */
  readonly classes: Uint16Array;
  /** Number of classes. */
  readonly width: number;
  /** The first pattern that each state accepts, or −1. */
  accepts: Int32Array = new Int32Array(64);
  /** State by state and class: `table[state * width + class]`. */
  table: Int32Array;
  #nodes: Node[] = [];
  #sets: CharacterSet[] = [];
  #setIndex = new Map<string, number>();
  /** For each class, whether each set has it. */
  #members: boolean[][];
  #states: number[][] = [];
  #known = new Map<string, number>();

  constructor(patterns: readonly Pattern[]) {
    const start = this.#node();
    patterns.forEach((pattern, i) => {
      const end = this.#node();
      this.#nodes[end].accepts = i;
      this.#nodes[start].free.push(this.#build(pattern, end));
    });
    const { classes, representatives } = classesOf(this.#sets);
    this.classes = classes;
    this.width = representatives.length;
    this.#members = representatives.map((unit) => this.#sets.map((set) => contains(set, unit)));
    this.table = new Int32Array(64 * this.width);
    this.#state([start]);
  }

  /** Number of states made so far; 0 is the first. */
  get size(): number {
    return this.#states.length;
  }

  /** The state after one more character, made where it is new, or `DEAD`. */
  step(state: number, unit: number): number {
    const slot = state * this.width + this.classes[unit];
    const next = this.table[slot];
    return next === UNKNOWN ? this.#explore(state, this.classes[unit]) : next;
  }

  #explore(state: number, column: number): number {
    const members = this.#members[column], reached: number[] = [];
    for (const index of this.#states[state]) {
      const { set, to } = this.#nodes[index];
      if (set >= 0 && members[set]) reached.push(to);
    }
    const next = reached.length === 0 ? DEAD : this.#state(reached);
    return this.table[state * this.width + column] = next;
  }

  /** The state of being in these nodes and in all that are free to reach from them. */
  #state(from: readonly number[]): number {
    const inside = new Set<number>(), waiting = [...from];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (inside.has(index)) continue;
      inside.add(index);
      waiting.push(...this.#nodes[index].free);
    }
    let accepts = NONE;
    for (const index of inside) {
      const own = this.#nodes[index].accepts;
      if (own !== NONE && (accepts === NONE || own < accepts)) accepts = own;
    }
    // Only what a character leads on from tells states apart, beside what is accepted.
    const nodes = [...inside].filter((index) => this.#nodes[index].set >= 0).sort((a, b) => a - b);
    const key = `${accepts}:${nodes.join()}`;
    let state = this.#known.get(key);
    if (state === undefined) {
      state = this.#states.push(nodes) - 1;
      this.#known.set(key, state);
      this.#reserve(state);
      this.accepts[state] = accepts;
      this.table.fill(UNKNOWN, state * this.width, (state + 1) * this.width);
    }
    return state;
  }

  #reserve(state: number): void {
    if (state < this.accepts.length) return;
    const accepts = new Int32Array(2 * this.accepts.length);
    accepts.set(this.accepts);
    this.accepts = accepts;
    const table = new Int32Array(2 * this.table.length);
    table.set(this.table);
    this.table = table;
  }

  #node(): number {
    return this.#nodes.push({ free: [], set: -1, to: -1, accepts: NONE }) - 1;
  }

  /** Adds the nodes of a pattern that goes on at `end`, and gives its first. */
  #build(pattern: Pattern, end: number): number {
    if (pattern.kind === "repeat") return this.#repeat(pattern, end);
    if (pattern.kind === "sequence") {
      return pattern.parts.reduceRight((next, part) => this.#build(part, next), end);
    }
    const first = this.#node();
    if (pattern.kind === "choice") {
      for (const part of pattern.parts) this.#nodes[first].free.push(this.#build(part, end));
    } else {
      this.#nodes[first].set = this.#setNumber(pattern.set);
      this.#nodes[first].to = end;
    }
    return first;
  }

  #repeat({ part, least, most }: Pattern & { kind: "repeat" }, end: number): number {
    let next = end;
    if (most === Infinity) {
      next = this.#node();
      this.#nodes[next].free.push(end, this.#build(part, next));
    } else {
      for (let i = least; i < most; i++) {
        const optional = this.#node();
        this.#nodes[optional].free.push(end, this.#build(part, next));
        next = optional;
      }
    }
    for (let i = 0; i < least; i++) next = this.#build(part, next);
    return next;
  }

  #setNumber(set: CharacterSet): number {
    const key = set.join();
    let number = this.#setIndex.get(key);
    if (number === undefined) this.#setIndex.set(key, number = this.#sets.push(set) - 1);
    return number;
  }
}
