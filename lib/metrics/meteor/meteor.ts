import { type Statistic, totals } from "../../statistics/statistic.ts";
import type { Captions, References, Scores } from "../metric.ts";
import { referencesOf } from "../references_of.ts";
import { Matcher } from "./matcher.ts";
import { CHUNKS, isPerfect, METEOR_COLUMNS, meteorFromStatistics } from "./meteor_score.ts";
import type { Paraphrases } from "./paraphrases.ts";

/** Settings of METEOR. */
export interface MeteorOptions {
  /** METEOR's table, see {@linkcode loadParaphrases}; without it that matcher finds nothing. */
  paraphrases?: Paraphrases;
}

/**
 * Scores captions by METEOR: words matched with a reference as they are, by stem, by synonym or by
 * paraphrase.
 *
 * The best reference counts. The corpus value is the formula of {@linkcode meteorFromStatistics} on
 * summed statistics, not the mean of the images' values. Without the table of paraphrases scores
 * are lower (.190 for .195 on the COCO demo), so they have a name of their own.
 *
 * Denkowski and Lavie, 2014 (https://aclanthology.org/W14-3348), as METEOR 1.5 computes it in the
 * COCO captions evaluation (English, task "rank", option `-norm`): statistics are equal, scores to
 * 1e-12. Lines are cleaned as that program does it, so tokens and raw text both do; tokens are what
 * others score.
 *
 * @param captions Tokens between blanks, by image id.
 * @param references Tokens between blanks, at least one line for each caption.
 * @param options `paraphrases`: METEOR's table, see {@linkcode loadParaphrases}.
 * @returns Under the name `METEOR`, or `METEOR-noPara` without paraphrases.
 * @throws {RangeError} If a caption has no reference.
 *
 * @example
 * ```ts
 * import { meteor } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "this is a good test"]]);
 * const references = new Map([[1, ["this is a test", "this test is good"]]]);
 * const scores = meteor(captions, references)["METEOR-noPara"];
 * assert.ok(scores.corpus > 0.4 && scores.images[0] === scores.corpus);
 * ```
 */
export function meteor(
  captions: Captions,
  references: References,
  options: MeteorOptions = {},
): Record<string, Scores> {
  const lines = meteorStatistics(captions, references, options);
  const images = new Float64Array(captions.size);
  for (let i = 0; i < images.length; i++) {
    images[i] = meteorFromStatistics(lines.subarray(i * METEOR_COLUMNS, (i + 1) * METEOR_COLUMNS));
  }
  const name = options.paraphrases?.size ? "METEOR" : "METEOR-noPara";
  const statistic: Statistic = {
    names: [name],
    counts: meteorCounts(lines),
    columns: METEOR_COLUMNS,
    aggregate: (sums) => [meteorFromStatistics(sums)],
  };
  return { [name]: { corpus: meteorFromStatistics(totals(statistic)), images, statistic } };
}

/**
 * Counts what METEOR is computed from, against the best reference of each image: the official
 * program's line.
 *
 * Words of caption and reference, function words of both; for each matcher (exact, stem, synonym,
 * paraphrase) matched content words of both and function words of both; chunks; matched words of
 * both.
 *
 * @returns `[images, METEOR_COLUMNS]` row by row, in the order of the captions.
 * @throws {RangeError} If a caption has no reference.
 */
export function meteorStatistics(
  captions: Captions,
  references: References,
  options: MeteorOptions = {},
): Int32Array {
  const matcher = new Matcher(options.paraphrases);
  const lines = new Int32Array(captions.size * METEOR_COLUMNS);
  let start = 0;
  for (const [imageId, caption] of captions) {
    lines.set(matcher.best(caption, referencesOf(references, imageId)), start);
    start += METEOR_COLUMNS;
  }
  return lines;
}

/**
 * Turns lines of {@linkcode meteorStatistics} into what may be summed over images, for a corpus or
 * for the bootstrap.
 *
 * METEOR leaves the chunk of a caption that equals its reference out of the sum.
 *
 * @param lines `[images, METEOR_COLUMNS]`.
 * @returns Counts of the same shape.
 */
export function meteorCounts(lines: Int32Array): Float64Array {
  const counts = Float64Array.from(lines);
  for (let start = 0; start < counts.length; start += METEOR_COLUMNS) {
    if (isPerfect(counts.subarray(start, start + METEOR_COLUMNS))) counts[start + CHUNKS] = 0;
  }
  return counts;
}
