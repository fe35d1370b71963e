import { N_GRAM_METRICS } from "../metrics/measure.ts";
import { meteor } from "../metrics/meteor/meteor.ts";
import { rememberingEngine } from "../metrics/spice/remembering_engine.ts";
import { spice } from "../metrics/spice/spice.ts";
import { tsEngine } from "../metrics/spice/ts_engine.ts";
import type { Metric } from "../types.ts";

/**
 * The metrics that the study reports, the same on every machine: BLEU, ROUGE-L, CIDEr-D, METEOR without its
 * paraphrases, which are a download, and SPICE with our own parser. Captions are parsed once, however often
 * they are scored.
 */
export function studyMetrics(): readonly Metric[] {
  const engine = rememberingEngine(tsEngine());
  return [
    ...N_GRAM_METRICS,
    (captions, references) => meteor(captions, references),
    (captions, references) => spice(captions, references, { engine }),
  ];
}
