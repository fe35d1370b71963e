import type { FeatureList } from "../parser/feature_list.ts";
import { Linear } from "../parser/linear.ts";

/** A linear classifier that learns from its mistakes and ends as the mean of all its states. */
export class Averaged extends Linear {
  #sums: Float32Array;
  #time = 1;

  /** All weights 0. @param bits Binary logarithm of the number of rows. */
  constructor(classes: number, bits: number) {
    super(classes, new Float32Array(classes * 2 ** bits));
    this.#sums = new Float32Array(this.weights.length);
  }

  /** Moves the weights that the features have for a class. */
  move({ hashes, count }: FeatureList, { to, by }: { to: number; by: number }): void {
    for (let i = 0; i < count; i++) {
      const at = (hashes[i] & this.mask) * this.classes + to;
      this.weights[at] += by;
      this.#sums[at] += by * this.#time;
    }
  }

  /** Counts an example. */
  tick(): void {
    this.#time++;
  }

  /** The mean over all examples. */
  mean(): Linear {
    const weights = this.weights.slice();
    for (let i = 0; i < weights.length; i++) weights[i] -= this.#sums[i] / this.#time;
    return new Linear(this.classes, weights);
  }
}
