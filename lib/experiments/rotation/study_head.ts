import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PictureFlaws } from "../../datasets/flaws.ts";
import { identifyPictures } from "../../datasets/picture_files.ts";
import type { Split } from "../../datasets/splits.ts";
import { FourViews, VIEWS } from "../../encoders/four_views.ts";
import { Random } from "../../tensor/random.ts";
import type { Progress } from "../../types.ts";
import type { FrozenEncoder } from "../encoders.ts";
import { type FeatureMatrix, splitFeatures } from "../features.ts";
import { loadSplit, type Study, trainAndDev } from "../study.ts";
import { FIT, fitRotationHead } from "./fit_head.ts";
import { readRotationHead, type StoredHead, writeRotationHead } from "./head_file.ts";

/** Pictures that a head is fitted to at most: it has few weights, and every picture is encoded four times. */
const MOST_PICTURES = 5000;

/** Share of pictures that are not upright, where nobody was asked: an assumption. */
const ASSUMED_SHARE = 0.1;

/** How a study's head is fitted. */
export interface StudyHeadOptions {
  /** The data set; views and head are kept under its features. */
  study: Study;
  /** The encoder that the head is for. */
  frozen: FrozenEncoder;
  /** Told about the pictures that are encoded. */
  onProgress?: (progress: Progress) => void;
  /** Stops between two batches. */
  signal?: AbortSignal;
}

/**
 * Gives the rotation head of an encoder for a study: reads it if it is there, else fits and stores it.
 *
 * It is fitted to training pictures without `dev` that nobody flagged as rotated, 5,000 at most; where nobody
 * was asked, all count as upright. The prior is the share of flagged training pictures, shared out evenly
 * among the three turns; where nobody was asked, a tenth is assumed. Validation pictures are never looked at,
 * nor the angles that the generator of mini knows.
 *
 * @throws {DOMException} If `signal` says so.
 */
export async function studyRotationHead(
  { study, frozen, onProgress, signal }: StudyHeadOptions,
): Promise<StoredHead> {
  const { train } = trainAndDev(await loadSplit(study, "train"));
  const flaws = await study.loadFlaws(train), sample = uprightSample(train, flaws);
  const prior = turnPrior(train, flaws);
  const pictures = await identifyPictures(sample.images, { signal });
  const key = createHash("sha256")
    .update(JSON.stringify([frozen.checksum, frozen.precision, frozen.pipeline, prior, FIT]))
    .update(JSON.stringify(pictures.map(({ id, checksum }) => [id, checksum])))
    .digest("hex").slice(0, 12);
  const { name } = frozen.encoder;
  const path = join(study.features, `${name}-rotation-${key}`, "head.safetensors");
  if (existsSync(path)) return await readRotationHead(path);
  const views = await viewFeatures(sample, { study, frozen, onProgress, signal });
  const { head, loss } = await fitRotationHead(views, { prior, signal });
  const metadata = { encoder: name, pictures: String(views.ids.length), loss: loss.toFixed(4) };
  await writeRotationHead(path, { head, metadata });
  return { head, metadata };
}

/** The moments of the four views of a split's pictures, from the study's features or computed and kept. */
export async function viewFeatures(
  split: Split,
  { study, frozen, onProgress, signal }: StudyHeadOptions,
): Promise<FeatureMatrix> {
  return await splitFeatures(split, {
    frozen: { ...frozen, encoder: new FourViews(frozen.encoder) },
    folder: study.features,
    onProgress,
    signal,
  });
}

/** Training pictures that are taken to be upright. */
function uprightSample(train: Split, flaws: readonly PictureFlaws[]): Split {
  const turned = flaggedIds(flaws), images = train.images.filter(({ id }) => !turned.has(id));
  if (images.length <= MOST_PICTURES) return { ...train, images };
  const ids = images.map(({ id }) => id);
  const drawn = new Set(new Random(1).shuffle(ids).slice(0, MOST_PICTURES));
  return { ...train, images: images.filter(({ id }) => drawn.has(id)) };
}

/** How often a picture must be turned by 0 to 3 quarters; never quite 0 or 1. */
function turnPrior({ images }: Split, flaws: readonly PictureFlaws[]): number[] {
  const turned = flaggedIds(flaws), known = images.filter(({ id }) => turned.has(id)).length;
  const share = flaws.length === 0 ? ASSUMED_SHARE : (known + 1) / (images.length + 2);
  return Array.from({ length: VIEWS }, (_, v) => v === 0 ? 1 - share : share / (VIEWS - 1));
}

/** Pictures that people flagged as rotated. */
export function flaggedIds(flaws: readonly PictureFlaws[]): Set<number> {
  return new Set(flaws.filter(({ quality }) => quality.rotation).map(({ id }) => id));
}
