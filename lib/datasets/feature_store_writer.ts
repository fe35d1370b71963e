import { existsSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { INDEX_NAME, readIndex, writeIndex } from "./feature_index.ts";
import {
  difference,
  readShard,
  type ShardFacts,
  type ShardFeatures,
  shardName,
  shardNumber,
  short,
  type StoreDescription,
  writeShard,
} from "./feature_shard.ts";
import { checkPictures, type PictureEntry } from "./picture_files.ts";

/** A run of pictures that are stored in one file. */
export interface Shard {
  /** From 0. */
  readonly number: number;
  /** The first picture's place in the list. */
  readonly from: number;
  /** The place after the last one's. */
  readonly to: number;
}

/**
 * Writes a feature store shard by shard, or what is missing of it.
 *
 * Each shard is complete or absent and says what made it, so a store that was broken off goes on, and
 * ends with the bytes of one that was not. A folder with anything else is refused.
 */
export class FeatureStoreWriter {
  /** The shards that are not there yet, in order. */
  readonly missing: readonly Shard[];
  /** Whether nothing is left to do: all shards are there, and the index. */
  readonly finished: boolean;
  readonly #folder: string;
  readonly #description: StoreDescription;
  readonly #pictures: readonly PictureEntry[];
  readonly #opened = Date.now();

  private constructor(
    folder: string,
    { description, pictures, missing }: {
      description: StoreDescription;
      pictures: readonly PictureEntry[];
      missing: readonly Shard[];
    },
  ) {
    this.#folder = folder;
    this.#description = description;
    this.#pictures = pictures;
    this.missing = missing;
    this.finished = missing.length === 0 && existsSync(join(folder, INDEX_NAME));
  }

  /**
   * Looks what of a store is there.
   *
   * @param options.pictures In the order of the rows; all with ids, or none. File names are relative.
   * @throws {RangeError | TypeError} If the pictures cannot be stored: none, one twice, half with ids.
   * @throws {Error} If the folder holds features of something else: names what differs.
   */
  static async open(
    folder: string,
    { description, pictures }: {
      description: StoreDescription;
      pictures: readonly PictureEntry[];
    },
  ): Promise<FeatureStoreWriter> {
    checkPictures(pictures);
    const shards = cutIntoShards(pictures.length, description.shardSize);
    const present = await readShards(folder);
    const other = await otherThan({ description, pictures, shards }, { folder, present });
    if (other !== undefined) {
      throw new Error(
        `Cannot use the feature store "${folder}": ${other}; choose another folder or delete this one`,
      );
    }
    const missing = shards.filter(({ number }) => !present.has(number));
    return new FeatureStoreWriter(folder, { description, pictures, missing });
  }

  /** Whether all shards are there now, those that other processes have written among them. */
  async isComplete(): Promise<boolean> {
    const there = await readdir(this.#folder).catch(() => []);
    const numbers = new Set(there.map(shardNumber));
    return cutIntoShards(this.#pictures.length, this.#description.shardSize)
      .every(({ number }) => numbers.has(number));
  }

  /** Writes the features of a shard's pictures. */
  async write({ number, from, to }: Shard, features: ShardFeatures): Promise<void> {
    const pictures = this.#pictures.slice(from, to);
    await writeShard(this.#folder, number, { description: this.#description, pictures, features });
  }

  /**
   * Writes the index, when all shards are there.
   *
   * @throws {Error} If no picture has features.
   */
  async finish(): Promise<void> {
    const shards = [...(await readShards(this.#folder)).values()];
    const rows = shards.map((shard) => shard.rows.length);
    const count = rows.reduce((sum, each) => sum + each, 0);
    const skipped = shards.flatMap((shard) => shard.skipped);
    const some = shards.find((shard) => shard.rows.length > 0);
    if (some === undefined) {
      throw new Error(
        `Cannot finish the feature store "${this.#folder}": at least one picture must be readable, ` +
          `current number is 0 of ${skipped.length} (${skipped[0].reason})`,
      );
    }
    const { pooled, grid } = some.shapes;
    await writeIndex(this.#folder, {
      description: this.#description,
      pictures: this.#pictures.length,
      pooled: [count, ...pooled.slice(1)],
      grid: grid && [count, ...grid.slice(1)],
      rows,
      skipped,
    });
    await this.#removeParts();
  }

  /**
   * Removes half files that a kill has left: those that nobody has written to since this store was
   * opened. Another process may be writing the same store.
   */
  async #removeParts(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const [, file] = name.match(/^(.+)\.[0-9a-f]{8}\.partial$/) ?? [];
      if (file === undefined || file !== INDEX_NAME && shardNumber(file) === undefined) continue;
      const path = join(this.#folder, name);
      const time = await stat(path).then((entry) => entry.mtimeMs, () => Infinity);
      if (time < this.#opened) await rm(path, { force: true });
    }
  }
}

function cutIntoShards(count: number, size: number): Shard[] {
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot cut a feature store: a shard must be of a whole number of pictures from 1, ` +
        `current value is ${size}`,
    );
  }
  return Array.from({ length: Math.ceil(count / size) }, (_, number) => ({
    number,
    from: number * size,
    to: Math.min((number + 1) * size, count),
  }));
}

/** What the shards of a folder say of themselves, by number. */
async function readShards(folder: string): Promise<Map<number, ShardFacts>> {
  const names = await readdir(folder).catch((error) => {
    if (error.code === "ENOENT") return [];
    const reason = error.code === "ENOTDIR" ? "it must be a folder" : error.message;
    throw new Error(`Cannot use the feature store "${folder}": ${reason}`, { cause: error });
  });
  const numbers = names.map(shardNumber).filter((number) => number !== undefined);
  const shards = new Map<number, ShardFacts>();
  for (const number of numbers.sort((a, b) => a - b)) {
    shards.set(number, await readShard(folder, number));
  }
  return shards;
}

/** What a folder holds other than what is to be stored, in words; nothing if it holds nothing else. */
async function otherThan(
  { description, pictures, shards }: {
    description: StoreDescription;
    pictures: readonly PictureEntry[];
    shards: readonly Shard[];
  },
  { folder, present }: { folder: string; present: ReadonlyMap<number, ShardFacts> },
): Promise<string | undefined> {
  for (const shard of present.values()) {
    const other = difference(description, shard.description);
    if (other !== undefined) return other;
  }
  if (existsSync(join(folder, INDEX_NAME))) {
    const index = await readIndex(folder);
    const other = difference(description, index.description);
    if (other !== undefined) return other;
    if (index.pictures !== pictures.length) {
      return `it must be of ${pictures.length} pictures, current value is ${index.pictures}`;
    }
  }
  for (const [number, facts] of present) {
    const { from, to } = shards[number] ?? { from: 0, to: 0 };
    const other = otherPictures(pictures.slice(from, to), facts.pictures);
    if (other !== undefined) return `in ${shardName(number)}, ${other}`;
  }
}

function otherPictures(
  wanted: readonly PictureEntry[],
  found: readonly PictureEntry[],
): string | undefined {
  for (const [i, { id, fileName, checksum }] of wanted.entries()) {
    const is = found[i];
    if (is === undefined) break;
    if (is.fileName !== fileName) {
      return `picture ${i} must be "${fileName}", current value is "${is.fileName}"`;
    }
    if (is.id !== id) return `the id of "${fileName}" must be ${id}, current value is ${is.id}`;
    if (is.checksum !== checksum) {
      return `"${fileName}" must have the SHA-256 ${short(checksum)}, ` +
        `current value is ${short(is.checksum)} (the picture has changed)`;
    }
  }
  if (wanted.length !== found.length) {
    return `there must be ${wanted.length} pictures, current value is ${found.length}`;
  }
}
