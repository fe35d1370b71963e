import type { Random } from "../tensor/mod.ts";
import type { Decoder, Features } from "../types.ts";
import { checkDecoding, checkWhole, type DecodingOptions, type Generated } from "./generated.ts";
import type { Candidates } from "./next_tokens.ts";
import { generateRows } from "./rows.ts";

/** How captions are drawn. */
export interface SampleOptions extends DecodingOptions {
  /** A caption's numbers depend on the stream, the image's place and the caption's, not on the batch. */
  random: Random;
  /** Captions an image; default 1. */
  count?: number;
  /** `τ`: below 1 the likely tokens become likelier, above 1 less so; default 1. */
  temperature?: number;
  /** Draws from so many likeliest tokens only; default all. */
  topK?: number;
  /** Draws from the fewest likeliest tokens whose probabilities sum to this share; default 1, all. */
  topP?: number;
}

/**
 * Draws captions by the decoder's probabilities.
 *
 * `w_t ~ p(w)^{1/τ} / Σ p^{1/τ}` over the tokens that are allowed; of those the `topK` likeliest (Fan et
 * al., 2018, https://arxiv.org/abs/1805.04833), of those again the nucleus `topP` (Holtzman et al., 2019,
 * https://arxiv.org/abs/1904.09751). The log-probabilities are the decoder's own, at temperature 1.
 *
 * @returns The captions of each image, in the order they were drawn.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { sample } from "#lib/decoding";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([1, 4]), grid: zeros([1, 0, 4]) };
 * const options = { start: 1, end: 2, suppressed: [0, 1, 3], count: 5, topP: 0.9 };
 * const [captions] = await sample(decoder, features, { ...options, random: new Random(7) });
 * const [again] = await sample(decoder, features, { ...options, random: new Random(7) });
 * assert.equal(captions.length, 5);
 * assert.deepEqual(again, captions);
 * ```
 */
export async function sample(
  decoder: Decoder,
  features: Features,
  options: SampleOptions,
): Promise<Generated[][]> {
  const checked = checkDecoding(options), { random, count = 1 } = options;
  checkSampling(options);
  const batch = features.pooled.shape[0]!;
  const images = Array.from({ length: batch * count }, (_, row) => Math.floor(row / count));
  const streams = images.map((image, row) => random.split(image).split(row % count));
  const captions = await generateRows(decoder, {
    features,
    options: checked,
    images,
    count: candidatesNeeded(options),
    choose: (candidates, row) => draw(candidates, { ...options, random: streams[row] }),
  });
  return Array.from(
    { length: batch },
    (_, image) => captions.slice(image * count, (image + 1) * count),
  );
}

/** A nucleus needs the tokens in order, plain sampling only needs them all. */
function candidatesNeeded({ topK, topP = 1 }: SampleOptions): number | undefined {
  return topK ?? (topP < 1 ? Infinity : undefined);
}

/** Place of the candidate that is drawn; −1 if there is none. */
export function draw(
  { scores }: Pick<Candidates, "scores">,
  { random, temperature = 1, topP = 1 }: Pick<SampleOptions, "random" | "temperature" | "topP">,
): number {
  const weights = new Float64Array(scores.length);
  let best = -Infinity, total = 0;
  for (let i = 0; i < weights.length; i++) best = Math.max(best, scores[i]);
  if (best === -Infinity) return -1;
  for (let i = 0; i < weights.length; i++) {
    total += weights[i] = Math.exp((scores[i] - best) / temperature);
  }
  let kept = weights.length;
  if (topP < 1) {
    kept = 0;
    for (let mass = 0; kept === 0 || mass < topP * total;) mass += weights[kept++];
    total = weights.subarray(0, kept).reduce((sum, weight) => sum + weight);
  }
  let rest = random.uniform() * total;
  for (let i = 0; i < kept; i++) {
    rest -= weights[i];
    if (rest < 0) return i;
  }
  return weights.findLastIndex((weight, i) => i < kept && weight > 0); // what rounding left over
}

function checkSampling({ count = 1, temperature = 1, topK = 1, topP = 1 }: SampleOptions): void {
  checkWhole("count", count, 1);
  checkWhole("topK", topK, 1);
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new RangeError(
      `Cannot generate captions: temperature must be above 0, current value is ${temperature}`,
    );
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new RangeError(
      `Cannot generate captions: topP must be above 0 and at most 1, current value is ${topP}`,
    );
  }
}
