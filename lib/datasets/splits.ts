import { Random } from "../tensor/random.ts";
import type { AnnotationCounts } from "./annotations.ts";

/** A photograph of a data set. */
export interface Photograph {
  /** The data set's own number. */
  readonly id: number;
  /** Its name in the annotations. */
  readonly fileName: string;
  /** Where the file is. */
  readonly path: string;
  /** True if the annotators saw text in the picture; absent where nobody was asked. */
  readonly textDetected?: boolean;
}

/** One part of a data set: its pictures, and what people wrote about them. */
export interface Split {
  /** "train", "dev", "val" or "test". */
  readonly name: string;
  /** In the order of the annotations file. */
  readonly images: readonly Photograph[];
  /** The original strings by image id; a picture without a usable caption is not in it. */
  readonly references: ReadonlyMap<number, readonly string[]>;
}

/** The splits that a data set comes in. */
export type SplitName = "train" | "val" | "test";

/** What a split's files hold, and what of it is left out. */
export interface SplitCounts extends AnnotationCounts {
  /** Pictures. */
  images: number;
  /** Pictures left without a reference: never trained on, never scored. */
  imagesWithoutReference: number;
}

/** A split as it comes from its files. */
export interface LoadedSplit extends Split {
  /** What the files hold. */
  readonly counts: SplitCounts;
}

/**
 * Makes a split of what its files hold.
 *
 * @param options.counts Of the annotations; default: every caption is a reference, as nobody marked any.
 */
export function loadedSplit(
  name: SplitName,
  { images, references, counts = unmarked(references) }: Pick<Split, "images" | "references"> & {
    counts?: AnnotationCounts;
  },
): LoadedSplit {
  const imagesWithoutReference = images.length - references.size;
  return {
    ...{ name, images, references },
    counts: { images: images.length, ...counts, imagesWithoutReference },
  };
}

function unmarked(references: Split["references"]): AnnotationCounts {
  const captions = [...references.values()].reduce((sum, { length }) => sum + length, 0);
  return { captions, references: captions, rejected: 0, precanned: 0, both: 0 };
}

/** How a development set is taken from a split. */
export interface HoldOutOptions {
  /** Whole number from 0; the same seed takes the same pictures. */
  seed: number;
  /** Share of the pictures, default 0.05. */
  share?: number;
}

/**
 * Takes a development set from a training split, at random by seed.
 *
 * Checkpoints and stopping are chosen on `dev`, so that the validation split only reports. All
 * captions of a picture stay together; both parts keep the order of the file.
 *
 * @throws {RangeError} If the share is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { holdOut } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const images = Array.from({ length: 40 }, (_, id) => ({ id, fileName: `${id}.jpg`, path: `${id}.jpg` }));
 * const { train, dev } = holdOut({ name: "train", images, references: new Map() }, { seed: 1 });
 * assert.deepEqual([train.images.length, dev.images.length], [38, 2]);
 * ```
 */
export function holdOut(
  split: Split,
  { seed, share = 0.05 }: HoldOutOptions,
): { train: Split; dev: Split } {
  if (!(share > 0 && share < 1)) {
    throw new RangeError(
      `Cannot take a development set: the share must be between 0 and 1, current value is ${share}`,
    );
  }
  const ids = split.images.map(({ id }) => id);
  const count = Math.round(share * ids.length);
  const held = new Set(new Random(seed).split("dev").shuffle(ids).slice(0, count));
  return {
    train: part(split, split.name, (id) => !held.has(id)),
    dev: part(split, "dev", (id) => held.has(id)),
  };
}

function part(split: Split, name: string, has: (id: number) => boolean): Split {
  return {
    name,
    images: split.images.filter(({ id }) => has(id)),
    references: new Map([...split.references].filter(([id]) => has(id))),
  };
}
