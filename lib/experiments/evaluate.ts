import { type CaptionStatistics, captionStatistics } from "../metrics/caption_statistics.ts";
import { corpusStatistic } from "../metrics/corpus_statistic.ts";
import { scoreAll, type ScoreReport, withReference } from "../metrics/score_all.ts";
import {
  bootstrap,
  bootstrapDifference,
  type Interval,
  type Statistic,
} from "../statistics/bootstrap.ts";
import { Random } from "../tensor/random.ts";
import { tokenize } from "../text/tokenize.ts";
import type { Captions, References } from "../types.ts";

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
const DRAWS_SEED = 10_000;

/** Draws of the bootstrap. */
const DRAWS = 10_000;

/**
 * Scores captions against references, with intervals.
 *
 * Both sides are tokenized as in training. Pictures that nobody described are left out.
 *
 * @param captions The captions as plain text, by image id.
 * @param options.ended For each picture, whether its caption ended by itself.
 */
export async function evaluateCaptions(
  model: string,
  { captions, references, ended, draws = DRAWS }: {
    captions: Captions;
    references: References;
    ended?: ReadonlyMap<number, boolean>;
    draws?: number;
  },
): Promise<Evaluation> {
  const tokens = tokenizedCaptions(captions);
  const others = tokenizedReferences(references);
  const scored = withReference(tokens, others);
  const statistic = corpusStatistic(tokens, others);
  return {
    model,
    captions,
    scores: await scoreAll(tokens, others),
    intervals: bootstrap(statistic, { random: new Random(DRAWS_SEED), draws }),
    statistics: captionStatistics([...scored.values()], {
      ended: ended && [...scored.keys()].map((id) => ended.get(id) ?? false),
    }),
    statistic,
  };
}

/** Differences `first − second` by metric, on the same pictures, with 95 % intervals. */
export function compare(first: Evaluation, second: Evaluation): Record<string, Interval> {
  return bootstrapDifference(first.statistic, second.statistic, {
    random: new Random(DRAWS_SEED),
    draws: DRAWS,
  });
}

/** Captions in the form the scorers take: tokens joined by single spaces. */
export function tokenizedCaptions(captions: Captions): Captions {
  return new Map([...captions].map(([id, text]) => [id, tokenLine(text)]));
}

/** References in the form the scorers take: tokens joined by single spaces. */
export function tokenizedReferences(references: References): References {
  return new Map([...references].map(([id, texts]) => [id, texts.map(tokenLine)]));
}

/**
 * Puts a caption into the form the scorers take: tokens joined by single spaces.
 *
 * `<unk>` is a token of its own, which the tokenizer would take apart.
 */
function tokenLine(text: string): string {
  return text.split("<unk>").map((part) => tokenize(part).join(" ")).join(" <unk> ")
    .replaceAll(/ +/g, " ").trim();
}
