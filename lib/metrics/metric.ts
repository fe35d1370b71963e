import type { Statistic } from "../statistics/statistic.ts";

/** What a model says, one caption an image, by image id. */
export type Captions = ReadonlyMap<number, string>;

/** What people wrote, at least one an image, by image id; images without a caption may be among them. */
export type References = ReadonlyMap<number, readonly string[]>;

/** A metric's result: one value for the corpus, one an image in the order of the captions. */
export interface Scores {
  /** The value of all captions together; not always the mean. */
  corpus: number;
  /** The value of each caption. */
  images: Float64Array;
  /**
   * What the corpus value of other draws of images follows from, where it is not the mean of the images'
   * values; several names of one metric share one statistic.
   */
  statistic?: Statistic;
}

/**
 * A caption metric: scores by name, "BLEU-1" for instance.
 *
 * Captions and references are tokens joined by single spaces. Every caption must have a reference.
 */
export type Metric = (
  captions: Captions,
  references: References,
) => Readonly<Record<string, Scores>> | Promise<Readonly<Record<string, Scores>>>;
