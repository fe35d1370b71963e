import { mean } from "../../statistics/mean.ts";
import type { Captions, References, Scores } from "../metric.ts";
import { referencesOf } from "../references_of.ts";
import { countStatements, fScore, type StatementCounts } from "./matching.ts";
import { type Statement, statementsOf } from "./scene_graph.ts";
import { type SpiceSubset, SUBSETS } from "./subsets.ts";
import { tsEngine } from "./ts_engine.ts";
import type { CaptionTuples, SpiceEngine } from "./tuple.ts";

/** How captions are parsed, and what is reported. */
export interface SpiceOptions {
  /** Default: {@linkcode tsEngine}, whose scores are called `SPICE-ts`. */
  engine?: SpiceEngine;
  /** Also scores objects, attributes, relations, numbers, colours and sizes by themselves; default false. */
  subsets?: boolean;
}

/**
 * Scores captions by the objects, attributes and relations that they share with the references.
 *
 * `SPICE = 2PR / (P + R)` with `P = |G(c) ⊗ G(S)| / |G(c)|` and `R = |G(c) ⊗ G(S)| / |G(S)|`: `G(c)` are
 * the statements of the caption's scene graph, `G(S)` those of one graph of all references, and ⊗ counts
 * the caption's statements whose parts share a name or a WordNet synonym set with a reference's. From 0
 * to 1; the corpus value is the mean over images.
 *
 * Anderson et al., 2016, section 3 (https://arxiv.org/abs/1607.08822). Graph and score equal the official
 * program's; the tuples are the engine's, and so is the score's name: `SPICE` stands for official tuples,
 * `SPICE-ts` for those of our own parser, which imitates the official one (`README.md` beside this file
 * says how well). Subsets are named `SPICE-ts Color` for instance; an image whose references state nothing
 * of the kind has `NaN` there and does not count, and a subset that no image has is left out.
 *
 * @param captions PTB tokens between blanks, lower case, without punctuation, by image id.
 * @param references Likewise, at least one line for each caption.
 * @throws {RangeError} If a caption has no reference, or if the engine cannot parse one.
 *
 * @example
 * ```ts
 * import { spice } from "#lib/metrics";
 * import assert from "node:assert/strict";
 *
 * const captions = new Map([[1, "a red car on a road"]]);
 * const references = new Map([[1, ["a red automobile drives down a street", "a car on the road"]]]);
 * const { corpus } = (await spice(captions, references))["SPICE-ts"];
 * assert.ok(corpus > 0.5 && corpus < 1);
 * ```
 */
export async function spice(
  captions: Captions,
  references: References,
  { engine = tsEngine(), subsets = false }: SpiceOptions = {},
): Promise<Record<string, Scores>> {
  const lists = [...captions].map(([imageId, caption]) => {
    return { caption, own: referencesOf(references, imageId) };
  });
  const tuples = await parseAll(lists.flatMap(({ caption, own }) => [caption, ...own]), engine);
  const graphOf = (lines: readonly string[]) =>
    statementsOf(lines.map((line) => tuples.get(line)!));
  const counts = lists.map(({ caption, own }) =>
    countsOf(graphOf([caption]), graphOf(own), subsets)
  );
  const images = Float64Array.from(counts, ({ All }) => fScore(All));
  const scores: Record<string, Scores> = { [engine.name]: { corpus: mean(images), images } };
  if (!subsets) return scores;
  for (const subset of Object.keys(SUBSETS) as SpiceSubset[]) {
    const values = Float64Array.from(
      counts,
      (each) => each[subset]!.written === 0 ? NaN : fScore(each[subset]!),
    );
    const known = values.filter((value) => !Number.isNaN(value));
    if (known.length > 0) {
      scores[`${engine.name} ${subset}`] = { corpus: mean(known), images: values };
    }
  }
  return scores;
}

/** Parses each distinct caption once. */
async function parseAll(
  captions: readonly string[],
  engine: SpiceEngine,
): Promise<Map<string, CaptionTuples>> {
  const distinct = [...new Set(captions)];
  const tuples = await engine.parse(distinct);
  return new Map(distinct.map((caption, i) => [caption, tuples[i]]));
}

function countsOf(
  caption: readonly Statement[],
  references: readonly Statement[],
  subsets: boolean,
): { All: StatementCounts } & Partial<Record<SpiceSubset, StatementCounts>> {
  const kinds = subsets ? Object.entries(SUBSETS) : [];
  const parts = kinds.map(([name, has]) =>
    [name, countStatements(caption.filter(has), references.filter(has))] as const
  );
  return { All: countStatements(caption, references), ...Object.fromEntries(parts) };
}
