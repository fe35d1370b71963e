import type { Decoder, Features } from "../types.ts";
import { type BeamOptions, beamRules } from "./beam_search.ts";
import { checkDecoding, checkWhole, type Generated } from "./generated.ts";
import { searchBeams } from "./search_beams.ts";

/** How captions that differ are searched. */
export interface DiverseBeamOptions extends BeamOptions {
  /** Groups of hypotheses, a divisor of `width`; default as many as the width, one hypothesis each. */
  groups?: number;
  /** `λ`, in nats; default 0.5. */
  diversity?: number;
}

/**
 * Searches captions of each image that differ from one another.
 *
 * The `K` hypotheses are cut into groups, each a beam search of its own. In every step the groups choose one
 * after the other, and a token costs a group `λ` for each time that an earlier group took it in this step:
 * diverse beam search with Hamming diversity, Vijayakumar et al., 2016, algorithm 1
 * (https://arxiv.org/abs/1610.02424). What diversity costs decides the choice of the step only; it is not in
 * the log-probabilities. With `diversity` 0 all groups say the same.
 *
 * @returns For each image the captions of its groups, the first group's first, best first in each.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { diverseBeamSearch } from "#lib/decoding";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([1, 4]), grid: zeros([1, 0, 4]) };
 * const [captions] = await diverseBeamSearch(decoder, features, {
 *   start: 1, end: 2, suppressed: [0, 1, 3], width: 3, diversity: 5,
 * });
 * assert.equal(new Set(captions.map(({ tokens }) => tokens[0])).size, 3); // three first words
 * ```
 */
export async function diverseBeamSearch(
  decoder: Decoder,
  features: Features,
  options: DiverseBeamOptions,
): Promise<Generated[][]> {
  const { width = 5, groups = width, diversity = 0.5 } = options;
  checkWhole("groups", groups, 1);
  if (width % groups !== 0) {
    throw new RangeError(
      `Cannot generate captions: groups must divide the width ${width}, current value is ${groups}`,
    );
  }
  if (!(diversity >= 0)) {
    throw new RangeError(
      `Cannot generate captions: diversity must be from 0, current value is ${diversity}`,
    );
  }
  const checked = checkDecoding(options), rules = beamRules(options, width / groups);
  return await searchBeams(decoder, { features, options: checked, rules, groups, diversity });
}
