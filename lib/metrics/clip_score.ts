import { mean } from "../statistics/mean.ts";
import type { Captions, References, Scores } from "./metric.ts";
import { referencesOf } from "./references_of.ts";

/**
 * Puts images and texts into one space, as CLIP does. Vectors need not be normalized.
 *
 * `Image` is whatever the encoder takes: a path, pixels, an id.
 */
export interface ImageTextEncoder<Image> {
  /** One vector for each image. */
  encodeImages(images: readonly Image[]): EncodedVectors | Promise<EncodedVectors>;
  /** One vector for each text. */
  encodeTexts(texts: readonly string[]): EncodedVectors | Promise<EncodedVectors>;
}

/** Vectors of one length, one for each thing that was encoded. */
export type EncodedVectors = readonly ArrayLike<number>[];

/** What is scored: captions as people read them, not tokenized. */
export interface ClipScoreInput<Image> {
  /** By image id. */
  captions: Captions;
  /** The image of each caption. */
  images: ReadonlyMap<number, Image>;
  /** For `RefCLIPScore`: at least one for each caption. */
  references?: References;
}

/** How captions are scored. */
export interface ClipScoreOptions<Image> {
  /** What makes vectors: CLIP ViT-B/32 in the paper. */
  encoder: ImageTextEncoder<Image>;
  /** Factor of the cosine. Default 2.5; PAC-S has 2. */
  weight?: number;
  /** Stands before every text. Default `"A photo depicts "`. */
  prefix?: string;
  /** What the score is called. Default `"CLIPScore"`. */
  name?: string;
  /** Images that are encoded together. Default 64. */
  batch?: number;
}

/**
 * Scores captions by how near they are to their images in the space of an encoder.
 *
 * `CLIPScore = w max(cos(v, c), 0)` with `v` the image's vector and `c` the caption's. Given
 * references, `RefCLIPScore` is the harmonic mean of CLIPScore and the highest cosine of the caption
 * with a reference, 0 where either is not positive. Corpus values are means over images.
 *
 * Hessel et al., 2021, section 3 (https://arxiv.org/abs/2104.08718). With `weight: 2` and the
 * fine-tuned encoder of Sarto et al., 2023 (https://arxiv.org/abs/2303.12112) it is PAC-S.
 *
 * @returns The scores under `name`, and under `"Ref" + name` where there are references.
 * @throws {RangeError} If a caption has no image or no reference, or `batch` is below 1.
 * @throws {TypeError} If the encoder gives another number of vectors, or vectors of different lengths.
 *
 * @example
 * ```ts
 * import { clipScore, type ImageTextEncoder } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const encoder: ImageTextEncoder<string> = {
 *   encodeImages: (images) => images.map((name) => name === "can.jpg" ? [1, 0] : [0, 1]),
 *   encodeTexts: (texts) => texts.map((text) => text.includes("can") ? [3, 4] : [0, 2]),
 * };
 * const captions = new Map([[7, "A red can"]]), images = new Map([[7, "can.jpg"]]);
 * const { CLIPScore } = await clipScore({ captions, images }, { encoder });
 * assert.ok(Math.abs(CLIPScore.corpus - 2.5 * 3 / 5) < 1e-12);
 * ```
 */
export async function clipScore<Image>(
  { captions, images, references }: ClipScoreInput<Image>,
  options: ClipScoreOptions<Image>,
): Promise<Record<string, Scores>> {
  const { encoder, weight = 2.5, prefix = "A photo depicts ", name = "CLIPScore" } = options;
  const ids = [...captions.keys()], plain: number[] = [], referenced: number[] = [];
  const encodeTexts = async (texts: readonly string[]) =>
    counted(await encoder.encodeTexts(texts.map((text) => prefix + text)), texts.length);
  for (const part of batchesOf(ids, options.batch ?? 64)) {
    const pictures = part.map((id) => imageOf(images, id));
    const seen = counted(await encoder.encodeImages(pictures), part.length);
    const said = await encodeTexts(part.map((id) => captions.get(id)!));
    const scores = said.map((vector, i) => weight * Math.max(0, cosine(seen[i], vector)));
    plain.push(...scores);
    if (!references) continue;
    const own = part.map((id) => referencesOf(references, id));
    const written = await encodeTexts(own.flat());
    let next = 0;
    for (const [i, { length }] of own.entries()) {
      const near = written.slice(next, next += length).map((vector) => cosine(said[i], vector));
      referenced.push(harmonicMean(scores[i], Math.max(...near)));
    }
  }
  return { [name]: scoresOf(plain), ...references && { [`Ref${name}`]: scoresOf(referenced) } };
}

function scoresOf(values: readonly number[]): Scores {
  return { corpus: mean(values), images: Float64Array.from(values) };
}

function* batchesOf<T>(items: readonly T[], size: number): Iterable<T[]> {
  if (!(size >= 1)) {
    throw new RangeError(
      `Cannot score captions: batch must be 1 or more, current value is ${size}`,
    );
  }
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

function imageOf<Image>(images: ReadonlyMap<number, Image>, imageId: number): Image {
  if (images.has(imageId)) return images.get(imageId)!;
  throw new RangeError(
    `Cannot score captions: every caption must have an image, ${imageId} has none`,
  );
}

function counted(vectors: EncodedVectors, expected: number): EncodedVectors {
  if (vectors.length === expected) return vectors;
  throw new TypeError(
    `Cannot score captions: the encoder must give ${expected} vectors, current number is ${vectors.length}`,
  );
}

/** The cosine of the angle between two vectors, 0 where one is zero. */
function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new TypeError(
      `Cannot score captions: vectors must have one length, current lengths are ${a.length} and ${b.length}`,
    );
  }
  let ab = 0, aa = 0, bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa) / Math.sqrt(bb);
}

function harmonicMean(a: number, b: number): number {
  return a > 0 && b > 0 ? 2 * a * b / (a + b) : 0;
}
