import type { Interval } from "../../statistics/bootstrap.ts";
import type { Metric, References } from "../../types.ts";
import type { ComparedCaptions } from "./compared_captions.ts";
import { evaluateCaptions, evaluateSeeds, type Evaluation } from "../evaluate.ts";

/** A model from several seeds, with everything that is measured on its captions. */
export interface EvaluatedModel {
  /** Name of the model. */
  model: string;
  /** One a seed. */
  evaluations: Evaluation[];
  /** Means over the seeds, with 95 % intervals over pictures and seeds. */
  scores: Record<string, Interval>;
}

/**
 * Scores what several models say, each from several seeds.
 *
 * @param options.references As plain text.
 * @param options.metrics Default `N_GRAM_METRICS`.
 */
export async function evaluateCompared(
  compared: readonly ComparedCaptions[],
  { references, metrics }: { references: References; metrics?: readonly Metric[] },
): Promise<EvaluatedModel[]> {
  const models: EvaluatedModel[] = [];
  for (const { model, seeds } of compared) {
    const evaluations: Evaluation[] = [];
    for (const captions of seeds) {
      evaluations.push(await evaluateCaptions(model, { captions, references, metrics }));
    }
    models.push({ model, evaluations, scores: evaluateSeeds(evaluations) });
  }
  return models;
}
