import { type StoredTensor, tensor2d, tensor3d, zeros } from "../tensor/mod.ts";
import type { FeatureSource } from "../training/validate.ts";

/** Features of several pictures. */
export interface FeatureRows {
  /** Image ids in the order of the rows. */
  readonly ids: readonly number[];
  /** Pooled features, `[ids.length, F]` row by row. */
  readonly rows: Float32Array;
  /** Features by position of these pictures, and perhaps of others; absent where none were computed. */
  readonly grid?: FeatureGrid;
}

/** Features by position, read when they are needed. */
export interface FeatureGrid {
  /** Positions and width, `[P, G]`. */
  readonly shape: readonly [number, number];
  /** Reads those of some pictures, `[ids.length, P, G]` row by row. @throws {RangeError} If one has none. */
  read(ids: readonly number[]): Float32Array;
}

/** The rows of the pictures that a test lets through, in their order. */
export function selectRows(
  { ids, rows, grid }: FeatureRows,
  wants: (id: number) => boolean,
): FeatureRows {
  const width = rows.length / ids.length, kept = [...ids.keys()].filter((row) => wants(ids[row]));
  const values = new Float32Array(kept.length * width);
  kept.forEach((from, to) =>
    values.set(rows.subarray(from * width, (from + 1) * width), to * width)
  );
  return { ids: kept.map((row) => ids[row]), rows: values, ...grid && { grid } };
}

/** Gives the features of pictures as tensors; a grid of no positions where there is none. */
export function featureSource({ ids, rows, grid }: FeatureRows): FeatureSource {
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
      grid: grid === undefined
        ? zeros([imageIds.length, 0, width])
        : tensor3d(grid.read(imageIds), [imageIds.length, ...grid.shape]),
    };
  };
}

/** Gives grids that are in memory, as an encoder has just made them: `[ids.length, P, G]`. */
export function gridInMemory(
  ids: readonly number[],
  { data, shape: [, P, G] }: StoredTensor,
): FeatureGrid {
  const places = new Map(ids.map((id, row) => [id, row])), size = P * G;
  return {
    shape: [P, G],
    read(wanted) {
      const values = new Float32Array(wanted.length * size);
      wanted.forEach((id, i) => {
        const row = places.get(id);
        if (row === undefined) {
          throw new RangeError(`Cannot give a grid: there must be one of picture ${id}`);
        }
        values.set((data as Float16Array).subarray(row * size, (row + 1) * size), i * size);
      });
      return values;
    },
  };
}
