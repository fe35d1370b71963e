/**
 * A linear classifier over hashed features: the score of a class is the sum of the weights that the
 * features have for it. Features that share a row by chance are told apart by their companions.
 */
export class Linear {
  /** Number of classes. */
  readonly classes: number;
  /** Rows less one, a power of two less one. */
  readonly mask: number;
  /** `[rows, classes]`. */
  readonly weights: Float32Array;

  /** All weights 0. */
  constructor(classes: number, bits: number) {
    this.classes = classes;
    this.mask = 2 ** bits - 1;
    this.weights = new Float32Array(classes * 2 ** bits);
  }

  /** Adds the weights of `count` features to `scores`, which are set to 0 before. */
  score(features: Int32Array, count: number, scores: Float32Array): void {
    const { classes, weights, mask } = this;
    scores.fill(0);
    for (let i = 0; i < count; i++) {
      const row = (features[i] & mask) * classes;
      for (let k = 0; k < classes; k++) scores[k] += weights[row + k];
    }
  }
}

/** The best of the first classes; ties go to the lower one. */
export function best(scores: ArrayLike<number>, classes = scores.length): number {
  let most = 0;
  for (let k = 1; k < classes; k++) if (scores[k] > scores[most]) most = k;
  return most;
}
