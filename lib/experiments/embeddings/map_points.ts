import { joinedRows, type Pairs } from "../../projection/modality_gap.ts";
import type { Matrix } from "../../projection/matrix.ts";
import { pca } from "../../projection/pca.ts";
import { neighbourPreservation, trustworthiness } from "../../projection/quality.ts";
import { tsne, type TsneOptions } from "../../projection/tsne.ts";
import type { Progress } from "../../types.ts";

/** How points are mapped: options of t-SNE, and who hears of it. */
export interface MapOptions
  extends Pick<TsneOptions, "tsnePerplexity" | "init" | "seed" | "signal"> {
  /** Told about every iteration. */
  onProgress?: (progress: Progress) => void;
}

/** The perplexity of t-SNE if nothing is said. */
const PERPLEXITY = 30;

/**
 * A perplexity that so few points can have: a third of their number at most, which leaves each point
 * neighbours and others, and 1 at least.
 */
function perplexityFor(count: number, wanted = PERPLEXITY): number {
  return Math.max(1, Math.min(wanted, Math.floor((count - 1) / 3)));
}

/** Maps points by t-SNE, with a smaller perplexity where there are few. @returns `[N, 2]`. */
export async function mapPoints(
  points: Matrix,
  { onProgress, ...options }: MapOptions = {},
): Promise<Matrix> {
  const { map } = await tsne(points, {
    ...options,
    tsnePerplexity: perplexityFor(points.shape[0], options.tsnePerplexity),
    onIteration: ({ iteration, iterations, ended }) =>
      onProgress?.({
        done: ended ? iterations : iteration,
        total: iterations,
        unit: "iterations",
      }),
  });
  return map;
}

/** Maps pictures and captions in one fit, so that a place means the same for both. */
export async function mapPairs(pairs: Pairs, options: MapOptions = {}): Promise<Pairs> {
  const { data } = await mapPoints(joinedRows(pairs), options), [n] = pairs.first.shape;
  return {
    first: { shape: [n, 2], data: data.slice(0, 2 * n) },
    second: { shape: [n, 2], data: data.slice(2 * n) },
  };
}

/**
 * Maps pictures and captions in two fits that know nothing of each other and lays one map over the other,
 * each stretched to the same square: what must not be done, to see what it looks like.
 */
export async function overlaidMaps(pairs: Pairs, options: MapOptions = {}): Promise<Pairs> {
  const { onProgress } = options;
  const half = (before: number): MapOptions => ({
    ...options,
    onProgress: ({ done, total, unit }) =>
      onProgress?.({ done: done + before * total, total: 2 * total, unit }),
  });
  return {
    first: stretched(await mapPoints(pairs.first, half(0))),
    second: stretched(await mapPoints(pairs.second, half(1))),
  };
}

/** Each axis from 0 to 1. */
function stretched({ shape, data }: Matrix): Matrix {
  const ends = [0, 1].map((axis) => {
    const values = [...data].filter((_, at) => at % 2 === axis);
    return [Math.min(...values), Math.max(...values)];
  });
  const scaled = (value: number, [low, high]: number[]) => (value - low) / (high - low || 1);
  return { shape, data: Float64Array.from(data, (value, at) => scaled(value, ends[at % 2])) };
}

/** A map with what it is worth. */
export interface JudgedMap {
  /** What figures call it. */
  title: string;
  /** `[N, 2]`. */
  map: Matrix;
  /** Whether neighbours in the map are true neighbours: 1 is perfect, about .5 chance. */
  trustworthiness: number;
  /** Share of each point's ten nearest neighbours that the map keeps. */
  kept: number;
}

/** Settings of a map among others. */
export interface MapVariant {
  /** What figures call it. */
  title: string;
  /** As for `tsne`; without it the map is of principal components. */
  tsnePerplexity?: number;
  /** Default `pca`. */
  init?: "pca" | "random";
  /** Of a start at random. */
  seed?: number;
}

/** Maps the same points in several ways, and measures each. */
export async function compareMaps(
  points: Matrix,
  variants: readonly MapVariant[],
  { onProgress, signal }: Pick<MapOptions, "onProgress" | "signal"> = {},
): Promise<JudgedMap[]> {
  const judged: JudgedMap[] = [];
  for (const [i, { title, ...options }] of variants.entries()) {
    const report = ({ done, total, unit }: Progress) =>
      onProgress?.({ done: i * total + done, total: variants.length * total, unit });
    const map = options.tsnePerplexity === undefined
      ? (await pca(points)).map
      : await mapPoints(points, { ...options, signal, onProgress: report });
    report({ done: 1000, total: 1000, unit: "iterations" });
    const both = { points, map }, count = points.shape[0];
    // Half of the points are nobody's neighbours.
    const most = Math.max(1, Math.ceil(count / 2) - 1);
    const used = perplexityFor(count, options.tsnePerplexity);
    const changed = options.tsnePerplexity !== undefined && used !== options.tsnePerplexity;
    judged.push({
      title: changed ? `${title} (here ${used})` : title,
      map,
      trustworthiness: await trustworthiness(both, Math.min(12, most)),
      kept: await neighbourPreservation(both, Math.min(10, most)),
    });
  }
  return judged;
}
