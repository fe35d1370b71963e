import { N_GRAM_METRICS } from "../metrics/measure.ts";
import { meteor } from "../metrics/meteor/meteor.ts";
import type { Metric } from "../types.ts";

/**
 * The metrics that the study reports, the same on every machine: BLEU, ROUGE-L, CIDEr-D, and METEOR without
 * its paraphrases, which are a download.
 */
export function studyMetrics(): readonly Metric[] {
  return [...N_GRAM_METRICS, (captions, references) => meteor(captions, references)];
}
