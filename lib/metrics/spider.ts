import type { Scores } from "./metric.ts";

/**
 * Computes SPIDEr, the mean of CIDEr-D and SPICE.
 *
 * Liu et al., 2017, section 3 (https://arxiv.org/abs/1612.00370).
 *
 * @param cider CIDEr-D scores of a set of captions.
 * @param spice SPICE scores of the same captions, in the same order.
 * @throws {TypeError} If they have different numbers of images.
 *
 * @example
 * ```ts
 * import { spider } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const cider = { corpus: 1.2, images: Float64Array.of(1, 1.4) };
 * const spice = { corpus: 0.2, images: Float64Array.of(0.4, 0) };
 * assert.deepEqual(spider(cider, spice)["SPIDEr"], {
 *   corpus: 0.7,
 *   images: Float64Array.of(0.7, 0.7),
 * });
 * ```
 */
export function spider(cider: Scores, spice: Scores): { "SPIDEr": Scores } {
  if (cider.images.length !== spice.images.length) {
    throw new TypeError(
      `Cannot compute SPIDEr: CIDEr-D and SPICE must be of the same images, current numbers are ` +
        `${cider.images.length} and ${spice.images.length}`,
    );
  }
  const images = cider.images.map((value, i) => (value + spice.images[i]) / 2);
  return { "SPIDEr": { corpus: (cider.corpus + spice.corpus) / 2, images } };
}
