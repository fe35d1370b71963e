import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { readJson } from "../../io/json.ts";
import { writeJson } from "../../io/write.ts";
import { bootstrapSeeds, type Interval } from "../../statistics/bootstrap.ts";
import { partStatistic } from "../../statistics/combined_statistic.ts";
import { type Difference, pairedDifferences } from "../../statistics/paired_differences.ts";
import { Random } from "../../tensor/random.ts";
import type { Progress } from "../../types.ts";
import { Captioner } from "../captioner.ts";
import { DRAWS, DRAWS_SEED, evaluateGenerated, type Evaluation } from "../evaluate.ts";
import { CLIP_LSTM, CNN_LSTM, type Experiment, type Settings, settingsFor } from "../experiment.ts";
import { generateCaptions } from "../generate_captions.ts";
import { type Material, prepareMaterial } from "../material.ts";
import { type Provenance, provenance } from "../provenance.ts";
import { type Run, runExperiment } from "../run.ts";
import { readCaptions, RUN_FILES, writeCaptions } from "../run_folder.ts";
import { loadSplit, type Study } from "../study.ts";
import { type JudgedTurns, measureTurns } from "./judged_turns.ts";
import { flaggedIds, studyRotationHead, viewFeatures } from "./study_head.ts";
import { upright } from "./upright.ts";

/** What a captioner learned from and what it then sees. */
export const ROTATION_CONDITIONS = ["plain", "upright at test", "upright"] as const;

/** Learned from pictures as they are and sees such; sees them turned upright; learned from them so, too. */
export type RotationCondition = (typeof ROTATION_CONDITIONS)[number];

/** The metrics of the record. */
export const ROTATION_METRICS = ["CIDEr-D", "BLEU-4"] as const;

/** Pairs of conditions, first minus second. */
const PAIRS: readonly (readonly [RotationCondition, RotationCondition])[] = [
  ["upright", "plain"],
  ["upright at test", "plain"],
  ["upright", "upright at test"],
];

/** Scores of one condition, or differences of two, on a part of the validation pictures. */
export interface RotationSlice<T> {
  /** "all", "rotated" as people flagged them, or "others". */
  slice: string;
  /** Its pictures that were scored. */
  pictures: number;
  /** By metric, with 95 % intervals over pictures and seeds. */
  scores: Record<string, T>;
}

/** One captioner with and without turning. */
export interface RotationModel {
  /** Name of the experiment. */
  model: string;
  /** The encoder whose features it has. */
  encoder: string;
  /** The head, and how often it is right about validation pictures. */
  head: { pictures: number; loss: number; prior: readonly number[] } & JudgedTurns;
  /** Means over the seeds. */
  conditions: { condition: RotationCondition; slices: RotationSlice<Interval>[] }[];
  /** First minus second, on the same pictures, and p of the trained models. */
  pairs: {
    first: RotationCondition;
    second: RotationCondition;
    slices: RotationSlice<Difference>[];
  }[];
}

/** What the record says; `rotation.json`, written last. */
export interface RotationComparison extends Provenance {
  /** The data set, and how many of its pictures have captions to train with and to score. */
  study: { name: string; trainImages: number; valImages: number };
  /** Updates of each training. */
  updates: number;
  /** Training seeds. */
  seeds: readonly number[];
  /** One an experiment. */
  models: RotationModel[];
}

/** The record's name in its folder. */
export const ROTATION_FILE = "rotation.json";

/** How the comparison is run. */
export interface RotationOptions {
  /** The data set; runs are kept under the study's runs. */
  study: Study;
  /** The project's folder, which holds the encoders' weights. */
  root: string;
  /** Gets `rotation.json`, and for each condition and seed a folder with captions. */
  out: string;
  /** Training seeds. */
  seeds: readonly number[];
  /** Default: the paper's two. */
  experiments?: readonly Experiment[];
  /** Changes every experiment's settings alike, for trials. */
  change?: (settings: Settings) => Settings;
  /** Told what is done, and how far it is. */
  onProgress?: (stage: string, progress: Progress) => void;
  /** Stops after the update in hand, with a checkpoint. */
  signal?: AbortSignal;
}

/**
 * Asks whether turning pictures upright helps captioners: trains each from each seed on features of pictures
 * as they are and of pictures turned upright, and scores both, and the first one on pictures turned upright,
 * on those that people flagged as rotated and on the others.
 *
 * Finished runs are read and not repeated, a broken-off one goes on.
 *
 * @throws {DOMException} If `signal` says so, after the checkpoint is written.
 * @throws {Error} If an encoder's weights are not there; says how they are made.
 */
export async function compareRotation(options: RotationOptions): Promise<RotationComparison> {
  const { study, out, seeds, experiments = [CNN_LSTM, CLIP_LSTM] } = options;
  const compared: Awaited<ReturnType<typeof compareOne>>[] = [];
  for (const experiment of experiments) compared.push(await compareOne(experiment, options));
  const [{ plain, runs: [{ record, evaluation }] }] = compared;
  const comparison: RotationComparison = {
    study: {
      name: study.name,
      trainImages: plain.train.images.length,
      valImages: evaluation.scores.settings.images,
    },
    updates: record.training.updates,
    seeds,
    models: compared.map(({ model }) => model),
    ...await provenance(),
  };
  await writeJson(join(out, ROTATION_FILE), comparison);
  return comparison;
}

async function compareOne(experiment: Experiment, options: RotationOptions) {
  const { study, root, change = (same) => same, onProgress, signal } = options;
  const settings = change(settingsFor(experiment, study.scale)), { encoder } = settings;
  const told = (stage: string) => (progress: Progress) =>
    onProgress?.(`${encoder}, ${stage}`, progress);
  const plain = await prepareMaterial(study, settings, {
    root,
    signal,
    onProgress: told("features"),
  });
  const views = { study, frozen: plain.frozen, signal, onProgress: told("four views") };
  let owner = plain.frozen;
  try {
    const { head, metadata } = await studyRotationHead(views);
    const flaws = await study.loadFlaws(plain.val);
    const judged = await measureTurns(
      await viewFeatures(await loadSplit(study, "val"), views),
      { head, flaws },
    );
    owner = upright(plain.frozen, head);
    const turned = await prepareMaterial(study, settings, {
      root,
      frozen: owner,
      signal,
      onProgress: told("features of upright pictures"),
    });
    const { runs, evaluations } = await runSeeds(experiment, { plain, turned, settings, options });
    const { pictures, loss } = metadata, { prior } = head;
    const model: RotationModel = {
      ...{ model: experiment.name, encoder },
      head: { pictures: Number(pictures), loss: Number(loss), prior, ...judged },
      ...compareSlices(evaluations, flaggedIds(flaws)),
    };
    return { model, plain, runs };
  } finally {
    owner.encoder.dispose();
  }
}

type Evaluations = Record<RotationCondition, Evaluation[]>;

/** Trains both captioners from every seed, and lets the plain one see the other's pictures. */
async function runSeeds(
  experiment: Experiment,
  { plain, turned, settings, options }: {
    plain: Material;
    turned: Material;
    settings: Settings;
    options: RotationOptions;
  },
): Promise<{ runs: Run[]; evaluations: Evaluations }> {
  const { seeds, out, root, onProgress, signal } = options, { name } = experiment;
  const evaluations: Evaluations = { "plain": [], "upright at test": [], "upright": [] };
  const runs: Run[] = [];
  for (const seed of seeds) {
    const placeOf = (condition: RotationCondition) =>
      join(out, `${name}-${condition.replaceAll(" ", "-")}-${seed}`);
    const run = async (condition: RotationCondition, material: Material) => {
      const done = await runExperiment(experiment, {
        ...{ material, seed, settings, signal },
        onProgress: (progress) => onProgress?.(`${name}, ${condition}, seed ${seed}`, progress),
      });
      await writeCaptions(placeOf(condition), await readCaptions(done.folder));
      await writeJson(join(placeOf(condition), RUN_FILES.record), done.record);
      evaluations[condition].push(done.evaluation);
      return done;
    };
    const first = await run("plain", plain);
    runs.push(first, await run("upright", turned));
    const captioner = await Captioner.load(first.folder, { root });
    const { decoder, vocabulary, maximumLength } = captioner;
    const captions = await generateCaptions(decoder, turned.features.val, {
      vocabulary,
      maximumLength,
    });
    captioner.dispose();
    await writeCaptions(placeOf("upright at test"), captions);
    evaluations["upright at test"].push(
      await evaluateGenerated("upright at test", captions, plain.val.references),
    );
  }
  return { runs, evaluations };
}

/** Scores and differences by slice; a slice without pictures is left out. */
export function compareSlices(
  evaluations: Evaluations,
  rotated: ReadonlySet<number>,
): Pick<RotationModel, "conditions" | "pairs"> {
  const ids = evaluations.plain[0].scores.images.map(({ image_id }) => image_id);
  const slices = ([
    ["all", () => true],
    ["rotated", (id: number) => rotated.has(id)],
    ["others", (id: number) => !rotated.has(id)],
  ] as const).map(([slice, has]) => ({
    slice,
    rows: [...ids.keys()].filter((row) => has(ids[row])),
  })).filter(({ rows }) => rows.length > 0);
  const statistics = (condition: RotationCondition, rows: readonly number[]) =>
    evaluations[condition].map(({ statistic }) => partStatistic(statistic, rows));
  const random = () => new Random(DRAWS_SEED), draws = DRAWS;
  return {
    conditions: ROTATION_CONDITIONS.map((condition) => ({
      condition,
      slices: slices.map(({ slice, rows }) => ({
        slice,
        pictures: rows.length,
        scores: wanted(bootstrapSeeds(statistics(condition, rows), { random: random(), draws })),
      })),
    })),
    pairs: PAIRS.map(([first, second]) => ({
      first,
      second,
      slices: slices.map(({ slice, rows }) => ({
        slice,
        pictures: rows.length,
        scores: wanted(
          pairedDifferences(statistics(first, rows), statistics(second, rows), { random, draws }),
        ),
      })),
    })),
  };
}

function wanted<T>(scores: Record<string, T>): Record<string, T> {
  return Object.fromEntries(ROTATION_METRICS.map((metric) => [metric, scores[metric]]));
}

/**
 * Reads the record of the comparison.
 *
 * @throws {SyntaxError | TypeError} If it is not one.
 */
export async function readRotation(folder: string): Promise<RotationComparison> {
  const path = join(folder, ROTATION_FILE), root = await readJson(path);
  root.get("models").items("model").forEach((model) => model.get("model").string());
  return JSON.parse(await readFile(path, "utf8"));
}
