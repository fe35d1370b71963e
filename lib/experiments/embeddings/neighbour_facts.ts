import type { Photograph } from "../../datasets/splits.ts";
import { loadTruth } from "../../datasets/mini/truth.ts";
import type { Pairs } from "../../projection/modality_gap.ts";
import { nearestNeighbours } from "../../projection/neighbours.ts";
import { bootstrap } from "../../statistics/bootstrap.ts";
import { joinedStatistic } from "../../statistics/joined_statistic.ts";
import { meanStatistic } from "../../statistics/statistic.ts";
import { Random } from "../../tensor/random.ts";
import { DRAWS_SEED } from "../evaluate.ts";
import type { Study } from "../study.ts";
import type { MeasuredSpace } from "./spaces.ts";

/** What is known of each of several points, by the fact's name. */
export type Facts = readonly Readonly<Record<string, string>>[];

/** What the generator of mini knows of pictures: thing, material, colour, how the phone was held, darkness and blur. */
export async function miniFacts(
  images: readonly Photograph[],
  { study: { folder }, split }: { study: Pick<Study, "folder">; split: "train" | "val" },
): Promise<Facts> {
  const truths = new Map((await loadTruth(folder, split)).map((truth) => [truth.id, truth]));
  return images.map(({ id }) => {
    const { kind, material, colour, rotation, quality } = truths.get(id)!;
    return {
      "the thing": kind,
      "its material": material,
      "its colour": colour,
      "turned phone": String(rotation),
      "too dark": String(quality.dark),
      "blurred": String(quality.blur),
    };
  });
}

/** Columns of {@linkcode neighbourFacts}. */
export const FACT_COLUMNS = ["pictures", "captions", "by chance"] as const;

/**
 * Measures what neighbours have in common: for each fact the share of a point's ten nearest neighbours among
 * those of its kind that agree with it, with a 95 % interval over points, and what ten others drawn at random
 * would give. Of a caption the facts are its picture's.
 *
 * @param pairs `N` pairs; of 10 or fewer all others are neighbours.
 * @param facts One entry a pair, all with the same names.
 * @returns Rows as a score table shows them.
 */
export async function neighbourFacts(
  { first, second }: Pairs,
  facts: Facts,
): Promise<MeasuredSpace[]> {
  const k = Math.min(K, facts.length - 1);
  const near = [await nearestNeighbours(first, k), await nearestNeighbours(second, k)];
  return Object.keys(facts[0]).map((name) => {
    const values = facts.map((each) => each[name]);
    const [pictures, captions, chance] = FACT_COLUMNS;
    const shares = [pictures, captions].map((kind, i) =>
      meanStatistic(kind, agreeing(near[i].indices, values))
    );
    const draws = { random: new Random(DRAWS_SEED), draws: 2000 };
    return {
      model: name,
      scores: {
        ...bootstrap(joinedStatistic(shares), draws),
        [chance]: { value: agreementOf(values) },
      },
    };
  });
}

/** Neighbours looked at, where there are so many. */
const K = 10;

/** For each point the share of its neighbours that have its value. */
function agreeing(indices: Int32Array, values: readonly string[]): Float64Array {
  const shares = new Float64Array(values.length), k = indices.length / values.length;
  indices.forEach((other, at) => {
    const point = Math.floor(at / k);
    if (values[other] === values[point]) shares[point] += 1 / k;
  });
  return shares;
}

/** Probability that two different points agree. */
function agreementOf(values: readonly string[]): number {
  const counts = new Map<string, number>(), n = values.length;
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, c) => sum + c * (c - 1), 0) / (n * (n - 1));
}
