import { Random } from "../tensor/random.ts";
import type { Metric } from "../types.ts";
import { constantCaption, nearestNeighbour } from "./baselines.ts";
import { evaluateCaptions, type Evaluation } from "./evaluate.ts";
import { type Material, rowsOf } from "./material.ts";

/** Seed of the captions and pictures that the constant caption is chosen among and by. */
const CONSTANT_SEED = 1_000;

/**
 * Scores the constant caption on the validation pictures; chosen on training pictures alone.
 *
 * @param material Its pictures need no features: without them all validation pictures are captioned.
 * @param options.metrics Default `N_GRAM_METRICS`.
 */
export async function evaluateConstantCaption(
  { train, val, features }: Pick<Material, "train" | "val"> & Partial<Pick<Material, "features">>,
  { metrics }: { metrics?: readonly Metric[] } = {},
): Promise<Evaluation> {
  const { caption } = constantCaption(train.references, {
    random: new Random(CONSTANT_SEED),
  });
  const ids = features?.val.ids ?? val.images.map(({ id }) => id);
  return await evaluateCaptions("constant-caption", {
    captions: new Map(ids.map((id) => [id, caption])),
    references: val.references,
    metrics,
  });
}

/** Scores the nearest neighbours' consensus on the validation pictures. */
export async function evaluateNearestNeighbour(
  { train, val, features }: Material,
): Promise<Evaluation> {
  const captions = nearestNeighbour(features.val, {
    train: rowsOf(features.train, train),
    references: train.references,
  });
  return await evaluateCaptions("nearest-neighbour", {
    captions,
    references: val.references,
  });
}
