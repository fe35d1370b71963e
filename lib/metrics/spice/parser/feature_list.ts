import { mix } from "./hash.ts";

/** The features of one decision: hashes of what is seen, each with the number of its template. */
export class FeatureList {
  /** Room for the hashes. */
  readonly hashes = new Int32Array(96);
  /** How many there are. */
  count = 0;

  /** Adds a feature of up to three values. */
  add(template: number, a: number, b = 0, c = 0): void {
    this.hashes[this.count++] = mix(mix(mix(template * 0x2545f491, a), b), c);
  }
}
