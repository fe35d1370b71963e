import { type CaptionStatistics, captionStatistics } from "../metrics/caption_statistics.ts";
import { corpusStatistic } from "../metrics/corpus_statistic.ts";
import { score } from "../metrics/score.ts";
import { type ScoreReport, scoreReport } from "../metrics/score_all.ts";
import { bootstrap, bootstrapSeeds, type Interval } from "../statistics/bootstrap.ts";
import { type Difference, pairedDifferences } from "../statistics/paired_differences.ts";
import type { Statistic } from "../statistics/statistic.ts";
import { Random } from "../tensor/random.ts";
import type { Captions, Metric, References } from "../types.ts";
import { captionTexts, type GeneratedCaption } from "./generate_captions.ts";

/** A set of captions with everything that is measured on it. */
export interface Evaluation {
  /** Name of the model that made the captions. */
  model: string;
  /** As they were generated, by image id. */
  captions: Captions;
  /** Values for the corpus and for each picture. */
  scores: ScoreReport;
  /** The corpus values with their 95 % intervals over pictures. */
  intervals: Record<string, Interval>;
  /** How varied the captions are, among pictures with a reference. */
  statistics: CaptionStatistics;
  /** What differences to other models are drawn from. */
  statistic: Statistic;
}

/** Seed of the draws: the same pictures for all models, so that every difference is paired. */
export const DRAWS_SEED = 10_000;

/** Draws of the bootstrap, and rounds of the randomization. */
export const DRAWS = 10_000;

/**
 * Scores captions against references, with intervals.
 *
 * Both sides get the tokens of the official scorers, which need not be those that captioners learn.
 * Pictures that nobody described are left out.
 *
 * @param captions The captions as plain text, by image id.
 * @param options.ended For each picture, whether its caption ended by itself.
 * @param options.metrics Default `N_GRAM_METRICS`.
 */
export async function evaluateCaptions(
  model: string,
  { captions, references, ended, metrics, draws = DRAWS }: {
    captions: Captions;
    references: References;
    ended?: ReadonlyMap<number, boolean>;
    metrics?: readonly Metric[];
    draws?: number;
  },
): Promise<Evaluation> {
  const measured = await score(captions, references, { metrics });
  const scored = measured.captions, statistic = corpusStatistic(measured);
  return {
    model,
    captions,
    scores: scoreReport(measured),
    intervals: bootstrap(statistic, { random: new Random(DRAWS_SEED), draws }),
    statistics: captionStatistics([...scored.values()], {
      ended: ended && [...scored.keys()].map((id) => ended.get(id) ?? false),
    }),
    statistic,
  };
}

/** Scores what a captioner has generated, with intervals, as {@linkcode evaluateCaptions} does. */
export function evaluateGenerated(
  model: string,
  generated: ReadonlyMap<number, GeneratedCaption>,
  references: References,
): Promise<Evaluation> {
  return evaluateCaptions(model, {
    captions: captionTexts(generated),
    references,
    ended: new Map([...generated].map(([id, { ended }]) => [id, ended])),
  });
}

/**
 * Averages each metric over runs of one experiment from several seeds, with 95 % intervals over pictures
 * and seeds; {@linkcode bootstrapSeeds} says what three seeds can tell.
 *
 * @throws {RangeError} If there is no evaluation.
 * @throws {TypeError} If they are not of the same pictures.
 */
export function evaluateSeeds(evaluations: readonly Evaluation[]): Record<string, Interval> {
  checkPictures(evaluations);
  return bootstrapSeeds(evaluations.map(({ statistic }) => statistic), {
    random: new Random(DRAWS_SEED),
    draws: DRAWS,
  });
}

/**
 * Differences `first − second` by metric, on the same pictures, with 95 % intervals and p.
 *
 * Each is one evaluation, or a list of those of several seeds: then the difference is that of the means,
 * and the interval accounts for pictures and seeds.
 *
 * @throws {RangeError} If a list is empty.
 * @throws {TypeError} If the evaluations are not of the same pictures.
 *
 * @example
 * ```ts
 * import { compare, evaluateCaptions } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const references = new Map([[1, ["A red can."]], [2, ["A mug on a table."]], [3, ["A dog."]]]);
 * const evaluate = (model: string, lines: string[]) =>
 *   evaluateCaptions(model, { captions: new Map(lines.map((line, i) => [i + 1, line])), references });
 * const better = await evaluate("better", ["a red can", "a mug", "a dog"]);
 * const worse = await evaluate("worse", ["a can", "a cup", "a cat"]);
 * const { value, low, p } = compare(better, worse)["ROUGE-L"];
 * assert.ok(value > 0 && low > 0 && p > 0.2); // better on all three, which chance does in 2 of 8 cases
 * ```
 */
export function compare(
  first: Evaluation | readonly Evaluation[],
  second: Evaluation | readonly Evaluation[],
): Record<string, Difference> {
  const [one, other] = [[first].flat(), [second].flat()];
  checkPictures([...one, ...other]);
  const [ours, theirs] = [one, other].map((list) => list.map(({ statistic }) => statistic));
  return pairedDifferences(ours, theirs, { random: () => new Random(DRAWS_SEED), draws: DRAWS });
}

/** Refuses evaluations that cannot be paired picture by picture. */
function checkPictures(evaluations: readonly Evaluation[]): void {
  const [first, ...others] = evaluations.map(({ model, scores: { images } }) => ({
    model,
    ids: images.map(({ image_id }) => image_id),
  }));
  for (const { model, ids } of others) {
    const i = ids.findIndex((id, k) => id !== first.ids[k]);
    if (i < 0 && ids.length === first.ids.length) continue;
    throw new TypeError(
      `Cannot compare "${first.model}" with "${model}": both must have captioned the same pictures ` +
        `in the same order, current numbers are ${first.ids.length} and ${ids.length}` +
        (i < 0 ? "" : `, picture ${i + 1} is ${first.ids[i]} and ${ids[i]}`),
    );
  }
}
