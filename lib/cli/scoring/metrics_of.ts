import { existsSync } from "node:fs";
import { join } from "node:path";
import { bleu } from "../../metrics/bleu.ts";
import { cider } from "../../metrics/cider.ts";
import { loadParaphrases } from "../../metrics/meteor/load_paraphrases.ts";
import { meteor } from "../../metrics/meteor/meteor.ts";
import { rougeL } from "../../metrics/rouge_l.ts";
import { javaEngine } from "../../metrics/spice/java_engine.ts";
import { rememberingEngine } from "../../metrics/spice/remembering_engine.ts";
import { spice } from "../../metrics/spice/spice.ts";
import { tsEngine } from "../../metrics/spice/ts_engine.ts";
import type { SpiceEngine } from "../../metrics/spice/tuple.ts";
import { readTuples, tuplesEngine } from "../../metrics/spice/tuples_engine.ts";
import { ROOT } from "../../setup/layout.ts";
import type { Metric } from "../../types.ts";
import { userPath } from "../arguments.ts";
import { SPICE_FOLDER } from "../data_spice.ts";

/** What `--metrics` chooses from, in the order of the table. */
export const METRIC_NAMES = ["bleu", "rouge", "cider", "meteor", "spice"] as const;

/** Name of a metric, or of a family of metrics. */
export type MetricName = (typeof METRIC_NAMES)[number];

/** METEOR's table of paraphrases, once `deno task data meteor` has fetched it. */
export const PARAPHRASES: string = join(ROOT, "data", "meteor", "paraphrase-en.gz");

/** How METEOR and SPICE are computed. */
export interface MetricChoice {
  metrics: readonly MetricName[];
  /** `full` is an error where the table is missing; left out, it is used if it is there. */
  paraphrases?: "full" | "none";
  /** `ts`, `java` or `tuples:FILE`. */
  spice: string;
}

/** The metrics of a choice, with the tables they need, and what the user should know about them. */
export async function metricsOf(
  choice: MetricChoice,
  signal: AbortSignal,
): Promise<{ metrics: Metric[]; notes: string[] }> {
  const notes: string[] = [];
  const makers: Record<MetricName, () => Metric | Promise<Metric>> = {
    bleu: () => bleu,
    rouge: () => rougeL,
    cider: () => (captions, references) => cider(captions, references),
    meteor: () => meteorOf(choice, notes),
    spice: () => spiceOf(choice, { notes, signal }),
  };
  const metrics: Metric[] = [];
  for (const name of METRIC_NAMES) {
    if (choice.metrics.includes(name)) metrics.push(await makers[name]());
  }
  return { metrics, notes };
}

async function meteorOf({ paraphrases: which }: MetricChoice, notes: string[]): Promise<Metric> {
  const isThere = existsSync(PARAPHRASES);
  if (which === "full" && !isThere) {
    throw new Error(
      "Cannot score captions: METEOR needs its table of paraphrases, which is missing; " +
        "deno task data meteor fetches it",
    );
  }
  if (which === undefined && !isThere) {
    notes.push(
      "METEOR-noPara is METEOR without its table of paraphrases, and lower; " +
        "deno task data meteor fetches the table (62 MB).",
    );
  }
  const isWanted = isThere && which !== "none";
  const paraphrases = isWanted ? await loadParaphrases(PARAPHRASES) : undefined;
  return (captions, references) => meteor(captions, references, { paraphrases });
}

async function spiceOf(
  { spice: how }: MetricChoice,
  { notes, signal }: { notes: string[]; signal: AbortSignal },
): Promise<Metric> {
  // Two files are judged by the same references.
  const engine = rememberingEngine(await engineOf(how, { notes, signal }));
  return (captions, references) => spice(captions, references, { engine });
}

async function engineOf(
  how: string,
  { notes, signal }: { notes: string[]; signal: AbortSignal },
): Promise<SpiceEngine> {
  if (how === "ts") return tsEngine();
  if (how !== "java") return tuplesEngine(await readTuples(userPath(how.slice("tuples:".length))));
  const onTooLong = (caption: string) =>
    notes.push(`too long for the official SPICE, taken as empty: "${caption.slice(0, 40)}…"`);
  return javaEngine({ folder: SPICE_FOLDER, onTooLong, signal });
}
