import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CaptionStatistics } from "../metrics/caption_statistics.ts";
import { parseJson, readJson } from "../io/json.ts";
import { writeJson } from "../io/write.ts";
import type { Interval } from "../statistics/bootstrap.ts";
import type { DevelopmentScore } from "../training/course.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Settings } from "./experiment.ts";
import type { GeneratedCaption } from "./generate_captions.ts";
import type { Provenance } from "./provenance.ts";

/** What a finished run says of itself; `record.json`, written last. */
export interface RunRecord extends Provenance {
  /** Name of the experiment. */
  experiment: string;
  /** Data set and number of its training pictures. */
  study: { name: string; trainImages: number };
  /** Of the first weights, the order and dropout. */
  seed: number;
  /** Everything that was set. */
  settings: Settings;
  /** Checksum of settings, seed and material: what makes two runs the same. */
  key: string;
  /** The frozen encoder and the SHA-256 of its weights. */
  encoder: { name: string; weights: string };
  /** What was learned from. */
  material: {
    trainCaptions: number;
    devImages: number;
    valImages: number;
    vocabulary: number;
    /** Captions dropped from the training and validation files. */
    dropped: { rejected: number; precanned: number };
    /** Pictures that could not be read. */
    skipped: { fileName: string; reason: string }[];
  };
  /** Trained numbers. */
  parameters: number;
  /** How the training went. */
  training: {
    updates: number;
    epochs: number;
    /** Time spent on updates. */
    seconds: number;
    captionsPerSecond: number;
    /** The evaluation whose weights were kept. */
    best: DevelopmentScore & { update: number };
    /** Training loss, averaged to at most 200 points, and what was measured on `dev`; nats a token. */
    losses: { update: number; loss: number }[];
    evaluations: (DevelopmentScore & { update: number })[];
  };
  /** On the validation pictures, from the weights as stored. */
  results: {
    intervals: Record<string, Interval>;
    statistics: CaptionStatistics;
    /** Share of tokens that are `<unk>` when it is not suppressed. */
    unknownUnsuppressed: number;
  };
}

/** The files of a run's folder. */
export const RUN_FILES = {
  /** Weights in 16 bits; its metadata have configuration, vocabulary, settings and encoder. */
  weights: "weights.safetensors",
  /** COCO's results format, with the probability and whether it ended. */
  captions: "captions.json",
  scores: "scores.json",
  record: "record.json",
  /** Where the encoder turns pictures upright: how it tells. */
  head: "head.safetensors",
  /** What happened in the training, an event a line. */
  log: "training.log.jsonl",
  /** Only while the run is not finished, and the one before it. */
  checkpoint: "checkpoint.safetensors",
} as const;

/**
 * The record of a finished run; nothing if there is none.
 *
 * @throws {SyntaxError | TypeError} If it is not a run's record.
 */
export async function readRecord(folder: string): Promise<RunRecord | undefined> {
  const path = join(folder, RUN_FILES.record);
  if (!existsSync(path)) return undefined;
  const text = await readFile(path, "utf8"), root = parseJson(text, RUN_FILES.record);
  root.get("key").string();
  root.get("training").get("updates").integer();
  return JSON.parse(text);
}

/** A caption in COCO's results format, with its probability and whether it ended. */
export interface CaptionRow {
  /** The picture. */
  image_id: number;
  /** A line to read. */
  caption: string;
  /** Natural logarithm of the caption's probability, to 4 decimals. */
  log_probability: number;
  /** Whether `<end>` came before the length limit. */
  ended: boolean;
}

/** Puts a caption into the form it is written in. */
export function captionRow(
  image_id: number,
  { caption, logProbability, ended }: GeneratedCaption,
): CaptionRow {
  return { image_id, caption, log_probability: Number(logProbability.toFixed(4)), ended };
}

/** Writes captions in COCO's results format. */
export async function writeCaptions(
  folder: string,
  captions: ReadonlyMap<number, GeneratedCaption>,
): Promise<void> {
  const rows = [...captions].map(([id, caption]) => captionRow(id, caption));
  await writeJson(join(folder, RUN_FILES.captions), rows);
}

/** Reads what {@linkcode writeCaptions} wrote. */
export async function readCaptions(folder: string): Promise<Map<number, GeneratedCaption>> {
  const root = await readJson(join(folder, RUN_FILES.captions));
  return new Map(
    root.items("caption").map((row) => [row.get("image_id").integer(), {
      caption: row.get("caption").string(),
      logProbability: row.get("log_probability").number(),
      ended: row.get("ended").boolean(),
    }]),
  );
}

/** Puts scores into the form they are written in. */
export function scoreRecord({ model, scores, intervals, statistics }: Evaluation) {
  return {
    settings: { model, tokenizer: "training", ...scores.settings },
    corpus: scores.corpus,
    intervals,
    statistics,
    images: scores.images,
  };
}

/** Writes the scores of each picture and of all, with the intervals. */
export async function writeScores(folder: string, evaluation: Evaluation): Promise<void> {
  await writeJson(join(folder, RUN_FILES.scores), scoreRecord(evaluation));
}

/**
 * Finds the newest finished run under a folder, at most two folders deep.
 *
 * @returns Its folder, or nothing.
 */
export async function newestRun(folder: string): Promise<string | undefined> {
  let newest: { folder: string; time: number } | undefined;
  for (const candidate of [folder, ...await subfolders(folder)]) {
    for (const run of [candidate, ...await subfolders(candidate)]) {
      const time = await stat(join(run, RUN_FILES.record)).then((entry) => entry.mtimeMs, () => 0);
      if (time > (newest?.time ?? 0)) newest = { folder: run, time };
    }
  }
  return newest?.folder;
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}
