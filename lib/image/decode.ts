import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import sharp from "sharp";
import type { Picture } from "../types.ts";

/** The most pixels a picture may have unless told otherwise: 64 megapixels, 192 MB decoded. */
export const MAX_PIXELS = 64e6;

/** A file larger than this is refused before it is read: no picture within the pixel limit needs it. */
const MAX_BYTES = 1e9;

/** How a file becomes 8-bit RGB. */
export interface DecodeOptions {
  /** Turn the picture as its EXIF tag says ("apply", the default), or leave it as stored ("ignore"). */
  orientation?: "apply" | "ignore";
  /** Lay a transparent picture on white ("white", the default), or drop the alpha channel ("drop"). */
  transparency?: "white" | "drop";
  /** Most pixels, width × height; default {@linkcode MAX_PIXELS}. */
  maxPixels?: number;
}

/**
 * Decodes a JPEG, PNG or WebP picture, recognized by its content, to 8-bit RGB.
 *
 * - Grey becomes three equal channels; 16-bit channels keep their high byte.
 * - CMYK becomes `255 − min(255, ink)` per channel as Pillow does it, `(255 − C)(255 − K) / 255`.
 * - Embedded colour profiles are ignored, because the encoders were trained without them.
 * - Of an animation, the first frame is taken.
 *
 * @param source A path, or the file's bytes.
 * @throws {SyntaxError} If the file is empty, truncated, damaged, or not a JPEG, PNG or WebP picture.
 * @throws {RangeError} If it has more than `maxPixels` pixels.
 * @throws {Error} If it cannot be read from disk. Every message names the file.
 *
 * @example
 * ```ts
 * import { decode } from "#lib/image";
 * import assert from "node:assert/strict";
 *
 * const png = Uint8Array.fromBase64(
 *   "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC",
 * );
 * assert.deepEqual(await decode(png), { width: 1, height: 1, data: new Uint8Array([255, 0, 0]) });
 * ```
 */
export async function decode(
  source: string | Uint8Array,
  options: DecodeOptions = {},
): Promise<Picture> {
  const name = typeof source === "string" ? basename(source) : "bytes";
  const bytes = typeof source === "string" ? await readWhole(source, name) : source;
  checkFormat(bytes, name);
  try {
    return await decodeBytes(bytes, { name, ...options });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new SyntaxError(`Cannot decode "${name}": ${plainReason(error)}`, { cause: error });
  }
}

async function decodeBytes(
  bytes: Uint8Array,
  options: DecodeOptions & { name: string },
): Promise<Picture> {
  const { name, orientation = "apply", transparency = "white", maxPixels = MAX_PIXELS } = options;
  const input = sharp(bytes, { failOn: "error", ignoreIcc: true, limitInputPixels: false });
  const meta = await input.metadata();
  if (meta.width * meta.height > maxPixels) {
    throw new RangeError(
      `Cannot decode "${name}": a picture may have at most ${maxPixels} pixels, ` +
        `current value is ${meta.width * meta.height} (${meta.width} x ${meta.height})`,
    );
  }
  if (orientation === "apply") input.autoOrient();
  const inks = meta.space === "cmyk";
  // The pipeline's own space keeps the inks as they are; libvips would convert them by a profile.
  if (inks) input.pipelineColourspace("cmyk").toColourspace("cmyk");
  else input.toColourspace("srgb");
  const { data, info } = await input.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const rgb = inks ? fromInks(pixels) : toRgb(pixels, info.channels, transparency);
  return { width: info.width, height: info.height, data: rgb };
}

/** Spreads grey, and drops alpha or lays it on white. */
function toRgb(
  data: Uint8Array,
  channels: number,
  transparency: "white" | "drop",
): Uint8Array {
  if (channels === 3) return data;
  const count = data.length / channels;
  const alphaAt = channels === 2 || channels === 4 ? channels - 1 : -1;
  const colours = channels < 3 ? 1 : 3;
  const out = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    const from = i * channels;
    const alpha = alphaAt < 0 || transparency === "drop" ? 255 : data[from + alphaAt];
    for (let c = 0; c < 3; c++) {
      const value = data[from + (colours === 1 ? 0 : c)];
      out[3 * i + c] = Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return out;
}

/** Turns four inks into RGB without a colour profile. */
function fromInks(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length / 4 * 3);
  for (let i = 0, o = 0; i < data.length; i += 4) {
    const white = 255 - data[i + 3];
    for (let c = 0; c < 3; c++) out[o++] = white - Math.round(data[i + c] * white / 255);
  }
  return out;
}

async function readWhole(path: string, name: string): Promise<Uint8Array> {
  let size: number;
  try {
    size = (await stat(path)).size;
    if (size <= MAX_BYTES) return await readFile(path);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const reason = code === "ENOENT"
      ? "there is no such file"
      : code === "EISDIR"
      ? "it is a folder"
      : code === "EACCES"
      ? "no permission to read it"
      : message.replaceAll(path, name);
    throw new Error(`Cannot read "${name}": ${reason}`, { cause: error });
  }
  throw new RangeError(
    `Cannot read "${name}": a picture file may have at most ${MAX_BYTES} bytes, current value is ${size}`,
  );
}

/** Looks at the first bytes, whatever the file is called. */
function checkFormat(bytes: Uint8Array, name: string): void {
  const starts = (signature: string, at = 0) =>
    [...signature].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));
  if (bytes.length === 0) throw new SyntaxError(`Cannot decode "${name}": the file is empty`);
  if (
    starts("\xff\xd8\xff") || starts("\x89PNG\r\n\x1a\n") || starts("RIFF") && starts("WEBP", 8)
  ) return;
  throw new SyntaxError(
    `Cannot decode "${name}": its content is not a JPEG, PNG or WebP picture`,
  );
}

/** The decoder's first line, without what says nothing. */
function plainReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const detail = message.trim().split("\n")[0].replace(/^Input buffer has corrupt header: ?/, "");
  const said = detail === "" || detail === "Unknown error" ? "" : ` (${detail})`;
  return `the file is truncated or damaged${said}`;
}
