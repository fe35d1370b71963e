import { decode, type DecodeOptions } from "./decode.ts";
import { normalize } from "./normalize.ts";
import { type Pipeline, preprocess } from "./preprocess.ts";

/** Pictures that were loaded, and the ones that could not be. */
export interface LoadedBatch {
  /** Normalized pixels of the pictures kept, `[B, S, S, 3]`. */
  pixels: Float32Array;
  /** For each of the `B` pictures kept, its index in the list of paths. */
  kept: number[];
  /** Every other picture, with the reason in a sentence. */
  skipped: { index: number; path: string; reason: string }[];
}

/** Options of {@linkcode loadBatch}. */
export interface LoadOptions extends Pick<DecodeOptions, "orientation" | "maxPixels"> {
  /** How many pictures are decoded at the same time; default 4. */
  concurrency?: number;
}

/**
 * Loads pictures for an encoder: decodes, resizes, crops and normalizes them, several at a time.
 *
 * A picture that cannot be decoded is reported and the others go on.
 *
 * @throws {RangeError} If `concurrency` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * import { loadBatch, MINI_PIPELINE } from "#lib/image";
 * import assert from "node:assert/strict";
 *
 * const { kept, skipped } = await loadBatch(["no-such.jpg"], MINI_PIPELINE);
 * assert.deepEqual(kept, []);
 * assert.equal(skipped[0].reason, 'Cannot read "no-such.jpg": there is no such file');
 * ```
 */
export async function loadBatch(
  paths: readonly string[],
  pipeline: Pipeline,
  options: LoadOptions = {},
): Promise<LoadedBatch> {
  const { concurrency = 4, ...decoding } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(
      `Cannot load pictures: the concurrency must be a whole number of at least 1, current value is ${concurrency}`,
    );
  }
  const squares: (Uint8Array | Error)[] = new Array(paths.length);
  let next = 0;
  const work = async () => {
    while (next < paths.length) {
      const index = next++;
      squares[index] = await loadOne(paths[index], pipeline, decoding).catch((error) => error);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, paths.length) }, work));
  return collect(paths, squares, pipeline);
}

async function loadOne(
  path: string,
  pipeline: Pipeline,
  options: DecodeOptions,
): Promise<Uint8Array> {
  const picture = await decode(path, { ...options, transparency: pipeline.transparency });
  return preprocess(picture, pipeline);
}

function collect(
  paths: readonly string[],
  squares: readonly (Uint8Array | Error)[],
  pipeline: Pipeline,
): LoadedBatch {
  const kept: number[] = [], skipped: LoadedBatch["skipped"] = [];
  for (const [index, square] of squares.entries()) {
    if (square instanceof Uint8Array) kept.push(index);
    else skipped.push({ index, path: paths[index], reason: square.message });
  }
  const size = pipeline.side ** 2 * 3;
  const pixels = new Float32Array(kept.length * size);
  for (const [i, index] of kept.entries()) {
    normalize(squares[index] as Uint8Array, pipeline.normalization, {
      out: pixels,
      offset: i * size,
    });
  }
  return { pixels, kept, skipped };
}
