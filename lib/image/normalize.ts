/** Mean and standard deviation of each channel, of values from 0 to 1. */
export interface Normalization {
  /** Mean of red, green and blue. */
  mean: readonly [number, number, number];
  /** Standard deviation of red, green and blue. */
  deviation: readonly [number, number, number];
}

/** Of ImageNet's training pictures, as torchvision's models use it (https://pytorch.org/vision/stable/models.html). */
export const IMAGENET_NORMALIZATION: Normalization = {
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
};

/** Of CLIP's training pictures (Radford et al., 2021, https://github.com/openai/CLIP). */
export const CLIP_NORMALIZATION: Normalization = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
};

/**
 * Normalizes 8-bit RGB values: `(value / 255 − mean) / deviation` for each channel.
 *
 * @param pixels RGB, one channel after the other: any number of pixels.
 * @param out Receives the result from its element `offset` on; default: a new array.
 * @throws {TypeError} If the values are not whole pixels, or do not fit into `out`.
 *
 * @example
 * ```ts
 * import { normalize } from "#lib/image";
 * import assert from "node:assert/strict";
 *
 * const grey = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;
 * assert.deepEqual([...normalize(new Uint8Array([0, 255, 255]), grey)], [-1, 1, 1]);
 * ```
 */
export function normalize(
  pixels: Uint8Array,
  normalization: Normalization,
  target: { out?: Float32Array; offset?: number } = {},
): Float32Array {
  const { out = new Float32Array(pixels.length), offset = 0 } = target;
  if (pixels.length % 3 !== 0 || offset + pixels.length > out.length) {
    throw new TypeError(
      `Cannot normalize pixels: their number must be a multiple of 3 and at most ` +
        `${out.length - offset}, current value is ${pixels.length}`,
    );
  }
  const table = lookUp(normalization);
  for (let i = 0; i < pixels.length; i += 3) {
    out[offset + i] = table[pixels[i]];
    out[offset + i + 1] = table[256 + pixels[i + 1]];
    out[offset + i + 2] = table[512 + pixels[i + 2]];
  }
  return out;
}

/** There are only 3 × 256 different results. */
function lookUp({ mean, deviation }: Normalization): Float32Array {
  const table = new Float32Array(768);
  for (let c = 0; c < 3; c++) {
    for (let v = 0; v < 256; v++) table[256 * c + v] = (v / 255 - mean[c]) / deviation[c];
  }
  return table;
}
