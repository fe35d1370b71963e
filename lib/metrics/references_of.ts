import type { References } from "./metric.ts";

/** The references of an image. @throws {RangeError} If there is none: a caption cannot be scored without. */
export function referencesOf(references: References, imageId: number): readonly string[] {
  const own = references.get(imageId);
  if (own === undefined || own.length === 0) {
    throw new RangeError(
      `Cannot score captions: every image must have a reference, image ${imageId} has none`,
    );
  }
  return own;
}
