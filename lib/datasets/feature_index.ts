import { join } from "node:path";
import type { Pipeline } from "../image/preprocess.ts";
import { readJson } from "../io/json.ts";
import { writeJson } from "../io/write.ts";
import { shardName, type SkippedPicture, type StoreDescription } from "./feature_shard.ts";

/** Name of a store's index; it is written last, so a folder that has one is a finished store. */
export const INDEX_NAME = "index.json";

/** Number of the layout, so that a later one is refused and not misread. */
const FORMAT = 1;

/** What a store says of itself as a whole. */
export interface FeatureIndex {
  /** What made it. */
  readonly description: StoreDescription;
  /** Number of all pictures, those that were skipped among them. */
  readonly pictures: number;
  /** `[n, F]` of all shards together. */
  readonly pooled: readonly number[];
  /** `[n, P, G]`; absent where there is no grid. */
  readonly grid?: readonly number[];
  /** Number of rows of each shard. */
  readonly rows: readonly number[];
  /** The pictures that could not be decoded. */
  readonly skipped: readonly SkippedPicture[];
}

/** Writes a store's index, complete or absent. */
export async function writeIndex(folder: string, index: FeatureIndex): Promise<void> {
  const { description, rows, ...rest } = index;
  const { encoder, weights, pipeline, precision, shardSize } = description;
  await writeJson(join(folder, INDEX_NAME), {
    format: FORMAT,
    encoder,
    weights,
    pipeline,
    precision,
    shardSize,
    pictures: rest.pictures,
    pooled: rest.pooled,
    grid: rest.grid,
    shards: rows.map((count, number) => ({ file: shardName(number), rows: count })),
    skipped: rest.skipped,
  });
}

/**
 * Reads a store's index.
 *
 * @throws {SyntaxError | TypeError | RangeError} If it is damaged, or of another layout.
 */
export async function readIndex(folder: string): Promise<FeatureIndex> {
  const root = await readJson(join(folder, INDEX_NAME));
  const format = root.get("format");
  if (format.integer() !== FORMAT) {
    format.refuse(`must be ${FORMAT}, current value is ${format.value}`);
  }
  const pipeline = root.get("pipeline"), grid = root.find("grid");
  const precision = root.find("precision")?.string();
  pipeline.keys(); // an object, at least
  return {
    description: {
      encoder: root.get("encoder").string(),
      weights: root.get("weights").string(),
      pipeline: pipeline.value as Pipeline,
      ...precision && { precision },
      grid: grid !== undefined,
      shardSize: root.get("shardSize").integer(),
    },
    pictures: root.get("pictures").integer(),
    pooled: root.get("pooled").items().map((side) => side.integer()),
    grid: grid?.items().map((side) => side.integer()),
    rows: root.get("shards").items("shard").map((shard) => shard.get("rows").integer()),
    skipped: root.get("skipped").items("skipped picture").map((each) => ({
      fileName: each.get("fileName").string(),
      reason: each.get("reason").string(),
    })),
  };
}
