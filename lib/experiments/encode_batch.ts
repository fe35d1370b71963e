import type { LoadedBatch } from "../image/load_batch.ts";
import { type StoredTensor, type Tensor, tensor, tidy } from "../tensor/mod.ts";
import type { Encoder, Features } from "../types.ts";

/** What an encoder makes of a batch, as plain values. */
export interface EncodedBatch {
  /** F32, `[B, F]`. */
  pooled: StoredTensor & { dtype: "F32" };
  /** F16, `[B, P, G]`; absent unless asked for. */
  grid?: StoredTensor & { dtype: "F16" };
}

/** Encodes loaded pictures; of none, all sides are 0. Nothing stays in the tensors' memory. */
export async function encodeBatch(
  { pixels, kept }: LoadedBatch,
  { encoder, grid }: { encoder: Encoder; grid: boolean },
): Promise<EncodedBatch> {
  if (kept.length === 0) return nothing(grid);
  const side = encoder.imageSize;
  const features: Partial<Features> = tidy(() => {
    const { pooled, grid: all } = encoder.encode(tensor(pixels, [kept.length, side, side, 3]));
    return (grid ? { pooled, grid: all } : { pooled }) as Record<string, Tensor>;
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
