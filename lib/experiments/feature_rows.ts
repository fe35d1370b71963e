import { tensor2d, zeros } from "../tensor/mod.ts";
import type { FeatureSource } from "../training/validate.ts";

/** Pooled features of several pictures. */
export interface FeatureRows {
  /** Image ids in the order of the rows. */
  readonly ids: readonly number[];
  /** `[ids.length, F]` row by row. */
  readonly rows: Float32Array;
}

/** The rows of the pictures that a test lets through, in their order. */
export function selectRows(
  { ids, rows }: FeatureRows,
  wants: (id: number) => boolean,
): FeatureRows {
  const width = rows.length / ids.length, kept = [...ids.keys()].filter((row) => wants(ids[row]));
  const values = new Float32Array(kept.length * width);
  kept.forEach((from, to) =>
    values.set(rows.subarray(from * width, (from + 1) * width), to * width)
  );
  return { ids: kept.map((row) => ids[row]), rows: values };
}

/** Gives the pooled features of pictures as tensors; there is no grid. */
export function featureSource({ ids, rows }: FeatureRows): FeatureSource {
  const width = rows.length / ids.length;
  const places = new Map(ids.map((id, row) => [id, row]));
  return (imageIds) => {
    const values = new Float32Array(imageIds.length * width);
    imageIds.forEach((id, i) => {
      const row = places.get(id);
      if (row === undefined) {
        throw new RangeError(`Cannot give features: there must be some of picture ${id}`);
      }
      values.set(rows.subarray(row * width, (row + 1) * width), i * width);
    });
    return {
      pooled: tensor2d(values, [imageIds.length, width]),
      grid: zeros([imageIds.length, 0, width]),
    };
  };
}
