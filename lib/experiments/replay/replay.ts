import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { writeJson } from "../../io/write.ts";
import { readJson } from "../../io/json.ts";
import type { CaptionStatistics } from "../../metrics/caption_statistics.ts";
import type { Interval } from "../../statistics/bootstrap.ts";
import type { Difference } from "../../statistics/paired_differences.ts";
import type { ComparisonOptions } from "../comparison.ts";
import { compare, evaluateCaptions, evaluateSeeds, type Evaluation } from "../evaluate.ts";
import { EXPERIMENTS, OVER_GRID_SIZE, type Settings, settingsFor } from "../experiment.ts";
import { type Material, prepareMaterial } from "../material.ts";
import { type Provenance, provenance } from "../provenance.ts";
import { allFaults, type Fault, type FaultName, FAULTS, type Switches } from "./faults.ts";
import { replayCaptions } from "./replay_captions.ts";
import { withFaultyFeatures } from "./replay_features.ts";
import { replayTraining } from "./replay_training.ts";

/** A captioner with some faults, scored on the validation pictures. */
export interface ReplayRow {
  /** The experiment it is replayed on. */
  model: Fault["model"];
  /** What is switched on: nothing, one fault, or all that the model can have. */
  switched: "none" | "all" | FaultName;
  /** Means over the seeds with their 95 % intervals. */
  scores: Record<string, Interval>;
  /** This row minus the one of the same model without faults, on the same pictures. */
  differences?: Record<string, Difference>;
  /** Of the first seed: how varied the captions are, how long, and how many end. */
  statistics: CaptionStatistics;
  /** Of the first seed: share of words that are `<unk>` where it is allowed. */
  unknown: number;
}

/** What the record of a replay says; `replay.json`, written last. */
export interface Replay extends Provenance {
  /** The data set, and how many of its pictures are scored. */
  study: { name: string; valImages: number };
  /** Training seeds of each row. */
  seeds: number[];
  /** Of each model. */
  settings: Partial<Record<Fault["model"], Settings>>;
  /** Without faults first, then each alone, then all together; model by model. */
  rows: ReplayRow[];
  /** Captions of the first seed by row, `<model>/<switched>`, of the first pictures. */
  examples: { imageId: number; captions: Record<string, string> }[];
}

/** The record's name in its folder. */
export const REPLAY_FILE = "replay.json";

/** Pictures whose captions are kept as examples. */
const EXAMPLES = 12;
/** Words of an example. */
const LONGEST_EXAMPLE = 60;

/**
 * Replays the faults of the published code, each alone, all together and none, and measures what they cost.
 *
 * Everything else is alike: pictures, updates, seeds. Trainings that were finished are read and not
 * repeated. Meant for mini, whose encoders are small enough to encode all pictures anew for each fault.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 */
export async function runReplay(options: ComparisonOptions): Promise<Replay> {
  const { study, root, seeds, out, change = (same) => same, onProgress, signal } = options;
  const rows: ReplayRow[] = [], settings: Replay["settings"] = {};
  const examples = new Map<number, Record<string, string>>();
  let valImages = 0;
  for (const model of ["cnn-lstm", "clip-attention"] as const) {
    const own = settingsFor(EXPERIMENTS[model], study.scale);
    settings[model] = change({ ...own, ...OVER_GRID_SIZE });
    const material = await prepareMaterial(study, settings[model], {
      root,
      signal,
      onProgress: (progress) => onProgress?.(`${model}, features`, progress),
    });
    let without: Evaluation[] | undefined;
    try {
      for (const [switched, switches] of casesOf(model)) {
        const measured = await replayCase(options, {
          ...{ material, switches, settings: settingsWith(switches, settings[model]) },
          name: `${model}/${switched}`,
        });
        const evaluations = measured.map(({ evaluation }) => evaluation);
        without ??= evaluations;
        valImages = evaluations[0].scores.settings.images;
        rows.push({
          model,
          switched,
          scores: evaluateSeeds(evaluations),
          ...switched !== "none" && { differences: compare(evaluations, without) },
          statistics: evaluations[0].statistics,
          unknown: measured[0].unknown,
        });
        for (const [imageId, caption] of [...evaluations[0].captions].slice(0, EXAMPLES)) {
          const row = examples.get(imageId) ?? {};
          examples.set(imageId, { ...row, [`${model}/${switched}`]: shortened(caption) });
        }
      }
    } finally {
      material.frozen.encoder.dispose();
    }
  }
  const replay: Replay = {
    study: { name: study.name, valImages },
    seeds: [...seeds],
    settings,
    rows,
    examples: [...examples].map(([imageId, captions]) => ({ imageId, captions })),
    ...await provenance(),
  };
  await writeJson(join(out, REPLAY_FILE), replay);
  return replay;
}

/** A caption for the record: of one without end, the beginning and the number of words. */
function shortened(caption: string): string {
  const words = caption.split(" ");
  return words.length <= LONGEST_EXAMPLE
    ? caption
    : `${words.slice(0, LONGEST_EXAMPLE).join(" ")} … (${words.length} words)`;
}

/** None, each alone, and all where there is more than one. */
function casesOf(model: Fault["model"]): [ReplayRow["switched"], Switches][] {
  const names = FAULTS.filter((fault) => fault.model === model).map(({ name }) => name);
  return [
    ["none", new Set()],
    ...names.map((name): [FaultName, Switches] => [name, new Set([name])]),
    ...names.length > 1 ? [["all", allFaults(model)] as ["all", Switches]] : [],
  ];
}

/** Raw tokens come without the layers that would normalize and project them. */
function settingsWith(switches: Switches, settings: Settings): Settings {
  const { decoder } = settings;
  if (!switches.has("raw-tokens") || decoder === undefined || !("projectGrid" in decoder)) {
    return settings;
  }
  return { ...settings, decoder: { ...decoder, projectGrid: false } };
}

/** One row: trains from every seed with these faults, captions and scores. */
async function replayCase(
  { study, root, seeds, onProgress, signal }: ComparisonOptions,
  { name, material: plain, switches, settings }: {
    name: string;
    material: Material;
    switches: Switches;
    settings: Settings;
  },
): Promise<{ evaluation: Evaluation; unknown: number }[]> {
  const material = await withFaultyFeatures(plain, { switches, settings, root, signal });
  const measured: { evaluation: Evaluation; unknown: number }[] = [];
  for (const seed of seeds) {
    const decoder = await replayTraining({
      ...{ material, switches, settings, seed, signal },
      folder: join(study.runs, "replay"),
      onProgress: (progress) => onProgress?.(`${name}, seed ${seed}`, progress),
    });
    try {
      const how = { material, switches, settings, seed };
      const { captions, ended, unknown } = await replayCaptions(decoder, how);
      const { references } = material.val;
      measured.push({
        evaluation: await evaluateCaptions(name, { captions, ended, references }),
        unknown,
      });
    } finally {
      decoder.dispose();
    }
  }
  return measured;
}

/**
 * Reads the record of a replay.
 *
 * @throws {SyntaxError | TypeError} If it is not one.
 */
export async function readReplay(folder: string): Promise<Replay> {
  const root = await readJson(join(folder, REPLAY_FILE));
  root.get("rows").items("row").forEach((row) => row.get("switched").string());
  return JSON.parse(await readFile(join(folder, REPLAY_FILE), "utf8"));
}
