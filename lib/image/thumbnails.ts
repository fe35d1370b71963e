import sharp from "sharp";
import type { Picture } from "../types.ts";
import { decode } from "./decode.ts";

/** Options of {@link thumbnails}. */
export interface ThumbnailOptions {
  /** The shorter side in pixels, 16 at least. Default 120. */
  side?: number;
  /** Most bytes of all thumbnails together; the JPEG quality goes down until they fit. Default 100,000. */
  budget?: number;
}

const QUALITIES = [72, 62, 52, 42, 32];

/**
 * Makes small JPEG files of pictures, for contact sheets and galleries; only ever smaller.
 *
 * @param sources Paths, the files' bytes, or decoded pictures.
 * @throws {RangeError} If they do not fit into `budget` at the lowest quality.
 * @throws {SyntaxError} If a file is not a picture; the message names it.
 */
export async function thumbnails(
  sources: readonly (string | Uint8Array | Picture)[],
  { side = 120, budget = 100_000 }: ThumbnailOptions = {},
): Promise<Uint8Array[]> {
  const small = await Promise.all(sources.map((source) => shrink(source, side)));
  let total = 0;
  for (const quality of QUALITIES) {
    const files = await Promise.all(small.map((picture) => encode(picture, quality)));
    total = files.reduce((sum, { length }) => sum + length, 0);
    if (total <= budget) return files;
  }
  throw new RangeError(
    `Cannot make thumbnails: ${sources.length} of ${side} px must fit into ${budget} bytes, current value is ${total}`,
  );
}

interface Raw {
  data: Uint8Array;
  info: { width: number; height: number; channels: 1 | 2 | 3 | 4 };
}

async function shrink(source: string | Uint8Array | Picture, side: number): Promise<Raw> {
  const decoded = typeof source === "object" && "data" in source;
  const { data, width, height } = decoded ? source : await decode(source);
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: side, height: side, fit: "outside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
}

async function encode({ data, info }: Raw, quality: number): Promise<Uint8Array> {
  const { width, height, channels } = info;
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels } }).jpeg({ quality, mozjpeg: true })
      .toBuffer(),
  );
}
