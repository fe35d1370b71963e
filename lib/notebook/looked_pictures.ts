import { Buffer } from "node:buffer";
import type { LookedRecord } from "../experiments/where_it_looked.ts";
import type { AttentionMapsOptions, LookedCaption } from "../figures/attention_maps.ts";

/** A picture with where models looked: what `attentionMaps` of `#lib/figures` shows. */
export interface LookedPicture extends AttentionMapsOptions {
  /** What each model said, and where it looked for each word. */
  captions: LookedCaption[];
}

/**
 * Takes the pictures of a record of attention, each with where the models looked.
 *
 * @param options.models Names of the models that are shown; default: all.
 */
export function lookedPictures(
  { pictures, models }: LookedRecord,
  options: { models?: readonly string[] } = {},
): LookedPicture[] {
  const shown = models.filter(({ model }) => options.models?.includes(model) ?? true);
  return pictures.map(({ imageId, fileName, reference, square }) => ({
    title: `Where they looked: ${fileName.replace(/\.\w+$/, "")}`,
    picture: new Uint8Array(Buffer.from(square, "base64")),
    reference,
    captions: shown.map(({ model, pictures }) => ({
      model,
      words: pictures.find((picture) => picture.imageId === imageId)!.words,
    })),
  }));
}
