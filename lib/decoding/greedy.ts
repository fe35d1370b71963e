import type { Decoder, Features } from "../types.ts";
import { checkDecoding, type DecodingOptions, type Generated } from "./generated.ts";
import { generateRows } from "./rows.ts";

/**
 * Says the most probable token at every step.
 *
 * `w_t = argmax_w p(w | w_1 … w_{t−1}, image)` over the tokens that are allowed. All images of the batch
 * go together; those whose caption has ended leave it. The log-probabilities are the decoder's own, not
 * renormalized after suppression.
 *
 * @param features They stay the caller's.
 * @returns One caption an image, in their order.
 * @throws {RangeError} If a length is out of its range or the end token is suppressed.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { greedy } from "#lib/decoding";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([2, 4]), grid: zeros([2, 0, 4]) };
 * const captions = await greedy(decoder, features, { start: 1, end: 2, suppressed: [0, 1, 3] });
 * assert.ok(captions.length === 2 && captions.every(({ tokens }) => tokens.length <= 20));
 * ```
 */
export async function greedy(
  decoder: Decoder,
  features: Features,
  options: DecodingOptions,
): Promise<Generated[]> {
  const images = Array.from({ length: features.pooled.shape[0]! }, (_, image) => image);
  return await generateRows(decoder, {
    features,
    options: checkDecoding(options),
    images,
    count: 1,
    choose: ({ ids }) => ids.length > 0 ? 0 : -1,
  });
}
