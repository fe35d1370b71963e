/** What the parser sees of a sentence. */
export interface Tagged {
  /** Hashes of the words. */
  words: Int32Array;
  /** Numbers of their tags. */
  tags: Uint8Array;
  /** For each position, 1 if a finite verb stands at it or later. */
  finite: Uint8Array;
}

/** A word on the stack with what has been attached to it. */
interface Item {
  word: number;
  /** Outermost dependents so far, −1 for none. */
  left: number;
  right: number;
  lefts: number;
  rights: number;
  below: Item | null;
  depth: number;
}

/** A partial parse, linked to the one that it grew from. */
export interface Partial {
  score: number;
  action: number;
  before: Partial | null;
  top: Item | null;
  next: number;
}
