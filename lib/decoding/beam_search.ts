import type { Decoder, Features } from "../types.ts";
import type { BeamRules } from "./beam.ts";
import { checkDecoding, checkWhole, type DecodingOptions, type Generated } from "./generated.ts";
import { searchBeams } from "./search_beams.ts";

/** How the most probable captions are searched. */
export interface BeamOptions extends DecodingOptions {
  /** Hypotheses kept at a time, `K`; default 5. */
  width?: number;
  /**
   * What hypotheses of different lengths `n` (`<end>` counted) are compared by: `log p / ((5 + n) / 6)^α`
   * for a number `α` (Wu et al., 2016, equation 14, https://arxiv.org/abs/1609.08144), `log p / n` for
   * `mean`. Default 0: the log-probability itself, which favours short captions.
   */
  lengthPenalty?: number | "mean";
  /**
   * `keep`: `K` hypotheses live to the end, whatever has finished, and the best finished ones are given;
   * `shrink`: each finished hypothesis takes a place, and the search is over when none is left, as in the
   * program of Xu et al. Default `keep`.
   */
  finished?: "keep" | "shrink";
}

/**
 * Searches the most probable captions of each image, several hypotheses at a time.
 *
 * Of all continuations of the living hypotheses, the `K` of the largest summed log-probability go on; those
 * that end, or are cut at the longest length, are ranked by the penalized one. Width 1 without a penalty is
 * {@linkcode greedy}. All images go together: a step of the decoder reads up to `B · K` rows. The search of
 * an image ends as soon as nothing that lives can overtake what has finished, which changes no result.
 *
 * @returns For each image up to `K` captions, best first; at least one, unless nothing may be said.
 * @throws {RangeError} If an option is out of its range.
 */
export async function beamHypotheses(
  decoder: Decoder,
  features: Features,
  options: BeamOptions,
): Promise<Generated[][]> {
  const checked = checkDecoding(options), rules = beamRules(options, options.width ?? 5);
  return await searchBeams(decoder, { features, options: checked, rules, groups: 1, diversity: 0 });
}

/**
 * Finds the best caption of each image: the first of {@linkcode beamHypotheses}.
 *
 * @returns One caption an image, in their order.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { beamSearch, greedy } from "#lib/decoding";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 1, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([2, 4]), grid: zeros([2, 0, 4]) };
 * const options = { start: 1, end: 2, suppressed: [0, 1, 3] };
 * const [searched] = await beamSearch(decoder, features, { ...options, width: 5 });
 * const [greedily] = await greedy(decoder, features, options);
 * assert.ok(searched.logProbability >= greedily.logProbability);
 * ```
 */
export async function beamSearch(
  decoder: Decoder,
  features: Features,
  options: BeamOptions,
): Promise<Generated[]> {
  const hypotheses = await beamHypotheses(decoder, features, options);
  return hypotheses.map(([best]) => best ?? { tokens: [], logProbability: 0, ended: false });
}

/** The rules of a beam of the given width. */
export function beamRules(options: BeamOptions, width: number): BeamRules {
  const { lengthPenalty: alpha = 0, finished = "keep" } = options;
  checkWhole("width", width, 1);
  if (alpha !== "mean" && !(alpha >= 0 && Number.isFinite(alpha))) {
    throw new RangeError(
      `Cannot generate captions: lengthPenalty must be from 0 or "mean", current value is ${alpha}`,
    );
  }
  const { end, maximumLength } = checkDecoding(options);
  return {
    width,
    end,
    maximumLength,
    penalty: alpha === "mean" ? (n) => n : (n) => ((5 + n) / 6) ** alpha,
    shrinking: finished === "shrink",
  };
}
