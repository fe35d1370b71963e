import { consensus } from "../metrics/cider.ts";
import { type CiderVector, DocumentFrequencies } from "../metrics/document_frequencies.ts";
import { tokenizedReferences } from "../metrics/tokenized.ts";
import type { Random } from "../tensor/random.ts";
import type { Captions, References } from "../types.ts";
import { type FeatureRows, selectRows } from "./feature_rows.ts";
import { nearest } from "./nearest.ts";

/** How the constant caption is looked for. */
export interface ConstantCaptionOptions {
  /** Draws the candidates and the pictures. */
  random: Random;
  /** Number of captions that are tried, default 1,000. */
  candidates?: number;
  /** Number of pictures whose references judge them, default 1,000. */
  images?: number;
}

/**
 * Finds the one caption that suits most pictures: what a captioner must beat to have looked at all.
 *
 * Among some training captions, the one with the best mean CIDEr-D against the references of some
 * training pictures; document frequencies from all training references. Of equal ones the first drawn.
 *
 * @param references Of the training pictures, as they were written.
 * @returns `caption` as it was written, and `score`, its mean CIDEr-D on the pictures drawn.
 * @throws {RangeError} If there is no reference.
 *
 * @example
 * ```ts
 * import { constantCaption } from "#lib/experiments";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const references = new Map([[1, ["a red can", "a can"]], [2, ["a can"]], [3, ["two blue mugs"]]]);
 * assert.equal(constantCaption(references, { random: new Random(1) }).caption, "a can");
 * ```
 */
export function constantCaption(
  references: References,
  { random, candidates = 1000, images = 1000 }: ConstantCaptionOptions,
): { caption: string; score: number } {
  const tokens = tokenizedReferences(references);
  const { documents, vectors } = DocumentFrequencies.withVectors(tokens.values());
  const tried = firstOfEach(
    random.split("captions").shuffle(written(references, tokens)),
    candidates,
  );
  if (tried.length === 0) {
    throw new RangeError("Cannot find a constant caption: there is no reference");
  }
  const judges = random.split("pictures").shuffle(vectors.filter(({ length }) => length > 0))
    .slice(0, images);
  const said = tried.map(({ tokens }) => documents.vector(tokens));
  const sums = new Float64Array(tried.length);
  for (const judge of judges) said.forEach((each, i) => sums[i] += consensus(each, judge));
  const best = sums.indexOf(Math.max(...sums));
  return { caption: tried[best].text, score: sums[best] / judges.length };
}

/** A reference with what the metrics see of it. */
interface Written {
  text: string;
  tokens: string;
}

function written(references: References, tokens: References): Written[] {
  return [...references].flatMap(([id, texts]) =>
    texts.map((text, i) => ({ text, tokens: tokens.get(id)![i] }))
  );
}

/** The first captions, of those that are the same to the metrics only one. */
function firstOfEach(captions: readonly Written[], count: number): Written[] {
  const found = new Map<string, Written>();
  for (const each of captions.slice(0, count)) {
    if (!found.has(each.tokens)) found.set(each.tokens, each);
  }
  return [...found.values()];
}

/** What the neighbours are looked for with. */
export interface NearestNeighbourOptions {
  /** Features of the training pictures. */
  train: FeatureRows;
  /** References of the training pictures, as they were written. */
  references: References;
  /** Number of neighbours, default 10. */
  neighbours?: number;
}

/**
 * Captions pictures by what people wrote about similar ones: no language is learned.
 *
 * The ten training pictures with the highest cosine of pooled features give their captions; of these
 * the consensus is taken, the one with the highest mean CIDEr-D to the others. Document frequencies are
 * those of all training references; pictures without a reference are no neighbours; of equal captions
 * or pictures the first counts.
 *
 * Devlin et al., "Exploring nearest neighbor approaches for image captioning", 2015, section 3
 * (https://arxiv.org/abs/1505.04467).
 *
 * @param queries Features of the pictures to caption.
 * @returns Captions as they were written, in the order of the queries.
 * @throws {TypeError} If the features are not of one width.
 * @throws {RangeError} If no training picture has a reference.
 *
 * @example
 * ```ts
 * import { nearestNeighbour } from "#lib/experiments";
 * import assert from "node:assert/strict";
 *
 * const train = { ids: [1, 2, 3], rows: Float32Array.of(1, 0, 0.9, 0.1, 0, 1) };
 * const references = new Map([[1, ["a can", "one red can"]], [2, ["a can"]], [3, ["a dog"]]]);
 * const queries = { ids: [7], rows: Float32Array.of(5, 0.1) };
 * const captions = nearestNeighbour(queries, { train, references, neighbours: 2 });
 * assert.equal(captions.get(7), "a can");
 * ```
 */
export function nearestNeighbour(
  queries: FeatureRows,
  { train, references, neighbours = 10 }: NearestNeighbourOptions,
): Captions {
  const described = withReferences(train, references);
  const lines = described.ids.map((id) => references.get(id)!);
  const tokens = tokenizedReferences(new Map(described.ids.map((id, row) => [id, lines[row]])));
  const { vectors } = DocumentFrequencies.withVectors(tokens.values());
  const found = nearest(queries, described, neighbours);
  return new Map(queries.ids.map((id, i) => {
    const candidates = found[i].flatMap((row) => lines[row]);
    return [id, candidates[mostAgreed(found[i].flatMap((row) => vectors[row]))]];
  }));
}

/** The caption with the highest mean CIDEr-D to all the others. */
function mostAgreed(captions: readonly CiderVector[]): number {
  let best = 0, highest = -Infinity;
  for (let i = 0; i < captions.length; i++) {
    const others = captions.filter((_, j) => j !== i);
    const score = others.length === 0 ? 0 : consensus(captions[i], others);
    if (score > highest) [best, highest] = [i, score];
  }
  return best;
}

function withReferences(train: FeatureRows, references: References): FeatureRows {
  const described = selectRows(train, (id) => (references.get(id)?.length ?? 0) > 0);
  if (described.ids.length === 0) {
    throw new RangeError("Cannot caption by neighbours: no training picture has a reference");
  }
  return described;
}
