import { kendallTauC } from "../../statistics/rank_correlation.ts";
import type { Evaluation } from "../evaluate.ts";

/** How alike two metrics order the same captions. */
export interface MetricAgreement {
  /** The one metric. */
  row: string;
  /** The other. */
  column: string;
  /** Kendall's τ_c over pictures. */
  value: number;
}

/**
 * Compares metrics by the order in which they put one model's captions: `kendallTauC` of each pair, over
 * pictures. A pair with a metric that gives all captions the same score is left out, and so is a metric
 * with itself.
 *
 * @param metrics Names of metrics that were scored.
 * @throws {RangeError} If one was not.
 *
 * @example
 * ```ts
 * import { evaluateCaptions, metricAgreement } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const evaluation = await evaluateCaptions("x", {
 *   captions: new Map([[1, "a red can"], [2, "a dog"], [3, "it"]]),
 *   references: new Map([[1, ["a red can"]], [2, ["a cat"]], [3, ["two mugs"]]]),
 *   draws: 10,
 * });
 * const [agreement] = metricAgreement(evaluation, ["BLEU-1", "ROUGE-L"]);
 * assert.equal(agreement.value, 1);
 * ```
 */
export function metricAgreement(
  { scores: { images } }: Evaluation,
  metrics: readonly string[],
): MetricAgreement[] {
  const scores = new Map(metrics.map((metric) => [metric, images.map((row) => row[metric])]));
  for (const [metric, values] of scores) {
    if (!values.includes(undefined as never)) continue;
    throw new RangeError(`Cannot compare metrics: "${metric}" must be scored for every picture`);
  }
  return metrics.flatMap((row) =>
    metrics.filter((column) => column !== row).map((column) => ({
      row,
      column,
      value: kendallTauC(scores.get(row)!, scores.get(column)!),
    }))
  ).filter(({ value }) => !Number.isNaN(value));
}
