import type { WordNet } from "../wordnet/wordnet.ts";

/** A thing, quality or relation under all the names it has been given. */
export interface Concept {
  /** Its names; the first one stands for it. */
  readonly names: readonly string[];
  /** The synonym sets of all names, rising. */
  readonly synsets: readonly number[];
}

/** The concept of one name. */
export function conceptOf(name: string, wordNet: WordNet): Concept {
  return { names: [name], synsets: wordNet.synsets(name) };
}

/** How near two concepts are: 1 with a common name, else `|A ∩ B| / |A ∪ B|` of their synonym sets. */
export function similarity(a: Concept, b: Concept): number {
  if (a.names.some((name) => b.names.includes(name))) return 1;
  const shared = countShared(a.synsets, b.synsets);
  return shared === 0 ? 0 : shared / (a.synsets.length + b.synsets.length - shared);
}

/** True for the same names and synonym sets. */
export function isEqual(a: Concept, b: Concept): boolean {
  return a.names.length === b.names.length && a.names.every((name) => b.names.includes(name));
}

/** The concept with the names of both. */
export function merged(a: Concept, b: Concept): Concept {
  return {
    names: [...new Set([...a.names, ...b.names])],
    synsets: [...new Set([...a.synsets, ...b.synsets])].sort((x, y) => x - y),
  };
}

function countShared(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const difference = a[i] - b[j];
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}
