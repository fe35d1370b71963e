import { readFixtures, type StoredCaption } from "./fixtures.ts";
import { recombine } from "./recombine.ts";
import { randomOf } from "./shuffled.ts";
import { lexicon } from "./vocabulary.ts";

/** A set of new sentences: the folds that its parts come from, and how many. */
export interface Pool {
  name: string;
  folds: readonly number[];
  count: number;
  seed: number;
}

/** Fold 0 is held out; fold 1 has a pool of its own, so that it can be left out while developing. */
export const POOLS: readonly Pool[] = [
  { name: "p0", folds: [1], count: 10_000, seed: 1 },
  { name: "p1", folds: [2, 3, 4], count: 30_000, seed: 2 },
];

/** Makes the new sentences of each pool out of the COCO captions of its folds. */
export function poolSentences(fixtures: string): Map<string, string[]> {
  const captions = readFixtures(fixtures).filter(({ isCoco }) => isCoco), words = lexicon();
  return new Map(POOLS.map(({ name, folds, count, seed }) => {
    const bracketed = captions.filter(({ fold }) => folds.includes(fold))
      .flatMap(({ caption }: { caption: StoredCaption }) => caption.s.map(({ p }) => p));
    return [name, recombine(bracketed, { count, words, random: randomOf(seed) })];
  }));
}
