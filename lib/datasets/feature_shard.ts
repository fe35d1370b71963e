import { join } from "node:path";
import type { Pipeline } from "../image/preprocess.ts";
import { parseJson } from "../io/json.ts";
import { type StoredTensor, withSafetensors, writeSafetensors } from "../tensor/safetensors.ts";
import type { PictureEntry } from "./picture_files.ts";

/** What made a store's features, and how they are laid out. */
export interface StoreDescription {
  /** The encoder's name. */
  readonly encoder: string;
  /** SHA-256 of the encoder's weights. */
  readonly weights: string;
  /** How pictures became the encoder's input. */
  readonly pipeline: Pipeline;
  /** What the encoder multiplied in; absent where in 32 bits. */
  readonly precision?: string;
  /** Whether features by position are stored, too. */
  readonly grid: boolean;
  /** Pictures of a shard; the last one may have fewer. */
  readonly shardSize: number;
}

/** A picture without features. */
export interface SkippedPicture {
  /** What it is called. */
  readonly fileName: string;
  /** Why it could not be decoded, in a sentence. */
  readonly reason: string;
}

/** Features of a shard's pictures: a row for each that could be decoded, in their order. */
export interface ShardFeatures {
  /** F32, `[n, F]`. */
  readonly pooled: StoredTensor;
  /** F16, `[n, P, G]`. */
  readonly grid?: StoredTensor;
  /** The other pictures, by their place in the shard. */
  readonly skipped: readonly { readonly index: number; readonly reason: string }[];
}

/** What a shard says of itself; its values stay on disk. */
export interface ShardFacts {
  /** Of the store it belongs to. */
  readonly description: StoreDescription;
  /** Its pictures, those without features among them. */
  readonly pictures: readonly PictureEntry[];
  /** The pictures that have a row, in the order of the rows. */
  readonly rows: readonly PictureEntry[];
  /** The pictures that have none. */
  readonly skipped: readonly SkippedPicture[];
  /** Shapes of its tensors. */
  readonly shapes: { readonly pooled: readonly number[]; readonly grid?: readonly number[] };
}

/** Pictures of a shard, unless told otherwise. */
export const SHARD_SIZE = 256;

/** Name of a shard's file, by its number from 0. */
export function shardName(number: number): string {
  return `shard-${String(number).padStart(5, "0")}.safetensors`;
}

/** The number in a shard's name; nothing if it is another file's name. */
export function shardNumber(name: string): number | undefined {
  const [, digits] = name.match(/^shard-(\d{5,})\.safetensors$/) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Writes a shard, complete or absent; the same features give the same bytes.
 *
 * @throws {TypeError} If there is not a row for each picture that is not skipped, or the tensors are
 * not those of the description.
 */
export async function writeShard(
  folder: string,
  number: number,
  { description, pictures, features: { pooled, grid, skipped } }: {
    description: StoreDescription;
    pictures: readonly PictureEntry[];
    features: ShardFeatures;
  },
): Promise<void> {
  const path = join(folder, shardName(number));
  const without = new Set(skipped.map(({ index }) => index));
  const rows = pictures.filter((_, index) => !without.has(index));
  const tensors = new Map<string, StoredTensor>();
  if (pictures[0].id !== undefined) {
    const data = Int32Array.from(rows, ({ id }) => id!);
    tensors.set("image_id", { dtype: "I32", shape: [rows.length], data });
  }
  tensors.set("pooled", pooled);
  if (grid !== undefined) tensors.set("grid", grid);
  for (const [name, { shape }] of tensors) {
    if (shape[0] === rows.length) continue;
    throw new TypeError(
      `Cannot write "${path}": "${name}" must have ${rows.length} rows, current value is ${
        shape[0]
      }`,
    );
  }
  if ((grid !== undefined) !== description.grid) {
    throw new TypeError(
      `Cannot write "${path}": it must ${description.grid ? "have a grid" : "be without a grid"}`,
    );
  }
  await writeSafetensors(path, {
    tensors,
    metadata: {
      encoder: description.encoder,
      weights: description.weights,
      pipeline: JSON.stringify(description.pipeline),
      ...description.precision && { precision: description.precision },
      grid: String(description.grid),
      shardSize: String(description.shardSize),
      pictures: JSON.stringify(
        pictures.map(({ id, fileName, checksum }) => ({ id, fileName, checksum })),
      ),
      skipped: JSON.stringify(skipped.map(({ index, reason }) => ({ index, reason }))),
    },
  });
}

/**
 * Reads what a shard says of itself, not its values.
 *
 * @throws {SyntaxError | TypeError} If it is not a shard of a feature store, or damaged.
 */
export async function readShard(folder: string, number: number): Promise<ShardFacts> {
  const path = join(folder, shardName(number));
  return await withSafetensors(path, (_, { tensors, metadata }) => {
    const json = (key: string) => parseJson(metadata[key] ?? "null", `${key} of ${path}`);
    const pooled = tensors.get("pooled")?.shape, grid = tensors.get("grid")?.shape;
    if (pooled === undefined || !metadata.pictures) {
      throw new SyntaxError(`Cannot read "${path}": it is not a shard of a feature store`);
    }
    const pictures = json("pictures").items("picture").map((picture): PictureEntry => ({
      id: picture.find("id")?.integer(),
      fileName: picture.get("fileName").string(),
      checksum: picture.get("checksum").string(),
    }));
    const reasons = new Map(
      json("skipped").items().map((each) => [
        each.get("index").integer(),
        each.get("reason").string(),
      ]),
    );
    const entries = [...pictures.entries()];
    return {
      description: {
        encoder: metadata.encoder,
        weights: metadata.weights,
        pipeline: json("pipeline").value as Pipeline,
        ...metadata.precision && { precision: metadata.precision },
        grid: grid !== undefined,
        shardSize: Number(metadata.shardSize),
      },
      pictures,
      rows: entries.filter(([index]) => !reasons.has(index)).map(([, picture]) => picture),
      skipped: entries.filter(([index]) => reasons.has(index))
        .map(([index, { fileName }]) => ({ fileName, reason: reasons.get(index)! })),
      shapes: { pooled, grid },
    };
  });
}

/** What is different between two descriptions, in words; nothing if they agree. */
export function difference(
  wanted: StoreDescription,
  found: StoreDescription,
): string | undefined {
  if (wanted.encoder !== found.encoder) {
    return `its encoder must be "${wanted.encoder}", current value is "${found.encoder}"`;
  }
  if (wanted.weights !== found.weights) {
    return `its encoder's weights must have the SHA-256 ${short(wanted.weights)}, ` +
      `current value is ${short(found.weights)}`;
  }
  const [mine, theirs] = [wanted.pipeline, found.pipeline] as unknown as Record<string, unknown>[];
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs ?? {})])) {
    const [must, is] = [mine, theirs].map((pipeline) => JSON.stringify(pipeline?.[key]));
    if (must !== is) return `its pipeline's ${key} must be ${must}, current value is ${is}`;
  }
  if (wanted.precision !== found.precision) {
    const [must, is] = [wanted, found].map(({ precision = "float32" }) => precision);
    return `its precision must be ${must}, current value is ${is}`;
  }
  if (wanted.grid !== found.grid) {
    return wanted.grid
      ? "it must have a grid, current tensors are pooled alone"
      : "it must have no grid, current tensors are pooled and grid";
  }
  if (wanted.shardSize !== found.shardSize) {
    return `its shards must be of ${wanted.shardSize} pictures, current value is ${found.shardSize}`;
  }
}

/** A checksum as a message shows it. */
export function short(checksum: string): string {
  return checksum ? `${checksum.slice(0, 12)}…` : "none";
}
