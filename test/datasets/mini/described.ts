/**
 * Pictures described but not drawn: what the tests of scenes and captions count.
 *
 * @module
 */
import type { Described } from "../../../lib/datasets/mini/annotations.ts";
import { describe } from "../../../lib/datasets/mini/photograph.ts";

/** The first 600 training pictures of the default seed. */
export const PICTURES: readonly Described[] = Array.from(
  { length: 600 },
  (_, index) => describe(1, "train", index),
);

/** Share of the items for which `is` holds. */
export function share<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.filter(is).length / items.length;
}

/**
 * Whether a share counted in `n` pictures fits a probability: within four standard deviations of the
 * binomial, which one in 16,000 seeds would leave. The seed is fixed, so a test either holds or does not.
 */
export function fits(counted: number, probability: number, n: number): boolean {
  return Math.abs(counted - probability) <= 4 * Math.sqrt(probability * (1 - probability) / n);
}
