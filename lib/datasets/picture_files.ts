import { isAbsolute } from "node:path";
import { checksum } from "../io/checksum.ts";
import type { Progress } from "../types.ts";

/** A picture's place in a list, and what tells its content from any other's. */
export interface PictureEntry {
  /** The data set's own number; pictures of no data set have none. */
  readonly id?: number;
  /** What it is called, relative to some folder. */
  readonly fileName: string;
  /** SHA-256 of the file; empty if it could not be read. */
  readonly checksum: string;
}

/** A picture on disk. */
export interface PictureFile extends Omit<PictureEntry, "checksum"> {
  /** Where the file is. */
  readonly path: string;
  /** SHA-256 of the file, where somebody has computed it already. */
  readonly checksum?: string;
}

/** What names a picture: its id or, where pictures have none, its file name. */
export type PictureKey = number | string;

/** What names a picture. */
export function keyOf({ id, fileName }: Pick<PictureEntry, "id" | "fileName">): PictureKey {
  return id ?? fileName;
}

/** Files that are read at the same time. */
const CONCURRENCY = 8;

/**
 * Computes the checksums of pictures, of those that have none yet.
 *
 * A file that cannot be read gets an empty one; whoever decodes it will say why.
 *
 * @throws {DOMException} If `signal` says so.
 *
 * @example
 * ```ts
 * import { identifyPictures } from "#lib/datasets";
 * import assert from "node:assert/strict";
 *
 * const path = "test/testdata/models/images/05_one_1x1.png";
 * const [one, none] = await identifyPictures([
 *   { fileName: "one.png", path },
 *   { fileName: "none.png", path: "no-such.png" },
 * ]);
 * assert.equal(one.checksum.length, 64);
 * assert.equal(none.checksum, "");
 * ```
 */
export async function identifyPictures(
  pictures: readonly PictureFile[],
  { onProgress, signal }: {
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  } = {},
): Promise<(PictureFile & PictureEntry)[]> {
  const identified: (PictureFile & PictureEntry)[] = new Array(pictures.length);
  let next = 0, done = 0;
  const work = async () => {
    while (next < pictures.length && !signal?.aborted) {
      const index = next++, picture = pictures[index];
      const sum = picture.checksum ?? await checksum(picture.path).catch(() => "");
      identified[index] = { ...picture, checksum: sum };
      onProgress?.({ done: ++done, total: pictures.length, unit: "pictures" });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  signal?.throwIfAborted();
  return identified;
}

/**
 * Refuses pictures that cannot stand in one store.
 *
 * @throws {RangeError} If there are none, one is listed twice, an id has more than 32 bits, or a file
 * name is absolute.
 * @throws {TypeError} If some have ids and some have not.
 */
export function checkPictures(pictures: readonly PictureEntry[]): void {
  const start = "Cannot store features:";
  if (pictures.length === 0) {
    throw new RangeError(`${start} there must be at least one picture, current number is 0`);
  }
  const withIds = pictures.filter(({ id }) => id !== undefined).length;
  if (withIds !== 0 && withIds !== pictures.length) {
    throw new TypeError(
      `${start} all pictures must have an id, or none, current number is ${withIds} of ${pictures.length}`,
    );
  }
  const seen = new Set();
  for (const picture of pictures) {
    const { id = 0, fileName } = picture, key = keyOf(picture);
    if (seen.has(key)) {
      throw new RangeError(
        `${start} each picture must be listed once, ${JSON.stringify(key)} is not`,
      );
    }
    seen.add(key);
    if (id !== (id | 0)) {
      throw new RangeError(
        `${start} an id must be a whole number of 32 bits, current value is ${id}`,
      );
    }
    if (isAbsolute(fileName)) {
      throw new RangeError(`${start} a file name must be relative, current value is "${fileName}"`);
    }
  }
}
