import { readFixtures, type StoredCaption } from "./fixtures.ts";
import { recombine } from "./recombine.ts";
import { randomOf } from "./shuffled.ts";
import { lexicon } from "./vocabulary.ts";

/** A set of new sentences: whose captions its parts are, of which folds, and how many it has. */
export interface Pool {
  name: string;
  captions: readonly ("COCO" | "own")[];
  folds: readonly number[];
  count: number;
  seed: number;
  /** Share of sentences whose words stand backwards, as in some of our own captions. */
  backwards?: number;
}

/** No pool mixes fold 0 or fold 1 with others: a parser can be fitted without either, and judged on it. */
export const POOLS: readonly Pool[] = [
  { name: "p0", captions: ["COCO"], folds: [1], count: 10_000, seed: 1 },
  { name: "p1", captions: ["COCO"], folds: [2, 3, 4], count: 30_000, seed: 2 },
  { name: "p2", captions: ["own"], folds: [-1, 2, 3, 4], count: 9_000, seed: 3, backwards: 0.07 },
  { name: "p3", captions: ["own"], folds: [1], count: 3_000, seed: 4, backwards: 0.07 },
  { name: "p4", captions: ["COCO"], folds: [0], count: 7_000, seed: 5 },
  { name: "p5", captions: ["own"], folds: [0], count: 3_000, seed: 6, backwards: 0.07 },
];

/** Makes the new sentences of each pool out of the captions of its folds. */
export function poolSentences(fixtures: string): Map<string, string[]> {
  const all = readFixtures(fixtures), words = lexicon();
  return new Map(POOLS.map(({ name, captions, folds, count, seed, backwards = 0 }) => {
    const bracketed = all
      .filter(({ isCoco, fold }) =>
        captions.includes(isCoco ? "COCO" : "own") && folds.includes(fold)
      )
      .flatMap(({ caption }: { caption: StoredCaption }) => caption.s.map(({ p }) => p));
    const random = randomOf(seed);
    const lines = recombine(bracketed, { count, words, random });
    const turned = lines.map((line) =>
      random() < backwards ? line.split(" ").reverse().join(" ") : line
    );
    return [name, turned];
  }));
}
