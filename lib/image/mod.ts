/**
 * From image files to an encoder's input.
 *
 * A file is decoded to 8-bit RGB (`decode`: JPEG, PNG or WebP by content, orientation applied), resized
 * and cropped to a square (`preprocess`, exactly as the encoder's authors did it) and normalized
 * (`normalize`). What an encoder expects is a `Pipeline`, plain data: `IMAGENET_PIPELINE`,
 * `CLIP_PIPELINE`, `MINI_PIPELINE`.
 *
 * Resizing is the trap of this area: libraries differ in kernel, antialiasing and rounding, and a
 * crop that is one pixel off moves every value. So `resize` computes Pillow's integer arithmetic
 * itself and equals the published pipelines byte for byte; sharp only decodes.
 *
 * `loadBatch` does all of it for a list of files, and reports what could not be read instead of
 * stopping.
 *
 * @example
 * ```ts
 * import { CLIP_PIPELINE, normalize, preprocess } from "#lib/image";
 * import assert from "node:assert/strict";
 *
 * const picture = { width: 320, height: 240, data: new Uint8Array(320 * 240 * 3).fill(255) };
 * const square = preprocess(picture, CLIP_PIPELINE);
 * const pixels = normalize(square, CLIP_PIPELINE.normalization);
 * assert.equal(pixels.length, 224 * 224 * 3);
 * ```
 *
 * @module
 */
export type { Picture } from "../types.ts";
export { augment, type Augmentation } from "./augment.ts";
export { type Box, type Filter, resize, type ResizeOptions } from "./resize.ts";
export { centreBox, type Rounding, shortSideTo, type Size } from "./crop.ts";
export { decode, type DecodeOptions, MAX_PIXELS } from "./decode.ts";
export { BatchLoader } from "./batch_loader.ts";
export { loadBatch, type LoadedBatch, type LoadOptions } from "./load_batch.ts";
export {
  CLIP_NORMALIZATION,
  IMAGENET_NORMALIZATION,
  type Normalization,
  normalize,
} from "./normalize.ts";
export {
  CLIP_PIPELINE,
  IMAGENET_PIPELINE,
  MINI_PIPELINE,
  type Pipeline,
  preprocess,
} from "./preprocess.ts";
export { type ThumbnailOptions, thumbnails } from "./thumbnails.ts";
