import type { Truth } from "../../datasets/mini/truth.ts";
import { quantile } from "../../statistics/quantile.ts";
import { superiority } from "../../statistics/superiority.ts";
import { Random } from "../../tensor/random.ts";
import { DRAWS_SEED, type Evaluation } from "../evaluate.ts";
import { type FactsNamed, factsNamed } from "./facts_named.ts";

/** How well a metric tells true captions from false ones. */
export interface ToldApart {
  /** What is true or false. */
  question: string;
  /** Captions that are true in this, and that are false. */
  captions: { right: number; wrong: number };
  /** Name of the metric. */
  metric: string;
  /** How often a true caption scores above a false one; 0.5 is a coin. */
  value: number;
  /** Lower end of its 95 % interval over pictures. */
  low: number;
  /** Upper end. */
  high: number;
}

/** What is asked of a caption: an answer of its facts, or nothing. */
const QUESTIONS: Readonly<Record<string, (facts: FactsNamed) => boolean | undefined>> = {
  "the thing": ({ thing }) => thing,
  "the colour": ({ colour }) => colour,
  "the colour, thing right": ({ thing, colour }) => thing ? colour : undefined,
};

/**
 * Asks how well metrics tell a model's true captions from its false ones, by what the generator knows.
 *
 * For each question and metric: of one true and one false caption, how often has the true one the higher
 * score? The two are of different pictures, so a metric is also asked whether its scores mean the same on
 * different pictures. A question with no true or no false caption is left out.
 */
export function tellApart(
  { captions, scores: { images } }: Evaluation,
  { truths, metrics, draws = 1_000 }: {
    truths: readonly Truth[];
    metrics: readonly string[];
    draws?: number;
  },
): ToldApart[] {
  const byId = new Map(truths.map((truth) => [truth.id, truth]));
  const known = images.filter(({ image_id }) => byId.has(image_id)).map((row) => ({
    row,
    facts: factsNamed(captions.get(row.image_id) ?? "", byId.get(row.image_id)!),
  }));
  return Object.entries(QUESTIONS).flatMap(([question, ask]) => {
    const asked = known.map(({ row, facts }) => ({ row, answer: ask(facts) }));
    const right = asked.filter(({ answer }) => answer === true).map(({ row }) => row);
    const wrong = asked.filter(({ answer }) => answer === false).map(({ row }) => row);
    if (right.length === 0 || wrong.length === 0) return [];
    return metrics.map((metric) => {
      const groups = [right, wrong].map((rows) => rows.map((row) => row[metric]));
      const drawn = drawnAgain(groups, draws);
      return {
        question,
        captions: { right: right.length, wrong: wrong.length },
        metric,
        value: superiority(groups[0], groups[1]),
        low: quantile(drawn, 0.025),
        high: quantile(drawn, 0.975),
      };
    });
  });
}

/** The value on draws of captions with replacement from each group by itself, in rising order. */
function drawnAgain(groups: readonly number[][], draws: number): Float64Array {
  const random = new Random(DRAWS_SEED);
  return Float64Array.from({ length: draws }, () => {
    const [right, wrong] = groups.map((group) =>
      group.map(() => group[random.integer(group.length)])
    );
    return superiority(right, wrong);
  }).sort();
}
