import { readFixtures } from "./fixtures.ts";
import { fragments } from "./fragments.ts";
import { recombine } from "./recombine.ts";
import { shortCaptions } from "./short_captions.ts";
import { randomOf } from "./shuffled.ts";
import { heldOutTexts } from "./varied_pictures.ts";
import { variations } from "./vary.ts";
import { lexicon } from "./vocabulary.ts";

/** A set of new sentences: how they are made, of whose captions, of which folds, and how many. */
export interface Pool {
  name: string;
  made: "recombined" | "varied" | "short" | "cut";
  captions: readonly ("COCO" | "own")[];
  folds: readonly number[];
  count: number;
  seed: number;
}

const OTHERS = [-1, 1, 2, 3, 4];

/** No pool mixes fold 0 with others: a parser can be fitted without it, and judged on it. */
export const POOLS: readonly Pool[] = [
  { name: "p0", made: "recombined", captions: ["COCO"], folds: [1], count: 10_000, seed: 1 },
  { name: "p1", made: "recombined", captions: ["COCO"], folds: [2, 3, 4], count: 30_000, seed: 2 },
  { name: "p4", made: "recombined", captions: ["COCO"], folds: [0], count: 7_000, seed: 5 },
  { name: "p6", made: "varied", captions: ["own"], folds: [-1, 2, 3, 4], count: 9_000, seed: 11 },
  { name: "p7", made: "varied", captions: ["own"], folds: [1], count: 3_000, seed: 12 },
  { name: "p9", made: "short", captions: ["COCO", "own"], folds: OTHERS, count: 14_000, seed: 21 },
  { name: "p12", made: "cut", captions: ["own"], folds: OTHERS, count: 4000, seed: 31 },
];

/** Makes the new sentences of each pool out of the captions of its folds. */
export function poolSentences(fixtures: string): Map<string, string[]> {
  const all = readFixtures(fixtures), words = lexicon(), heldOut = heldOutTexts(fixtures);
  return new Map(POOLS.map(({ name, made, captions, folds, count, seed }) => {
    const sentences = all
      .filter(({ isCoco, fold }) =>
        captions.includes(isCoco ? "COCO" : "own") && folds.includes(fold)
      )
      .map(({ caption }) => caption.s);
    const options = { count, words, random: randomOf(seed) };
    const bracketed = sentences.flatMap((own) => own.map(({ p }) => p));
    if (made === "recombined") return [name, recombine(bracketed, options)];
    if (made === "short") return [name, shortCaptions(bracketed, options)];
    const lines = sentences.map((own) => own.flatMap(({ t }) => t.map(([word]) => word)).join(" "));
    if (made === "cut") return [name, fragments(lines, options)];
    return [name, variations(lines, { ...options, without: heldOut })];
  }));
}
