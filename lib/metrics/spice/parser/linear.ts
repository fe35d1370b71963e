import type { FeatureList } from "./feature_list.ts";

/**
 * A linear classifier over hashed features: the score of a class is the sum of the weights that the
 * features have for it. Features that share a row by chance are told apart by their companions.
 */
export class Linear {
  /** Number of classes. */
  readonly classes: number;
  /** Rows less one, a power of two less one. */
  readonly mask: number;
  /** `[rows, classes]`: fractions while it learns, whole numbers in a stored model. */
  readonly weights: Float32Array | Int8Array;

  /** Takes the weights as they are; the number of rows must be a power of two. */
  constructor(classes: number, weights: Float32Array | Int8Array) {
    this.classes = classes;
    this.mask = weights.length / classes - 1;
    this.weights = weights;
  }

  /** Puts the sums of the features' weights into `scores`. */
  score({ hashes, count }: FeatureList, scores: Float32Array): void {
    const { classes, weights, mask } = this;
    scores.fill(0);
    for (let i = 0; i < count; i++) {
      const row = (hashes[i] & mask) * classes;
      for (let k = 0; k < classes; k++) scores[k] += weights[row + k];
    }
  }
}

/** The number of the best class; ties go to the lower one. */
export function best(scores: ArrayLike<number>): number {
  let most = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k] > scores[most]) most = k;
  return most;
}
