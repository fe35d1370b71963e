import { fitLinearMap, mapLinearly } from "../../projection/linear_map.ts";
import {
  centredPairs,
  modalityGap,
  type Pairs,
  partnerRanks,
  unitRows,
} from "../../projection/modality_gap.ts";
import { bootstrap, bootstrapDifference, type Interval } from "../../statistics/bootstrap.ts";
import { joinedStatistic } from "../../statistics/joined_statistic.ts";
import { meanStatistic, type Statistic } from "../../statistics/statistic.ts";
import { Random } from "../../tensor/random.ts";
import { DRAWS_SEED } from "../evaluate.ts";
import type { Embeddings } from "./embed_run.ts";

/** Pictures and their captions as directions in one space. */
export interface JointSpace {
  /** What figures call it. */
  name: string;
  /** Pictures first; rows of length 1. */
  pairs: Pairs;
}

/**
 * The space that CLIP trained for pictures and texts alike: as it is, and with the gap between the two closed
 * as far as a shift can close it.
 *
 * @throws {TypeError} If the run's encoder is no CLIP, or its text half was not asked.
 */
export function clipSpaces(
  { image, caption }: Pick<Embeddings, "image" | "caption">,
): [raw: JointSpace, centred: JointSpace] {
  if (caption.clip === undefined) {
    throw new TypeError(
      "Cannot compare pictures and captions in CLIP's space: the run's encoder must be a CLIP",
    );
  }
  const pairs = directions({ first: image.pooled, second: caption.clip });
  return [
    { name: "CLIP's space, as it is", pairs },
    { name: "CLIP's space, each kind centred", pairs: directions(centredPairs(pairs)) },
  ];
}

/** The captioner's spaces, with and without a linear map. */
export interface CaptionerSpaces {
  /** What the LSTM reads first, beside the mean of the words that it reads afterwards. */
  words: JointSpace;
  /** The same with each kind's mean taken away. */
  centred: JointSpace;
  /** Pictures brought to the words by a linear map. */
  mappedWords: JointSpace;
  /** Pictures brought to the hidden states after a caption's last word by a linear map. */
  mappedHidden: JointSpace;
}

/**
 * The spaces that a captioner has: of word vectors, in which it reads the picture too, and of hidden states.
 *
 * Nobody trained pictures to lie near their captions there. So a map `y = μ + W (x − μ_x)` is fitted on
 * training pairs, from the vector that the LSTM reads of a picture to the caption's; what is compared is then
 * directions from the training captions' mean.
 *
 * @param learned Embeddings of training pictures by the same run.
 * @param options.ridge As for `fitLinearMap`; default .1.
 */
export function captionerSpaces(
  { image, caption }: Pick<Embeddings, "image" | "caption">,
  { learned, ridge = 0.1 }: { learned: Pick<Embeddings, "image" | "caption">; ridge?: number },
): CaptionerSpaces {
  const pairs = directions({ first: image.captioner, second: caption.words });
  const mapped = (target: "words" | "hidden"): Pairs => {
    const map = fitLinearMap(learned.image.captioner, learned.caption[target], { ridge });
    const both = { first: mapLinearly(map, image.captioner), second: caption[target] };
    return directions(centredPairs(both, { first: map.to, second: map.to }));
  };
  return {
    words: { name: "word vectors, as they are", pairs },
    centred: { name: "word vectors, each kind centred", pairs: directions(centredPairs(pairs)) },
    mappedWords: { name: "word vectors, after a linear map", pairs: mapped("words") },
    mappedHidden: { name: "hidden states, after a linear map", pairs: mapped("hidden") },
  };
}

function directions({ first, second }: Pairs): Pairs {
  return { first: unitRows(first), second: unitRows(second) };
}

/** Columns of {@linkcode measureSpaces}. */
export const SPACE_COLUMNS = ["distance of the means", "same kind", "partner first"] as const;

/** A space with its figures, as a score table shows them. */
export interface MeasuredSpace {
  /** Its name. */
  model: string;
  /** By the names of {@linkcode SPACE_COLUMNS}, shares with 95 % intervals over pairs. */
  scores: Record<string, { value: number; low?: number; high?: number }>;
}

/**
 * Measures how far apart pictures and captions lie in each space, and whether they find each other: the
 * distance of their means; the share of same-kind points among the nearest neighbours; the share of pictures
 * whose own caption is the nearest of all captions. The last row is what chance would give.
 *
 * @param options.k Neighbours looked at; default 10.
 */
export async function measureSpaces(
  spaces: readonly JointSpace[],
  { k = 10 }: { k?: number } = {},
): Promise<MeasuredSpace[]> {
  const rows: MeasuredSpace[] = [];
  for (const { name, pairs } of spaces) {
    const { distance } = await modalityGap(pairs, k), statistic = await sharesOf(pairs, k);
    const scores = bootstrap(statistic, draws());
    rows.push({ model: name, scores: { [SPACE_COLUMNS[0]]: { value: distance }, ...scores } });
  }
  const [n] = spaces[0].pairs.first.shape;
  const chance = {
    "same kind": { value: (n - 1) / (2 * n - 1) },
    "partner first": { value: 1 / n },
  };
  return [...rows, { model: "chance", scores: chance }];
}

/**
 * Differences of the two shares of {@linkcode measureSpaces} between two spaces with the same pairs,
 * `first − second`, with 95 % intervals over pairs.
 */
export async function compareSpaces(
  first: JointSpace,
  second: JointSpace,
  { k = 10 }: { k?: number } = {},
): Promise<Record<string, Interval>> {
  return bootstrapDifference(
    await sharesOf(first.pairs, k),
    await sharesOf(second.pairs, k),
    draws(),
  );
}

async function sharesOf(pairs: Pairs, k: number): Promise<Statistic> {
  const { sameShares } = await modalityGap(pairs, k);
  const found = Float64Array.from(partnerRanks(pairs), (rank) => Number(rank === 0));
  return joinedStatistic([
    meanStatistic(SPACE_COLUMNS[1], sameShares),
    meanStatistic(SPACE_COLUMNS[2], found),
  ]);
}

/** Few enough to be quick, many enough for two digits. */
const draws = () => ({ random: new Random(DRAWS_SEED), draws: 2000 });
