import { join } from "node:path";
import { generateMini } from "../datasets/mini/mod.ts";
import { splitCounts } from "../datasets/split_counts.ts";
import { holdOut, type Split } from "../datasets/splits.ts";
import { loadVizwiz, type VizwizSplit, type VizwizSplitName } from "../datasets/vizwiz.ts";
import type { Progress } from "../types.ts";

/** The data sets that the experiments know. */
export const STUDY_NAMES = ["mini"] as const;

/** Name of a study. */
export type StudyName = (typeof STUDY_NAMES)[number];

/** A data set with the places that its experiments read and write. */
export interface Study {
  /** What the command line calls it. */
  name: StudyName;
  /** The data set, in VizWiz's layout. */
  folder: string;
  /** Where features of its pictures are kept. */
  features: string;
  /** Where runs are kept. */
  runs: string;
  /** Which of an experiment's settings apply. */
  scale: "miniature" | "full";
}

/** Options of {@linkcode openStudy}. */
export interface StudyOptions {
  /** The project's folder. */
  root: string;
  /** A smaller mini with this many pictures in all (75 / 15 / 10 %), for trials and tests. */
  images?: number;
  /** Told about the pictures that are drawn. */
  onProgress?: (progress: Progress) => void;
  /** Stops when the pictures in hand are written. */
  signal?: AbortSignal;
}

/** Seed of the development pictures: the same for every run, so that runs can be compared. */
const DEV_SEED = 2021;

/**
 * Opens a study, and generates its data set if that can be generated and is not there.
 *
 * @throws {RangeError} If there is no study of that name.
 */
export async function openStudy(
  name: string,
  { root, images, onProgress, signal }: StudyOptions,
): Promise<Study> {
  if (!(STUDY_NAMES as readonly string[]).includes(name)) {
    throw new RangeError(
      `Cannot open a study: its name must be one of ${
        STUDY_NAMES.join(", ")
      }, current value is "${name}"`,
    );
  }
  const reduced = images === undefined ? "" : `-${images}`;
  const folder = images === undefined
    ? join(root, "data/mini/generated")
    : join(root, `runs/data/mini${reduced}`);
  const counts = images === undefined ? undefined : splitCounts(images);
  await generateMini({ folder, counts, onProgress, signal });
  return {
    name: name as StudyName,
    folder,
    features: join(root, "runs/features"),
    runs: join(root, `runs/${name}${reduced}`),
    scale: "miniature",
  };
}

/** Loads one split of a study's data set. */
export function loadSplit(study: Study, split: VizwizSplitName): Promise<VizwizSplit> {
  return loadVizwiz(study.folder, split);
}

/** The training pictures without the 5 % that choose checkpoints, and these. */
export function trainAndDev(train: Split): { train: Split; dev: Split } {
  return holdOut(train, { seed: DEV_SEED });
}
