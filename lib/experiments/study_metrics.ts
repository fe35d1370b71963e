import { N_GRAM_METRICS } from "../metrics/measure.ts";
import { meteor } from "../metrics/meteor/meteor.ts";
import { loadMeteorData, type MeteorData, meteorFiles } from "../metrics/meteor/meteor_data.ts";
import { rememberingEngine } from "../metrics/spice/remembering_engine.ts";
import { spice } from "../metrics/spice/spice.ts";
import { tsEngine } from "../metrics/spice/ts_engine.ts";
import type { Metric } from "../types.ts";

/** All metrics of the paper, as far as they need no download. */
export interface StudyMetrics {
  /** BLEU, ROUGE-L, CIDEr-D, METEOR-noPara and SPICE-ts. */
  metrics: readonly Metric[];
  /** METEOR's tables. */
  meteorData: MeteorData;
}

/**
 * Loads the metrics that the study reports, the same on every machine: METEOR without its paraphrases, which
 * are a download, and SPICE with our own parser. Captions are parsed once, however often they are scored.
 *
 * @param options.root The project's folder.
 * @throws {Error} If WordNet is missing; `deno task setup` fetches it.
 */
export async function studyMetrics({ root }: { root: string }): Promise<StudyMetrics> {
  const data = await loadMeteorData({ ...meteorFiles(root), paraphrases: undefined });
  const engine = rememberingEngine(tsEngine());
  return {
    meteorData: data,
    metrics: [
      ...N_GRAM_METRICS,
      (captions, references) => meteor(captions, references, { data }),
      (captions, references) => spice(captions, references, { engine }),
    ],
  };
}
