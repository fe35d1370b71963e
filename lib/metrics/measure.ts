import type { Captions, Metric, References, Scores } from "./metric.ts";
import { bleu } from "./bleu.ts";
import { cider } from "./cider.ts";
import { rougeL } from "./rouge_l.ts";

/** BLEU-1 … BLEU-4, ROUGE-L and CIDEr-D: the metrics that need nothing but the tokens. */
export const N_GRAM_METRICS: readonly Metric[] = [
  bleu,
  rougeL,
  (captions, references) => cider(captions, references),
];

/** Captions with what metrics say of them. */
export interface Measured {
  /** The captions that were measured: of pictures that somebody described. */
  readonly captions: Captions;
  /** Captioned pictures that were left out because nobody described them. */
  readonly withoutReference: number;
  /** Scores by the metric's name, pictures in the order of the captions. */
  readonly scores: Readonly<Record<string, Scores>>;
}

/**
 * Measures captions by several metrics, for a report, for intervals, or for both.
 *
 * @param captions Tokens joined by single spaces, by image id.
 * @param references Tokens joined by single spaces, by image id.
 * @param options `metrics`: default {@linkcode N_GRAM_METRICS}.
 * @throws {RangeError} If no captioned picture has a reference.
 *
 * @example
 * ```ts
 * import { corpusStatistic, measure, scoreReport } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "a red can"], [2, "a mug"]]);
 * const references = new Map([[1, ["a red can"]], [2, ["a blue mug"]]]);
 * const measured = await measure(captions, references);
 * assert.deepEqual(corpusStatistic(measured).names, Object.keys(scoreReport(measured).corpus));
 * ```
 */
export async function measure(
  captions: Captions,
  references: References,
  { metrics = N_GRAM_METRICS }: { metrics?: readonly Metric[] } = {},
): Promise<Measured> {
  const scored = withReference(captions, references);
  if (scored.size === 0) {
    throw new RangeError("Cannot score captions: no captioned picture has a reference");
  }
  const scores: Record<string, Scores> = {};
  for (const metric of metrics) Object.assign(scores, await metric(scored, references));
  return { captions: scored, withoutReference: captions.size - scored.size, scores };
}

/** The captions of pictures that somebody described. */
export function withReference(captions: Captions, references: References): Captions {
  return new Map([...captions].filter(([imageId]) => references.get(imageId)?.length));
}
