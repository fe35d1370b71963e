/**
 * The validation split of the whole mini without its pictures: captions and truths are written anew.
 *
 * @module
 */
import { annotationsOf, firstId, truthOf } from "../../../lib/datasets/mini/annotations.ts";
import { describe } from "../../../lib/datasets/mini/photograph.ts";
import type { Truth } from "../../../lib/datasets/mini/truth.ts";
import type { Photograph, Split } from "../../../lib/datasets/splits.ts";

/** Counts and seed of the whole mini. */
const COUNTS = { train: 3000, val: 600, test: 400 }, SEED = 1;

interface Annotations {
  images: { id: number; file_name: string; text_detected: boolean }[];
  annotations: {
    image_id: number;
    caption: string;
    is_rejected: boolean;
    is_precanned: boolean;
  }[];
}

/** Validation pictures (whose files are not there), their references, and what they show. */
export function miniValidation(): { val: Split; truths: Truth[] } {
  const pictures = Array.from({ length: COUNTS.val }, (_, i) => describe(SEED, "val", i));
  const { images, annotations } = annotationsOf("val", COUNTS, pictures) as Annotations;
  const references = new Map<number, string[]>();
  for (const { image_id, caption, is_rejected, is_precanned } of annotations) {
    if (is_rejected || is_precanned) continue;
    references.set(image_id, [...references.get(image_id) ?? [], caption]);
  }
  const photographs = images.map(({ id, file_name, text_detected }): Photograph => (
    { id, fileName: file_name, path: file_name, textDetected: text_detected }
  ));
  const { images: truths } = truthOf("val", COUNTS, pictures) as { images: Truth[] };
  if (truths[0].id !== firstId("val", COUNTS)) throw new Error("The truths are of other pictures");
  return { val: { name: "val", images: photographs, references }, truths };
}
