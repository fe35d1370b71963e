import type { Split } from "../datasets/splits.ts";
import { seenSquare } from "../experiments/attention_maps.ts";
import type { Looked } from "../experiments/where_it_looked.ts";
import type { AttentionMapsOptions, LookedCaption } from "../figures/attention_maps.ts";
import type { Pipeline } from "../image/preprocess.ts";
import { thumbnails } from "../image/thumbnails.ts";

/** A picture with where models looked: what `attentionMaps` of `#lib/figures` shows. */
export interface LookedPicture extends AttentionMapsOptions {
  /** What each model said, and where it looked for each word. */
  captions: LookedCaption[];
}

/**
 * Puts the first pictures of records of attention beside where each model looked.
 *
 * @param looked Of one model or several, on the same pictures.
 * @param options.pipeline Of the encoder: the square that it saw is shown.
 * @param options.count Number of pictures; default 2.
 */
export async function lookedPictures(
  looked: readonly Looked[],
  { split, pipeline, count = 2 }: { split: Split; pipeline: Pipeline; count?: number },
): Promise<LookedPicture[]> {
  const images = new Map(split.images.map((image) => [image.id, image]));
  const chosen = looked[0].pictures.slice(0, count).map(({ imageId }) => images.get(imageId)!);
  const squares = await Promise.all(chosen.map(({ path }) => seenSquare(path, pipeline)));
  const small = await thumbnails(squares, { side: 112, budget: 12_000 * count });
  return chosen.map(({ id, fileName }, i) => ({
    title: `Where they looked: ${fileName.replace(/\.\w+$/, "")}`,
    picture: small[i],
    reference: split.references.get(id)?.[0],
    captions: looked.map(({ model, pictures }) => ({
      model,
      words: pictures.find(({ imageId }) => imageId === id)!.words,
    })),
  }));
}
