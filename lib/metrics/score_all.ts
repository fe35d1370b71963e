import type { Captions, Metric, References } from "../types.ts";
import { bleu } from "./bleu.ts";
import { cider } from "./cider.ts";
import { rougeL } from "./rouge_l.ts";

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

/** BLEU-1 … BLEU-4, ROUGE-L and CIDEr-D: the metrics that need nothing but the tokens. */
export const N_GRAM_METRICS: readonly Metric[] = [
  bleu,
  rougeL,
  (captions, references) => cider(captions, references),
];

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
  { metrics = N_GRAM_METRICS }: { metrics?: readonly Metric[] } = {},
): Promise<ScoreReport> {
  const scored = withReference(captions, references);
  if (scored.size === 0) {
    throw new RangeError("Cannot score captions: no captioned picture has a reference");
  }
  const corpus: ScoreReport["corpus"] = {};
  const images = [...scored.keys()].map((image_id) =>
    ({ image_id }) as ScoreReport["images"][number]
  );
  for (const metric of metrics) {
    for (const [name, scores] of Object.entries(await metric(scored, references))) {
      corpus[name] = scores.corpus;
      scores.images.forEach((value, i) => images[i][name] = value);
    }
  }
  const settings = { images: scored.size, withoutReference: captions.size - scored.size };
  return { settings, corpus, images };
}

/** The captions of pictures that somebody described. */
export function withReference(captions: Captions, references: References): Captions {
  return new Map([...captions].filter(([imageId]) => references.get(imageId)?.length));
}
