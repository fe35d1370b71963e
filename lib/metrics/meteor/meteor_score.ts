/** Integers a line of METEOR's statistics. */
export const METEOR_COLUMNS = 23;

/**
 * Columns of a line: words and function words, then four a matcher, then chunks and matched words.
 */
export const LENGTHS = 0, FUNCTIONS = 2, MATCHERS = 4, CHUNKS = 20, MATCHED = 21;

/**
 * The parameters for English, and the weights of the matchers: exact, stem, synonym, paraphrase.
 */
const ALPHA = 0.85, BETA = 0.2, GAMMA = 0.6, DELTA = 0.75;
const WEIGHTS = [1, 0.6, 0.8, 0.6];

/**
 * Computes METEOR from one line of statistics, or from a sum of lines of {@linkcode meteorCounts}.
 *
 * `METEOR = (1 − γ frag^β) F`, `F = 1 / ((1 − α) / P + α / R)`, with `P` and `R` the weighted
 * shares of matched words (content words δ, function words 1 − δ, matches by the matcher's weight)
 * and `frag` the chunks by matched word: 0 if the whole is one chunk. α = .85, β = .2, γ = .6, δ =
 * .75.
 *
 * Denkowski and Lavie, 2014, section 3 (https://aclanthology.org/W14-3348); a caption or reference
 * without words gives 0.
 *
 * @param statistics `[METEOR_COLUMNS]`.
 */
export function meteorFromStatistics(statistics: ArrayLike<number>): number {
  const precision = share(statistics, 0), recall = share(statistics, 1);
  if (!(precision > 0 && recall > 0)) return 0;
  const mean = 1 / ((1 - ALPHA) / precision + ALPHA / recall);
  const matched = (statistics[MATCHED] + statistics[MATCHED + 1]) / 2;
  const fragmentation = isPerfect(statistics) ? 0 : statistics[CHUNKS] / matched;
  return Math.max(0, mean * (1 - GAMMA * fragmentation ** BETA));
}

/** Whether all words of both sides are matched in one chunk. */
export function isPerfect(statistics: ArrayLike<number>): boolean {
  return statistics[CHUNKS] === 1 && statistics[MATCHED] === statistics[LENGTHS] &&
    statistics[MATCHED + 1] === statistics[LENGTHS + 1];
}

/** Weighted share of matched words: of the caption for side 0, of the reference for side 1. */
function share(statistics: ArrayLike<number>, side: 0 | 1): number {
  const weighted = (content: number, functions: number) =>
    DELTA * content + (1 - DELTA) * functions;
  const functions = statistics[FUNCTIONS + side];
  const total = weighted(statistics[LENGTHS + side] - functions, functions);
  let matched = 0;
  WEIGHTS.forEach((weight, matcher) => {
    const at = MATCHERS + 4 * matcher + side;
    matched += weight * weighted(statistics[at], statistics[at + 2]);
  });
  return matched / total;
}
