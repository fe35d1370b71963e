import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, withSafetensors } from "../tensor/safetensors.ts";
import { type FeatureIndex, INDEX_NAME, readIndex } from "./feature_index.ts";
import {
  difference,
  readShard,
  type ShardFacts,
  shardName,
  type SkippedPicture,
  type StoreDescription,
} from "./feature_shard.ts";
import { GridReader, type RowFile, type RowPlace } from "./grid_reader.ts";
import { keyOf, type PictureEntry, type PictureKey } from "./picture_files.ts";

/** The pooled features of all pictures of a store. */
export interface PooledRows {
  /** `[n, F]`, row by row, in the order of the store's pictures. */
  rows: Float32Array;
  /** Width of a row, `F`. */
  width: number;
}

/** The features by position of some pictures. */
export interface GridRows {
  /** `[n, P, G]`, row by row. */
  values: Float32Array;
  /** `n`, `P` and `G`. */
  shape: [number, number, number];
}

/**
 * Features of pictures on disk: what a frozen encoder made of them, once for all that read them.
 *
 * A store is a folder of safetensors files, the shards, and an `index.json`. A shard has the tensors
 * `pooled` (F32, `[n, F]`), with a grid `grid` (F16, `[n, P, G]`) and with ids `image_id` (I32, `[n]`);
 * its metadata name the encoder, the SHA-256 of its weights, the preprocessing pipeline, and the
 * pictures with the SHA-256 of each. A picture that could not be decoded has no row and is listed with
 * the reason. Nothing in it depends on when, where or in how many sittings it was made.
 *
 * `extractFeatures` of `#lib/experiments` makes one.
 */
export class FeatureStore {
  /** What made the features. */
  readonly description: StoreDescription;
  /** The pictures that have features, in the order of the rows. */
  readonly pictures: readonly PictureEntry[];
  /** The pictures that could not be decoded. */
  readonly skipped: readonly SkippedPicture[];
  /** Width of the pooled features, `F`. */
  readonly width: number;
  /** Positions and width of the grid, `[P, G]`; absent where there is none. */
  readonly gridShape?: readonly [number, number];
  readonly #folder: string;
  /** Number of each shard's rows. */
  readonly #rows: readonly number[];
  readonly #places = new Map<PictureKey, { shard: number; row: number }>();

  private constructor(
    folder: string,
    index: FeatureIndex,
    shards: readonly (readonly PictureEntry[])[],
  ) {
    this.#folder = folder;
    this.description = index.description;
    this.pictures = shards.flat();
    this.skipped = index.skipped;
    this.width = index.pooled[1];
    if (index.grid !== undefined) this.gridShape = [index.grid[1], index.grid[2]];
    this.#rows = shards.map(({ length }) => length);
    for (const [shard, pictures] of shards.entries()) {
      for (const [row, picture] of pictures.entries()) {
        this.#places.set(keyOf(picture), { shard, row });
      }
    }
  }

  /**
   * Opens a finished store: reads the index and what the shards say of their pictures, no features.
   *
   * @throws {Error} If the folder holds no finished store, or a shard is not of this one.
   * @throws {SyntaxError | TypeError | RangeError} If the index or a shard is damaged: says where.
   */
  static async open(folder: string): Promise<FeatureStore> {
    if (!existsSync(join(folder, INDEX_NAME))) {
      throw new Error(
        `Cannot read the feature store "${folder}": it must have an ${INDEX_NAME}, ` +
          "which an extraction writes last",
      );
    }
    const index = await readIndex(folder), shards: (readonly PictureEntry[])[] = [];
    for (const number of index.rows.keys()) {
      const shard = await readShard(folder, number), other = foreign(shard, { index, number });
      if (other !== undefined) {
        throw new Error(`Cannot use "${join(folder, shardName(number))}": ${other}`);
      }
      shards.push(shard.rows);
    }
    return new FeatureStore(folder, index, shards);
  }

  /** Reads the pooled features of all pictures. */
  async pooled(): Promise<PooledRows> {
    const { width } = this, rows = new Float32Array(this.pictures.length * width);
    let offset = 0;
    for (const shard of this.#rows.keys()) {
      const { tensors } = await readSafetensors(this.#path(shard), { names: ["pooled"] });
      const { data } = tensors.get("pooled")!;
      rows.set(data as Float32Array, offset);
      offset += data.length;
    }
    return { rows, width };
  }

  /**
   * Reads the features by position of some pictures: their bytes alone, however large the store.
   *
   * @param keys Image ids or, in a store without ids, file names; one may be asked for several times.
   * @throws {TypeError} If the store has no grid.
   * @throws {RangeError} If it has no features of one of the pictures.
   */
  async grid(keys: readonly PictureKey[]): Promise<GridRows> {
    if (this.gridShape === undefined) {
      throw new TypeError(`Cannot give a grid: "${this.#folder}" holds pooled features only`);
    }
    const places = this.placesOf(keys), reader = await this.openGrids();
    try {
      return { values: reader.widened(places), shape: [keys.length, ...this.gridShape] };
    } finally {
      reader.close();
    }
  }

  /**
   * Opens the grids for reading again and again, as training does; {@linkcode placesOf} says where each is.
   *
   * @throws {TypeError} If the store has no grid.
   */
  async openGrids(): Promise<GridReader> {
    if (this.gridShape === undefined) {
      throw new TypeError(`Cannot give a grid: "${this.#folder}" holds pooled features only`);
    }
    const files: RowFile[] = [];
    for (const [shard, rows] of this.#rows.entries()) {
      const path = this.#path(shard);
      files.push({ path, start: rows === 0 ? 0 : await startOf(path, "grid") });
    }
    const [positions, width] = this.gridShape;
    return new GridReader(files, { width: positions * width });
  }

  /** Where pictures' rows are. @throws {RangeError} If the store has no features of one of them. */
  placesOf(keys: readonly PictureKey[]): RowPlace[] {
    return keys.map((key) => {
      const place = this.#places.get(key);
      if (place !== undefined) return place;
      throw new RangeError(`Cannot give a grid: there must be one of picture ${quoted(key)}`);
    });
  }

  #path(shard: number): string {
    return join(this.#folder, shardName(shard));
  }
}

/** Bytes of a file before a tensor's. */
function startOf(path: string, tensor: string): Promise<number> {
  return withSafetensors(path, (_, header) => header.dataStart + header.tensors.get(tensor)!.begin);
}

/** Why a shard is not one of an index's store; nothing if it is. */
function foreign(
  { description, rows, shapes }: ShardFacts,
  { index, number }: { index: FeatureIndex; number: number },
): string | undefined {
  const other = difference(index.description, description);
  if (other !== undefined) return other;
  if (rows.length !== index.rows[number]) {
    return `it must have ${index.rows[number]} rows, current value is ${rows.length}`;
  }
  if (rows.length === 0) return;
  for (const name of ["pooled", "grid"] as const) {
    const [must, is] = [index[name], shapes[name]].map((shape) => shape?.slice(1).join(", "));
    if (must !== is) return `a row of its ${name} must be [${must}], current value is [${is}]`;
  }
}

function quoted(key: PictureKey): string {
  return typeof key === "string" ? `"${key}"` : String(key);
}
