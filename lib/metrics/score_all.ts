import type { Captions, Metric, References } from "./metric.ts";
import { measure, type Measured } from "./measure.ts";

/** Scores of a set of captions, as they stand in `scores.json`. */
export interface ScoreReport {
  /** What was scored. */
  settings: {
    /** Scored pictures. */
    images: number;
    /** Captioned pictures that were left out because nobody described them. */
    withoutReference: number;
  };
  /** The corpus value by metric. */
  corpus: Record<string, number>;
  /** The values of each picture, in the order of the captions. */
  images: ({ image_id: number } & Record<string, number>)[];
}

/**
 * Scores captions by several metrics.
 *
 * Pictures without a reference are not scored, and counted.
 *
 * @param captions Tokens joined by single spaces, by image id.
 * @param references Tokens joined by single spaces, by image id.
 * @param options `metrics`: default {@linkcode N_GRAM_METRICS}.
 * @throws {RangeError} If no captioned picture has a reference.
 *
 * @example
 * ```ts
 * import { scoreAll } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "a red can"], [2, "a mug"], [3, "a box"]]);
 * const references = new Map([[1, ["a red can"]], [2, ["one blue shoe"]]]);
 * const { corpus, images, settings } = await scoreAll(captions, references);
 * assert.deepEqual(settings, { images: 2, withoutReference: 1 });
 * assert.equal(images[1].image_id, 2);
 * assert.ok(corpus["CIDEr-D"] > 0 && corpus["ROUGE-L"] === 0.5);
 * ```
 */
export async function scoreAll(
  captions: Captions,
  references: References,
  { metrics }: { metrics?: readonly Metric[] } = {},
): Promise<ScoreReport> {
  return scoreReport(await measure(captions, references, { metrics }));
}

/** Sets measured captions out as they stand in `scores.json`. */
export function scoreReport({ captions, withoutReference, scores }: Measured): ScoreReport {
  const corpus: ScoreReport["corpus"] = {};
  const images = [...captions.keys()].map((image_id) =>
    ({ image_id }) as ScoreReport["images"][number]
  );
  for (const [name, values] of Object.entries(scores)) {
    corpus[name] = values.corpus;
    values.images.forEach((value, i) => images[i][name] = value);
  }
  return { settings: { images: captions.size, withoutReference }, corpus, images };
}
