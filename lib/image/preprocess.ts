import type { Picture } from "../types.ts";
import { centreBox, type Rounding, shortSideTo } from "./crop.ts";
import type { DecodeOptions } from "./decode.ts";
import { CLIP_NORMALIZATION, IMAGENET_NORMALIZATION, type Normalization } from "./normalize.ts";
import { type Filter, resize } from "./resize.ts";

/** From a picture to an encoder's input, as plain data: it can be stored with the features. */
export interface Pipeline {
  /** What it is called in records. */
  readonly name: string;
  /** The shorter side after resizing, in pixels. */
  readonly shortSide: number;
  /** Kernel of the resizing. */
  readonly filter: Filter;
  /** Side of the centred square that is kept, `S`. */
  readonly side: number;
  /** How the crop's offset is rounded. */
  readonly rounding: Rounding;
  /** Mean and standard deviation of the input. */
  readonly normalization: Normalization;
  /** What becomes of an alpha channel. */
  readonly transparency: NonNullable<DecodeOptions["transparency"]>;
}

/**
 * torchvision's pipeline for ImageNet models: shorter side 256, bilinear, centre 224; transparency dropped.
 *
 * `{ ...IMAGENET_PIPELINE, shortSide: 128, side: 112 }` is the same at half the size.
 * Source: https://pytorch.org/vision/stable/models.html, the pipeline of `IMAGENET1K_V1`.
 */
export const IMAGENET_PIPELINE: Pipeline = {
  name: "imagenet",
  shortSide: 256,
  filter: "bilinear",
  side: 224,
  rounding: "even",
  normalization: IMAGENET_NORMALIZATION,
  transparency: "drop",
};

/**
 * CLIP's pipeline: shorter side 224, bicubic, centre 224 with floored offsets; transparency on white.
 *
 * Source: https://github.com/openai/CLIP and the processor of `openai/clip-vit-base-patch32`.
 */
export const CLIP_PIPELINE: Pipeline = {
  name: "clip",
  shortSide: 224,
  filter: "bicubic",
  side: 224,
  rounding: "floor",
  normalization: CLIP_NORMALIZATION,
  transparency: "white",
};

/**
 * The miniature encoders' pipeline: shorter side 112, centre 112, so that nothing but the ends of the
 * longer side is lost: captions speak of what is cut off, too.
 */
export const MINI_PIPELINE: Pipeline = {
  ...IMAGENET_PIPELINE,
  name: "mini",
  shortSide: 112,
  side: 112,
  transparency: "white",
};

/**
 * Resizes and crops a picture as a pipeline says, still as 8-bit values.
 *
 * Only the pixels inside the crop are computed.
 *
 * @returns RGB of the square, `[S, S, 3]`.
 * @throws {RangeError} If `side` is larger than `shortSide`.
 *
 * @example
 * ```ts
 * import { IMAGENET_PIPELINE, preprocess } from "#lib/image";
 * import assert from "node:assert/strict";
 *
 * const grey = { width: 40, height: 30, data: new Uint8Array(3600).fill(128) };
 * const square = preprocess(grey, { ...IMAGENET_PIPELINE, shortSide: 16, side: 14 });
 * assert.deepEqual(square, new Uint8Array(14 * 14 * 3).fill(128));
 * ```
 */
export function preprocess(picture: Picture, pipeline: Pipeline): Uint8Array {
  const size = shortSideTo(picture, pipeline.shortSide);
  const box = centreBox(size, pipeline);
  return resize(picture, { ...size, filter: pipeline.filter, box }).data;
}
