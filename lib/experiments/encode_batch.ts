import type { LoadedBatch } from "../image/load_batch.ts";
import { slice, type StoredTensor, type Tensor, tensor, tidy } from "../tensor/mod.ts";
import type { Encoder, Features } from "../types.ts";

/** What an encoder makes of a batch, as plain values. */
export interface EncodedBatch {
  /** F32, `[B, F]`. */
  pooled: StoredTensor & { dtype: "F32" };
  /** F16, `[B, P, G]`; absent unless asked for. */
  grid?: StoredTensor & { dtype: "F16" };
}

/**
 * Encodes loaded pictures; of none, all sides are 0. Nothing stays in the tensors' memory.
 *
 * @param options.rows Fills the batch with black up to so many pictures. The last bits of a product of
 * matrices depend on their number of rows, and on nothing else that is not of the row: with a fixed number
 * a picture's features are the same in whatever company it is encoded.
 */
export async function encodeBatch(
  { pixels, kept }: LoadedBatch,
  { encoder, grid, rows = kept.length }: { encoder: Encoder; grid: boolean; rows?: number },
): Promise<EncodedBatch> {
  if (kept.length === 0) return nothing(grid);
  const side = encoder.imageSize, count = kept.length;
  const features: Partial<Features> = tidy(() => {
    const images = tensor(filledUp(pixels, rows * side * side * 3), [rows, side, side, 3]);
    const { pooled, grid: all } = encoder.encode(images);
    const first = (all: Tensor) => rows === count ? all : slice(all, 0, count);
    return (grid ? { pooled: first(pooled), grid: first(all) } : { pooled: first(pooled) }) as
      & Features
      & Record<string, Tensor>;
  });
  try {
    return {
      pooled: {
        dtype: "F32",
        shape: features.pooled!.shape,
        data: await features.pooled!.data() as Float32Array,
      },
      grid: features.grid && {
        dtype: "F16",
        shape: features.grid.shape,
        data: halved(await features.grid.data() as Float32Array),
      },
    };
  } finally {
    for (const each of Object.values(features)) each.dispose();
  }
}

function filledUp(pixels: Float32Array, length: number): Float32Array {
  if (pixels.length === length) return pixels;
  const all = new Float32Array(length);
  all.set(pixels);
  return all;
}

function nothing(grid: boolean): EncodedBatch {
  return {
    pooled: { dtype: "F32", shape: [0, 0], data: new Float32Array() },
    grid: grid ? { dtype: "F16", shape: [0, 0, 0], data: new Float16Array() } : undefined,
  };
}

/** Values in 16 bits: 11 significant bits, up to 65,504. */
function halved(values: Float32Array): Float16Array {
  const half = new Float16Array(values);
  for (let i = 0; i < half.length; i++) {
    if (Number.isFinite(half[i])) continue;
    throw new RangeError(
      "Cannot store a grid in 16 bits: values must be from -65504 to 65504, " +
        `current value is ${values[i]}`,
    );
  }
  return half;
}

/** Puts tensors one below the other; those of no rows have no widths. */
export function concatenated<T extends StoredTensor & { data: Float32Array | Float16Array }>(
  tensors: readonly T[],
): T {
  const [first, ...others] = tensors.filter(({ shape }) => shape[0] > 0);
  if (first === undefined || others.length === 0) return first ?? tensors[0];
  const all = [first, ...others];
  const rows = all.reduce((sum, { shape }) => sum + shape[0], 0);
  const length = all.reduce((sum, { data }) => sum + data.length, 0);
  const data = first.dtype === "F32" ? new Float32Array(length) : new Float16Array(length);
  let offset = 0;
  for (const each of all) {
    data.set(each.data, offset);
    offset += each.data.length;
  }
  return { ...first, shape: [rows, ...first.shape.slice(1)], data };
}
