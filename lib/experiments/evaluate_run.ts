import type { Split } from "../datasets/splits.ts";
import type { Progress } from "../types.ts";
import { Captioner } from "./captioner.ts";
import type { Difference } from "../statistics/paired_differences.ts";
import { compare, evaluateGenerated, type Evaluation } from "./evaluate.ts";
import { type FeatureMatrix, splitFeatures } from "./features.ts";
import { generateCaptions, type GeneratedCaption } from "./generate_captions.ts";
import { type Provenance, provenance } from "./provenance.ts";
import {
  type CaptionRow,
  captionRow,
  readRecord,
  type RunRecord,
  scoreRecord,
} from "./run_folder.ts";
import { loadSplit, type Study, trainAndDev } from "./study.ts";

/** Splits that a run can be evaluated on: those with references that it was not trained on. */
export const EVALUATED_SPLITS = ["val", "dev"] as const;

/** Name of a split that a run can be evaluated on. */
export type EvaluatedSplit = (typeof EVALUATED_SPLITS)[number];

/** A finished run's captions of a split, scored. */
export interface EvaluatedRun {
  /** What the report calls the run. */
  name: string;
  /** What the run says of itself. */
  record: RunRecord;
  /** The data set, and how many pictures the split has. */
  study: { name: string; split: EvaluatedSplit; images: number };
  /** By image id. */
  captions: ReadonlyMap<number, GeneratedCaption>;
  /** Pictures that could not be read: they have no caption. */
  skipped: FeatureMatrix["skipped"];
  /** Scores, intervals and statistics. */
  evaluation: Evaluation;
}

/** How a run is evaluated. */
export interface EvaluateRunOptions {
  /** The data set. */
  study: Study;
  /** Default "val". */
  split?: EvaluatedSplit;
  /** The project's folder, which holds the encoder's weights. */
  root: string;
  /** What the report calls the run; default: its folder. */
  name?: string;
  /** Told about encoding and captioning. */
  onProgress?: (stage: "features" | "captions", progress: Progress) => void;
  /** Stops between two batches. */
  signal?: AbortSignal;
}

/**
 * Captions a split's pictures with a finished run, greedily, and scores them.
 *
 * The run brings its own encoder; features are read from the study's folder, or computed and kept there.
 * Pictures that nobody described are captioned and not scored.
 *
 * @param folder The run's folder.
 * @throws {RangeError} If "dev" is asked for and the run was trained on more or fewer pictures of this
 * data set: it may have been trained on these.
 * @throws {Error} If the folder holds no finished run, or its encoder's weights have changed.
 */
export async function evaluateRun(
  folder: string,
  { study, split = "val", root, name = folder, onProgress, signal }: EvaluateRunOptions,
): Promise<EvaluatedRun> {
  const record = await readRecord(folder);
  if (record === undefined) {
    throw new Error(`Cannot evaluate "${name}": the folder must hold a finished run`);
  }
  const captioner = await Captioner.load(folder, { root });
  try {
    const pictures = await evaluatedPictures(study, split, record);
    const features = await splitFeatures(pictures, {
      grid: captioner.readsGrid,
      frozen: captioner.frozen,
      folder: study.features,
      signal,
      onProgress: (progress) => onProgress?.("features", progress),
    });
    const captions = await captionAll(captioner, features, {
      signal,
      onProgress: (progress) => onProgress?.("captions", progress),
    });
    return {
      name,
      record,
      study: { name: study.name, split, images: pictures.images.length },
      captions,
      skipped: features.skipped,
      evaluation: await evaluateGenerated(record.experiment, captions, pictures.references),
    };
  } finally {
    captioner.dispose();
  }
}

/** What is written about one run: as in its `scores.json`, with the captions beside their scores. */
export interface RunScores {
  /** What was scored, and how it was made. */
  settings: Record<string, unknown>;
  /** The corpus value by metric. */
  corpus: Record<string, number>;
  /** The corpus values with their 95 % intervals over pictures. */
  intervals: Evaluation["intervals"];
  /** How varied the captions are. */
  statistics: Evaluation["statistics"];
  /** Caption and values of each scored picture. */
  images: (CaptionRow & Record<string, string | number | boolean>)[];
}

/** An evaluation as it stands in a file. */
export interface EvaluationReport extends RunScores, Provenance {
  /** This run minus the other, by metric. */
  differences?: Record<string, Difference>;
  /** The run it is compared with, on the same pictures. */
  against?: RunScores;
}

/**
 * Puts an evaluation, and the comparison with another run on the same pictures, into the form it is
 * written in.
 *
 * @throws {TypeError} If the two are not of the same pictures.
 */
export async function evaluationReport(
  run: EvaluatedRun,
  against?: EvaluatedRun,
): Promise<EvaluationReport> {
  const { images, ...scores } = runScores(run);
  return {
    ...scores,
    ...against && { differences: compare(run.evaluation, against.evaluation) },
    ...await provenance(),
    images,
    ...against && { against: runScores(against) },
  };
}

function runScores(
  { name, record, study, captions, skipped, evaluation }: EvaluatedRun,
): RunScores {
  const { settings, images, ...scores } = scoreRecord(evaluation);
  return {
    settings: {
      run: name,
      experiment: record.experiment,
      seed: record.seed,
      encoder: record.encoder,
      study: study.name,
      split: study.split,
      decoding: "greedy",
      maximumLength: record.settings.maximumLength,
      ...settings,
      skipped,
    },
    ...scores,
    images: images.map(({ image_id, ...values }) => ({
      ...captionRow(image_id, captions.get(image_id)!),
      ...values,
    })),
  };
}

async function evaluatedPictures(
  study: Study,
  split: EvaluatedSplit,
  { study: learned }: RunRecord,
): Promise<Split> {
  if (split === "val") return await loadSplit(study, "val");
  const { train, dev } = trainAndDev(await loadSplit(study, "train"));
  if (learned.name === study.name && learned.trainImages !== train.images.length) {
    throw new RangeError(
      `Cannot evaluate on "dev": the run must be trained on the other ${train.images.length} training ` +
        `pictures, current number is ${learned.trainImages}, and these may be among them`,
    );
  }
  return dev;
}

/** Pictures between two reports; whole batches, so that captions are the same as all at once. */
const PART = 500;

async function captionAll(
  { decoder, vocabulary, maximumLength }: Captioner,
  { ids, rows, width, grid }: FeatureMatrix,
  { onProgress, signal }: {
    onProgress: (progress: Progress) => void;
    signal?: AbortSignal;
  },
): Promise<Map<number, GeneratedCaption>> {
  const captions = new Map<number, GeneratedCaption>();
  for (let from = 0; from < ids.length; from += PART) {
    signal?.throwIfAborted();
    const part = {
      ids: ids.slice(from, from + PART),
      rows: rows.subarray(from * width, (from + PART) * width),
      ...grid && { grid },
    };
    const generated = await generateCaptions(decoder, part, { vocabulary, maximumLength });
    for (const [id, caption] of generated) captions.set(id, caption);
    onProgress({ done: captions.size, total: ids.length, unit: "pictures" });
  }
  return captions;
}
