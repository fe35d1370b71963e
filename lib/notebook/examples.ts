import type { Split } from "../datasets/splits.ts";
import type { Evaluation } from "../experiments/evaluate.ts";
import type { GalleryItem } from "../figures/gallery.ts";
import { thumbnails } from "../image/thumbnails.ts";
import { Random } from "../tensor/random.ts";

/** Which pictures {@link examples} takes, and how large they are shown. */
export interface ExampleOptions {
  /** At random (default), or those that the last model captions worst. */
  choose?: "random" | "worst";
  /** Number of pictures; default 6. */
  count?: number;
  /** Draws the pictures; default 0. */
  seed?: number;
  /** Most bytes of all thumbnails together; default 80,000. */
  budget?: number;
}

/**
 * Puts pictures beside what models and people say about them, each caption with its CIDEr-D: what
 * `gallery` of `#lib/figures` shows.
 *
 * Only pictures that all models have captioned and somebody has described are taken. CIDEr-D runs from 0
 * to 10; a caption's own value is only worth comparing with others on the same picture.
 *
 * @throws {RangeError} If there is no such picture.
 */
export async function examples(
  split: Split,
  evaluations: readonly Evaluation[],
  { choose = "random", count = 6, seed = 0, budget = 80_000 }: ExampleOptions = {},
): Promise<GalleryItem[]> {
  const scores = evaluations.map(({ scores: { images } }) =>
    new Map(images.map((row) => [row.image_id, row["CIDEr-D"]]))
  );
  const scored = split.images.filter(({ id }) => scores.every((each) => each.has(id)));
  if (scored.length === 0) throw new RangeError("Cannot show examples: no picture is scored");
  const order = new Random(seed).shuffle([...scored]);
  const last = scores[scores.length - 1];
  if (choose === "worst") order.sort((a, b) => last.get(a.id)! - last.get(b.id)!);
  const chosen = order.slice(0, count);
  const images = await thumbnails(chosen.map(({ path }) => path), { side: 190, budget });
  return chosen.map(({ id, fileName }, i) => ({
    image: images[i],
    title: fileName.replace(/\.\w+$/, ""),
    captions: evaluations.map(({ model, captions }, k) => ({
      model,
      caption: captions.get(id) ?? "",
      score: { metric: "CIDEr-D", value: scores[k].get(id)! },
    })),
    references: split.references.get(id) ?? [],
  }));
}
