import { mean } from "../../../statistics/mean.ts";
import { pearson } from "../../../statistics/rank_correlation.ts";
import type { Captions, References } from "../../metric.ts";
import { spice } from "../spice.ts";
import { tsEngine } from "../ts_engine.ts";
import type { CaptionTuples, SpiceEngine, Tuple } from "../tuple.ts";
import { tuplesEngine } from "../tuples_engine.ts";
import { standardErrors } from "./standard_errors.ts";

/** Pictures with captions and the official tuples of each. */
export interface Parsed {
  name: string;
  captions: Captions;
  references: References;
  tuples: ReadonlyMap<string, CaptionTuples>;
  /** True for pictures of fold 0, to be judged with a parser that has not learned from it. */
  isUnseen?: boolean;
  /** True for tuples out of the official report: merged, so that they score alike but compare with no parser's. */
  isMerged?: boolean;
}

/** How near an engine's scores and tuples come to the official ones. */
export interface Measured {
  name: string;
  pictures: number;
  isMerged: boolean;
  /** Mean of the engine's scores, and of the official ones. */
  mean: number;
  official: number;
  /** Pearson's correlation of the pictures' scores, and their mean absolute difference. */
  correlation: number;
  difference: number;
  /** How far ratio and correlation would vary with other pictures. */
  errors: { ratio: number; correlation: number };
  /** The pictures that differ most: caption, and share of the sum of squared differences. */
  worst: { caption: string; share: number }[];
  /** Share of distinct captions whose tuples are the official ones. */
  captionsRight: number;
  /** By number of parts: share of the engine's tuples that are official, and of the official ones found. */
  precision: number[];
  recall: number[];
}

/** Compares an engine with official tuples. */
export async function measure(
  { name, captions, references, tuples, isMerged = false }: Parsed,
  engine: SpiceEngine = tsEngine(),
): Promise<Measured> {
  const official = (await spice(captions, references, { engine: tuplesEngine(tuples) })).SPICE;
  const ours = (await spice(captions, references, { engine }))[engine.name];
  const lines = [...captions].flatMap(([id, line]) => [line, ...references.get(id)!]);
  const distinct = [...new Set(lines)];
  const parsed = await engine.parse(distinct);
  const pairs = distinct.map((line, i) => [setOf(parsed[i]), setOf(tuples.get(line)!)] as const);
  return {
    name,
    pictures: captions.size,
    isMerged,
    mean: ours.corpus,
    official: official.corpus,
    correlation: pearson(ours.images, official.images),
    difference: mean(ours.images.map((value, i) => Math.abs(value - official.images[i]))),
    errors: standardErrors(ours.images, official.images),
    worst: worstOf(
      [...captions.values()],
      ours.images.map((value, i) => value - official.images[i]),
    ),
    captionsRight: mean(pairs.map(([a, b]) => Number(isEqual(a, b)))),
    precision: [1, 2, 3].map((parts) => share(pairs, parts, 0)),
    recall: [1, 2, 3].map((parts) => share(pairs, parts, 1)),
  };
}

/** Pictures named as the worst. */
const WORST = 3;

function worstOf(captions: readonly string[], differences: Float64Array): Measured["worst"] {
  const all = differences.reduce((sum, value) => sum + value ** 2, 0);
  return captions.map((caption, i) => ({ caption, share: differences[i] ** 2 / (all || 1) }))
    .sort((a, b) => b.share - a.share).slice(0, WORST);
}

type Tuples = ReadonlyMap<string, Tuple>;

function setOf(tuples: CaptionTuples): Tuples {
  return new Map(tuples.map((tuple) => [tuple.join("\t"), tuple]));
}

function isEqual(a: Tuples, b: Tuples): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key));
}

/** Share of one side's tuples with so many parts that the other side has. */
function share(pairs: readonly (readonly [Tuples, Tuples])[], parts: number, side: 0 | 1): number {
  let found = 0, all = 0;
  for (const pair of pairs) {
    for (const [key, tuple] of pair[side]) {
      if (tuple.length !== parts) continue;
      all++;
      found += Number(pair[1 - side].has(key));
    }
  }
  return found / all;
}
