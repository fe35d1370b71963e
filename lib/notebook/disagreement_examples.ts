import type { Split } from "../datasets/splits.ts";
import { disagreements } from "../experiments/judging/disagreements.ts";
import type { Evaluation } from "../experiments/evaluate.ts";
import type { GalleryItem } from "../figures/gallery.ts";
import { thumbnails } from "../image/thumbnails.ts";

/** Which pictures {@link disagreementExamples} takes, and how large they are. */
export interface DisagreementExampleOptions {
  /** The two metrics. */
  metrics: readonly [string, string];
  /** Number of pictures; default 6. */
  count?: number;
  /** Most bytes of all thumbnails together; default 80,000. */
  budget?: number;
}

/**
 * Puts the pictures on which two metrics disagree most beside the caption, its two scores with their
 * places among all pictures, and what people wrote: what `gallery` of `#lib/figures` shows.
 *
 * @throws {RangeError} If a metric was not scored.
 */
export async function disagreementExamples(
  split: Split,
  evaluation: Evaluation,
  { metrics, count, budget = 80_000 }: DisagreementExampleOptions,
): Promise<GalleryItem[]> {
  const found = disagreements(evaluation, metrics, { count });
  const pictures = found.map(({ id }) => split.images.find((image) => image.id === id)!);
  const images = await thumbnails(pictures.map(({ path }) => path), { side: 190, budget });
  const { model, captions, scores } = evaluation;
  return found.map(({ id, scores: values, ranks }, i) => ({
    image: images[i],
    title: pictures[i].fileName.replace(/\.\w+$/, ""),
    captions: [{
      model,
      caption: captions.get(id) ?? "",
      score: metrics.map((metric, k) => ({
        metric,
        value: values[k],
        place: { rank: Math.round(ranks[k]), of: scores.images.length },
      })),
    }],
    references: split.references.get(id) ?? [],
  }));
}
