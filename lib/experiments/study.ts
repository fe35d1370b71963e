import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, isAbsolute, join, resolve } from "node:path";
import { loadFlaws, type PictureFlaws } from "../datasets/flaws.ts";
import { loadKarpathy } from "../datasets/karpathy.ts";
import { generateMini, loadTruth } from "../datasets/mini/mod.ts";
import { isPictureFolder, loadPictureFolder } from "../datasets/picture_folder.ts";
import { shareOut } from "../datasets/share_out.ts";
import { holdOut, type LoadedSplit, type Split, type SplitName } from "../datasets/splits.ts";
import { loadVizwiz } from "../datasets/vizwiz.ts";
import type { Progress } from "../types.ts";

/** The data sets that the experiments know by name. */
export const STUDY_NAMES = ["mini", "vizwiz", "flickr8k", "flickr30k", "coco"] as const;

/** Name of a study. */
export type StudyName = (typeof STUDY_NAMES)[number];

/** A data set with the places that its experiments read and write. */
export interface Study {
  /** What commands, folders and figures call it. */
  name: string;
  /** The data set's files. */
  folder: string;
  /** Where features of its pictures are kept. */
  features: string;
  /** Where runs are kept. */
  runs: string;
  /** Which of an experiment's settings apply. */
  scale: "miniature" | "full";
  /** Loads a split. */
  load: (split: SplitName) => Promise<LoadedSplit>;
  /** Loads what is wrong with a split's pictures; none where nobody was asked. */
  loadFlaws: (split: Split) => Promise<PictureFlaws[]>;
}

/** Options of {@linkcode openStudy}. */
export interface StudyOptions {
  /** The project's folder. */
  root: string;
  /** A part of the data set with this many pictures in all (75 / 15 / 10 %), for trials and tests. */
  images?: number;
  /** Told about the pictures that are drawn. */
  onProgress?: (progress: Progress) => void;
  /** Stops when the pictures in hand are written. */
  signal?: AbortSignal;
}

/** Seed of the development pictures: the same for every run, so that runs can be compared. */
const DEV_SEED = 2021;

/**
 * Opens a study: mini, which is drawn if it is not there; one of the real data sets, from the folder that
 * `deno task data` has put it into; or a folder of your own with pictures and captions.
 *
 * @param name A name, or the absolute path of a folder that {@linkcode loadPictureFolder} can read.
 * @throws {RangeError} If there is no study of that name, or no folder of that path.
 * @throws {Error} If the data are not there; says which command fetches them.
 */
export async function openStudy(name: string, options: StudyOptions): Promise<Study> {
  if (isAbsolute(name)) return openFolder(resolve(name), options);
  if (!isStudyName(name)) {
    throw new RangeError(
      `Cannot open a study: its name must be one of ${
        STUDY_NAMES.join(", ")
      }, or the absolute path ` +
        `of a folder, current value is "${name}"`,
    );
  }
  return name === "mini" ? await openMini(options) : openFetched(name, options);
}

function isStudyName(name: string): name is StudyName {
  return (STUDY_NAMES as readonly string[]).includes(name);
}

/** A part of a data set has places of its own. */
const sized = (name: string, images?: number) => images === undefined ? name : `${name}-${images}`;

async function openMini({ root, images, onProgress, signal }: StudyOptions): Promise<Study> {
  const folder = images === undefined
    ? join(root, "data/mini/generated")
    : join(root, "runs/data", sized("mini", images));
  const counts = images === undefined ? undefined : shareOut(images);
  await generateMini({ folder, counts, onProgress, signal });
  return miniStudy({ folder, ...placesOf(root, sized("mini", images)) });
}

/** The study of a miniature data set that has been drawn. */
export function miniStudy(places: Pick<Study, "folder" | "features" | "runs">): Study {
  const { folder } = places;
  return {
    ...{ name: "mini", scale: "miniature", ...places },
    load: (split) => loadVizwiz(folder, split),
    loadFlaws: ({ name }) => loadTruth(folder, name),
  };
}

function openFetched(name: Exclude<StudyName, "mini">, { root, images }: StudyOptions): Study {
  const place = `data/${sized(name, images)}`, folder = join(root, place);
  const texts = name === "vizwiz" ? "annotations" : `dataset_${name}.json`;
  if (!existsSync(join(folder, texts))) {
    const part = images === undefined ? "" : ` --images ${images}`;
    throw new Error(
      `Cannot open ${name}: its files must be in "${place}", current folder has no "${texts}"; ` +
        `deno task data ${name}${part} fetches them`,
    );
  }
  return {
    name,
    folder,
    ...placesOf(root, sized(name, images)),
    scale: scaleOf(name),
    load: (split) =>
      name === "vizwiz" ? loadVizwiz(folder, split) : loadKarpathy(folder, name, split),
    loadFlaws: ({ name: split, images }) => loadFlaws(folder, split, images),
  };
}

function openFolder(folder: string, { root, images }: StudyOptions): Study {
  if (images !== undefined) {
    throw new RangeError(`Cannot open a part of "${folder}": it must be taken as a whole`);
  }
  if (!isPictureFolder(folder)) {
    throw new RangeError(
      `Cannot open "${folder}": it must have captions.csv or captions.json beside its pictures`,
    );
  }
  const name = studyLabel(folder);
  return {
    name,
    folder,
    ...placesOf(root, name),
    scale: scaleOf(name),
    load: (split) => loadPictureFolder(folder, split),
    loadFlaws: () => Promise.resolve([]),
  };
}

function placesOf(root: string, name: string): Pick<Study, "features" | "runs"> {
  return { features: join(root, "runs/features"), runs: join(root, "runs", name) };
}

/**
 * What a study is called in names of files. A folder has the last part of its path and a checksum of all
 * of it: what was trained on one must never be taken for another's, nor for that of a data set.
 */
export function studyLabel(study: string): string {
  if (!isAbsolute(study)) return study;
  const path = resolve(study), sum = createHash("sha256").update(path).digest("hex");
  return `${basename(path).replaceAll(/[^\p{L}\p{N}_.-]+/gu, "-")}-${sum.slice(0, 8)}`;
}

/** Which of an experiment's settings apply to a study. */
export function scaleOf(study: string): Study["scale"] {
  return study === "mini" ? "miniature" : "full";
}

/** Loads one split of a study's data set. */
export function loadSplit(study: Study, split: SplitName): Promise<LoadedSplit> {
  return study.load(split);
}

/** The training pictures without the 5 % that choose checkpoints, and these. */
export function trainAndDev(train: Split): { train: Split; dev: Split } {
  return holdOut(train, { seed: DEV_SEED });
}
