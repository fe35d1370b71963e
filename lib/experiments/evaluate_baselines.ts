import { Random } from "../tensor/random.ts";
import { detokenize } from "../text/detokenize.ts";
import { splitTokens } from "../text/n_grams.ts";
import { constantCaption, nearestNeighbour } from "./baselines.ts";
import { evaluateCaptions, type Evaluation, tokenizedReferences } from "./evaluate.ts";
import { type Material, rowsOf } from "./material.ts";

/** Seed of the captions and pictures that the constant caption is chosen among and by. */
const CONSTANT_SEED = 1_000;

/** Scores the constant caption on the validation pictures; chosen on training pictures alone. */
export async function evaluateConstantCaption(
  { train, val, features }: Material,
): Promise<Evaluation> {
  const { caption } = constantCaption(tokenizedReferences(train.references), {
    random: new Random(CONSTANT_SEED),
  });
  return await evaluateCaptions("constant-caption", {
    captions: new Map(features.val.ids.map((id) => [id, readable(caption)])),
    references: val.references,
  });
}

/** Scores the nearest neighbours' consensus on the validation pictures. */
export async function evaluateNearestNeighbour(
  { train, val, features }: Material,
): Promise<Evaluation> {
  const captions = nearestNeighbour(features.val, {
    train: rowsOf(features.train, train),
    references: tokenizedReferences(train.references),
  });
  return await evaluateCaptions("nearest-neighbour", {
    captions: new Map([...captions].map(([id, tokens]) => [id, readable(tokens)])),
    references: val.references,
  });
}

function readable(tokens: string): string {
  return detokenize(splitTokens(tokens));
}
