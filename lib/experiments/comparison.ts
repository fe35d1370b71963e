import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../io/json.ts";
import { writeJson } from "../io/write.ts";
import type { CaptionStatistics } from "../metrics/caption_statistics.ts";
import type { Interval } from "../statistics/bootstrap.ts";
import type { Progress } from "../types.ts";
import type { Difference } from "../statistics/paired_differences.ts";
import { compare, evaluateSeeds, type Evaluation } from "./evaluate.ts";
import { evaluateConstantCaption, evaluateNearestNeighbour } from "./evaluate_baselines.ts";
import {
  CLIP_LSTM,
  CNN_LSTM,
  type Experiment,
  RESNET_TEXT_LSTM,
  type Settings,
  settingsFor,
  VIT_LSTM,
} from "./experiment.ts";
import { prepareMaterial } from "./material.ts";
import { type Provenance, provenance } from "./provenance.ts";
import { type Run, runExperiment } from "./run.ts";
import { readCaptions, RUN_FILES, writeCaptions } from "./run_folder.ts";
import type { Study } from "./study.ts";

/** The experiments that are compared: the paper's two, and between them the two controls. */
export const COMPARED: readonly Experiment[] = [CNN_LSTM, VIT_LSTM, RESNET_TEXT_LSTM, CLIP_LSTM];

/** Those that a study can have: the controls' encoders exist as miniatures alone. */
export function comparedOn({ scale }: Pick<Study, "scale">): readonly Experiment[] {
  return COMPARED.filter(({ settings }) => settings[scale] !== undefined);
}

/** A model's scores on the validation pictures. */
export interface ComparedModel {
  /** What figures and tables call it. */
  model: string;
  /** The encoder whose features it has; the constant caption has none. */
  encoder?: string;
  /** Means over the seeds with their 95 % intervals. */
  scores: Record<string, Interval>;
  /** Of the first seed: how varied the captions are. */
  statistics: CaptionStatistics;
  /** Each seed's scores, and where on `dev` its weights were chosen; a baseline has none. */
  seeds: { seed: number; scores: Record<string, number>; keptAfter: number; seconds: number }[];
}

/** The differences of two models, first minus second, on the same pictures. */
export interface ComparedPair {
  /** A model's name. */
  first: string;
  /** The name of the model that is subtracted. */
  second: string;
  /** By metric, with 95 % intervals and p-values. */
  differences: Record<string, Difference>;
}

/** What the record of a comparison says; `comparison.json`, written last. */
export interface Comparison extends Provenance {
  /** The data set, and how many of its pictures have captions to train with and to score. */
  study: { name: string; trainImages: number; valImages: number };
  /** Updates of each training. */
  updates: number;
  /** Baselines first, then the trained ones. */
  models: ComparedModel[];
  /** What the study asks about; more pairs follow from the captions beside the record. */
  pairs: ComparedPair[];
}

/** The record's name in its folder; beside it each run has a folder with record and captions. */
export const COMPARISON_FILE = "comparison.json";

/** Names of two models, first minus second. */
export type ModelPair = readonly [string, string];

/** Pairs of models that are compared. */
const PAIRS: readonly ModelPair[] = [
  ["clip-lstm", "cnn-lstm"],
  ["vit-lstm", "cnn-lstm"],
  ["clip-lstm", "resnet-text-lstm"],
  ["resnet-text-lstm", "cnn-lstm"],
  ["clip-lstm", "vit-lstm"],
  ["cnn-lstm", "nearest-neighbour"],
  ["clip-lstm", "nearest-neighbour-clip"],
  ["cnn-lstm", "constant-caption"],
  ["clip-lstm", "constant-caption"],
  ["nearest-neighbour-clip", "nearest-neighbour"],
];

/** What the rival with an experiment's features is called. */
const RIVALS: Readonly<Record<string, string>> = {
  [CNN_LSTM.name]: "nearest-neighbour",
  [VIT_LSTM.name]: "nearest-neighbour (ViT)",
  [RESNET_TEXT_LSTM.name]: "nearest-neighbour (ResNet, texts)",
  [CLIP_LSTM.name]: "nearest-neighbour-clip",
};

/** How a comparison is run. */
export interface ComparisonOptions {
  /** The data set; runs are kept under the study's runs. */
  study: Study;
  /** The project's folder, which holds the encoders' weights. */
  root: string;
  /** Gets `comparison.json`, and for each run a folder with its record and captions, without weights. */
  out: string;
  /** Training seeds. */
  seeds: readonly number[];
  /** Changes every experiment's settings alike, for trials. */
  change?: (settings: Settings) => Settings;
  /** Told what is done, and how far it is. */
  onProgress?: (stage: string, progress: Progress) => void;
  /** Stops after the update in hand, with a checkpoint. */
  signal?: AbortSignal;
}

/** A model with its evaluations, one a seed. */
export interface Entry {
  model: string;
  encoder?: string;
  evaluations: Evaluation[];
  /** What was trained, one a seed; none where nothing was. */
  runs: Run[];
}

/**
 * Trains the captioner on each encoder that the study has, from each seed, and compares them with each
 * other, with the nearest neighbour on the same features and with the constant caption.
 *
 * Everything but the encoder is alike: pictures, captions, decoder, updates, and the choice of weights on
 * `dev`. Finished runs are read and not repeated, a broken-off one goes on.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 * @throws {Error} If an encoder's weights are not there; says how they are made.
 */
export async function runComparison(options: ComparisonOptions): Promise<Comparison> {
  const { study, out } = options, entries: Entry[] = [], rivals: Entry[] = [];
  let trainImages = 0, valImages = 0, updates = 0;
  for (const experiment of comparedOn(study)) {
    const { entry, rival, constant, material } = await runSeeds(experiment, options);
    if (rivals.length === 0) rivals.push(constant);
    rivals.push(rival);
    entries.push(entry);
    trainImages = material.train.images.length;
    valImages = entry.evaluations[0].scores.settings.images;
    updates = entry.runs[0].record.training.updates;
  }
  const all = [...rivals, ...entries];
  const comparison: Comparison = {
    study: { name: study.name, trainImages, valImages },
    updates,
    models: all.map(describeModel),
    pairs: pairsOf(PAIRS, all),
    ...await provenance(),
  };
  await writeJson(join(out, COMPARISON_FILE), comparison);
  return comparison;
}

/** Trains one experiment from every seed, with its rivals. */
async function runSeeds(
  experiment: Experiment,
  { study, root, out, seeds, change = (same) => same, onProgress, signal }: ComparisonOptions,
) {
  const settings = change(settingsFor(experiment, study.scale)), { name } = experiment;
  const material = await prepareMaterial(study, settings, {
    root,
    signal,
    onProgress: (progress) => onProgress?.(`${settings.encoder}, features`, progress),
  });
  const encoder = settings.encoder, runs: Run[] = [];
  try {
    for (const seed of seeds) {
      const run = await runExperiment(experiment, {
        material,
        seed,
        settings,
        signal,
        onProgress: (progress) => onProgress?.(`${name}, seed ${seed}`, progress),
      });
      await keepRun(run, join(out, `${name}-${seed}`));
      runs.push(run);
    }
  } finally {
    material.frozen.encoder.dispose();
  }
  const evaluations = runs.map(({ evaluation }) => evaluation);
  const neighbour = await evaluateNearestNeighbour(material);
  return {
    material,
    entry: { model: name, encoder, evaluations, runs },
    rival: { model: RIVALS[name], encoder, evaluations: [neighbour], runs: [] },
    constant: {
      model: "constant-caption",
      evaluations: [await evaluateConstantCaption(material)],
      runs: [],
    },
  };
}

/** Keeps a run's record and captions, without weights. */
export async function keepRun(run: Run, folder: string): Promise<void> {
  await writeCaptions(folder, await readCaptions(run.folder));
  await writeJson(join(folder, RUN_FILES.record), run.record);
}

/** The differences of those pairs that both models are there of. */
export function pairsOf(pairs: readonly ModelPair[], entries: readonly Entry[]): ComparedPair[] {
  const named = new Map(entries.map(({ model, evaluations }) => [model, evaluations]));
  return pairs.filter((pair) => pair.every((model) => named.has(model))).map((
    [first, second],
  ) => ({ first, second, differences: compare(named.get(first)!, named.get(second)!) }));
}

/** What the record says of a model. */
export function describeModel({ model, encoder, evaluations, runs }: Entry): ComparedModel {
  return {
    model,
    encoder,
    scores: evaluateSeeds(evaluations),
    statistics: evaluations[0].statistics,
    seeds: runs.map(({ record }, i) => ({
      seed: record.seed,
      scores: evaluations[i].scores.corpus,
      keptAfter: record.training.best.update,
      seconds: record.training.seconds,
    })),
  };
}

/**
 * Reads the record of a comparison.
 *
 * @throws {SyntaxError | TypeError} If it is not one.
 */
export async function readComparison(folder: string): Promise<Comparison> {
  const root = await readJson(join(folder, COMPARISON_FILE));
  root.get("models").items("model").forEach((model) => model.get("model").string());
  root.get("pairs").items("pair").forEach((pair) => pair.get("first").string());
  return JSON.parse(await readFile(join(folder, COMPARISON_FILE), "utf8"));
}

/** Seeds of the committed comparison. */
export const COMPARISON_SEEDS = [1, 2, 3] as const;

/** Where the comparison of a study is: mini's is committed unless it is repeated, others among the runs. */
export function comparisonFolder(
  { root, full, study }: { root: string; full: boolean; study: Study },
): string {
  const committed = study.name === "mini" && !full;
  return committed ? join(root, "data/mini/records/comparison") : join(study.runs, "comparison");
}

/**
 * Gives the comparison that a notebook shows: of mini the committed one, or with `full` one that is run
 * now; of another data set one that is run if it is not there.
 *
 * One that is repeated on mini needs the two controls' weights, and says so.
 */
export async function comparisonRecord(
  { root, full, study, onProgress, signal }: {
    root: string;
    full: boolean;
    study: Study;
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<Comparison> {
  const folder = comparisonFolder({ root, full, study });
  if (study.name === "mini" ? !full : existsSync(join(folder, COMPARISON_FILE))) {
    return await readComparison(folder);
  }
  return await runComparison({
    study,
    root,
    out: folder,
    seeds: COMPARISON_SEEDS,
    onProgress: onProgress && ((stage, progress) => onProgress({ ...progress, note: stage })),
    signal,
  });
}
