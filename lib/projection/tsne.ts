import { Random } from "../tensor/mod.ts";
import { affinities, sparseAffinities } from "./affinities.ts";
import { BarnesHutObjective } from "./barnes_hut.ts";
import { descend, type Iteration } from "./descent.ts";
import { exactObjective, type Objective } from "./gradient.ts";
import { type Matrix, matrixSize } from "./matrix.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { pca } from "./pca.ts";

/** How the gradient is computed: over all pairs, or with far points taken together. */
export type TsneMethod = "exact" | "barnes-hut";

/** Up to so many points the exact gradient is fast enough to be the default. */
const EXACT_UP_TO = 3000;

/** From so many points on a second thread is worth waking for each iteration; so many help at most. */
const SHARED_FROM = 3000, MOST_WORKERS = 7;

/** Standard deviation of a start's first column. */
const START_SPREAD = 1e-4;

/** Milliseconds after which a descent lets others run. */
const BREATH = 50;

/** Options of {@linkcode tsne}. */
export interface TsneOptions {
  /** By default `exact` up to 3,000 points, `barnes-hut` above. */
  method?: TsneMethod;
  /** About how many neighbours each point has; from 1 to below the number of points; default 30. */
  tsnePerplexity?: number;
  /** Where the points start: their principal components, at random, or a given map `[N, 2]`; default `pca`. */
  init?: "pca" | "random" | Matrix;
  /** Of a start at random, and of an axis of a `pca` start along which nothing varies; default 0. */
  seed?: number;
  /** The most iterations; default 1,000. */
  iterations?: number;
  /**
   * Threads beside this one for `barnes-hut`; the map does not depend on it. Default: from 3,000 points on
   * one for each further core, at most 7; below none.
   */
  workers?: number;
  /** Hears of every iteration. */
  onIteration?: (iteration: Iteration) => void;
  /** Stops the search for neighbours, or the descent. */
  signal?: AbortSignal;
}

/** Options with what has a default filled in. */
type Settings =
  & TsneOptions
  & Required<Pick<TsneOptions, "method" | "tsnePerplexity" | "iterations" | "workers">>;

/** A finished map. */
export interface TsneMap {
  /** Coordinates, `[N, 2]`. */
  map: Matrix & { data: Float64Array };
  /** `KL(P‖Q)` in nats, as the method sees it. */
  divergence: number;
  /** Iterations made. */
  iterations: number;
  /** Why there were no more. */
  ended: NonNullable<Iteration["ended"]>;
  /** The method that made it. */
  method: TsneMethod;
}

/** Thrown when a signal has stopped a descent: says how far it got. */
export class StoppedDescent extends Error {
  /** What errors of stopped work are called. */
  override name = "AbortError";

  /**
   * Says how far the descent got.
   *
   * @param iteration Iterations made.
   * @param iterations Iterations that were wanted.
   * @param cause The signal's reason.
   */
  constructor(readonly iteration: number, readonly iterations: number, cause: unknown) {
    super(`Cannot finish the map: stopped after ${iteration} of ${iterations} iterations`, {
      cause,
    });
  }
}

/**
 * Lays points out in the plane so that neighbours stay neighbours: t-SNE.
 *
 * Makes `KL(P‖Q) = Σ_ij p_ij ln(p_ij / q_ij)` small, with `P` of {@linkcode affinities} (or
 * {@linkcode sparseAffinities} of three times `tsnePerplexity` neighbours), the gradient of
 * {@linkcode exactObjective} (or {@linkcode BarnesHutObjective}), by {@linkcode descend}.
 *
 * Equal points, options and seed give equal bits on one machine. Start the tensors first.
 *
 * van der Maaten & Hinton, 2008 (https://jmlr.org/papers/v9/vandermaaten08a.html); van der Maaten, 2014
 * (https://jmlr.org/papers/v15/vandermaaten14a.html). Schedule and start are those of scikit-learn.
 *
 * @param points `[N, F]`, `N` at least 3, not all equal.
 * @throws {TypeError} If the points are no matrix, or the start has another shape than `[N, 2]`.
 * @throws {RangeError} If a value is not finite, the points are too few or all equal, or an option is out of range.
 * @throws {StoppedDescent} If the signal has stopped it.
 *
 * @example
 * ```ts
 * import { tsne } from "#lib/projection";
 * import { Random, startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const random = new Random(1);
 * const data = Float32Array.from({ length: 40 * 5 }, (_, at) => random.normal(at < 100 ? 0 : 9));
 * const { map } = await tsne({ shape: [40, 5], data }, { tsnePerplexity: 5, iterations: 300 });
 * assert.deepEqual(map.shape, [40, 2]);
 * ```
 */
export async function tsne(points: Matrix, options: TsneOptions = {}): Promise<TsneMap> {
  const [n] = matrixSize(points);
  const { tsnePerplexity = 30, iterations = 1000, workers = defaultWorkers(n) } = options;
  check(n, { tsnePerplexity, iterations, workers });
  const method = options.method ?? (n <= EXACT_UP_TO ? "exact" : "barnes-hut");
  const settings = { ...options, method, tsnePerplexity, iterations, workers };
  stopIfAsked(options.signal, 0, iterations);
  const start = await startOf(points, options);
  const objective = await objectiveOf(points, start, settings);
  try {
    return { ...await run(objective, settings), method };
  } finally {
    objective.close?.();
  }
}

/** The affinities, and what a map of them costs; a signal may stop it while it looks for neighbours. */
async function objectiveOf(
  points: Matrix,
  start: Float64Array,
  { method, tsnePerplexity, iterations, workers, signal }: Settings,
): Promise<Objective & { close?(): void }> {
  try {
    if (method === "exact") {
      return exactObjective(await affinities(points, tsnePerplexity, { signal }), start);
    }
    const k = Math.min(points.shape[0] - 1, Math.floor(3 * tsnePerplexity + 1));
    const neighbours = await nearestNeighbours(points, k, { signal });
    return new BarnesHutObjective(sparseAffinities(neighbours, tsnePerplexity), start, { workers });
  } catch (error) {
    stopIfAsked(signal, 0, iterations);
    throw error;
  }
}

function defaultWorkers(n: number): number {
  return n < SHARED_FROM ? 0 : Math.min(MOST_WORKERS, navigator.hardwareConcurrency - 1);
}

function check(
  n: number,
  { tsnePerplexity, iterations, workers }: Pick<
    Settings,
    "tsnePerplexity" | "iterations" | "workers"
  >,
): void {
  if (n < 3) {
    throw new RangeError(
      `Cannot make a map: there must be at least 3 points, current value is ${n}`,
    );
  }
  if (!(tsnePerplexity >= 1 && tsnePerplexity < n)) {
    throw new RangeError(
      `Cannot make a map: the perplexity must be from 1 to below the number of points, ${n}, ` +
        `current value is ${tsnePerplexity}`,
    );
  }
  if (!Number.isInteger(iterations) || iterations < 1) {
    throw new RangeError(
      `Cannot make a map: iterations must be a whole number from 1, current value is ${iterations}`,
    );
  }
  if (!Number.isInteger(workers) || workers < 0) {
    throw new RangeError(
      `Cannot make a map: workers must be a whole number from 0, current value is ${workers}`,
    );
  }
}

async function startOf(
  points: Matrix,
  { init = "pca", seed = 0 }: TsneOptions,
): Promise<Float64Array> {
  const [n] = points.shape, random = new Random(seed);
  if (init === "random") {
    return Float64Array.from({ length: 2 * n }, () => random.normal(0, START_SPREAD));
  }
  if (init !== "pca") {
    const [rows, columns] = matrixSize(init);
    if (rows === n && columns === 2) return Float64Array.from(init.data as ArrayLike<number>);
    throw new TypeError(
      `Cannot start the map: the start must be [${n}, 2], current value is [${rows}, ${columns}]`,
    );
  }
  const { map: { data } } = await pca(points);
  let first = 0, second = 0;
  for (let i = 0; i < n; i++) {
    first += data[2 * i] ** 2 / n;
    second += data[2 * i + 1] ** 2 / n;
  }
  if (first === 0) {
    throw new RangeError("Cannot make a map: the points must not all be equal");
  }
  const flat = second < 1e-12 * first; // points on a line: nothing would ever push them off it
  const scale = START_SPREAD / Math.sqrt(first);
  return data.map((value, at) =>
    flat && at % 2 === 1 ? random.normal(0, START_SPREAD / 100) : value * scale
  );
}

async function run(
  objective: Objective,
  { iterations, onIteration, signal }: Settings,
): Promise<Omit<TsneMap, "method">> {
  let breath = performance.now(), made = 0;
  let ended: Iteration["ended"], divergence = NaN;
  for (const iteration of descend(objective, { iterations })) {
    made = iteration.iteration;
    ended = iteration.ended;
    divergence = iteration.divergence ?? divergence;
    onIteration?.(iteration);
    if (performance.now() - breath > BREATH) {
      await new Promise((resolve) => setTimeout(resolve));
      breath = performance.now();
    }
    if (!ended) stopIfAsked(signal, made, iterations);
  }
  const map = { shape: [objective.map.length / 2, 2], data: Float64Array.from(objective.map) };
  return { map, divergence, iterations: made, ended: ended ?? "iterations" };
}

function stopIfAsked(signal: AbortSignal | undefined, made: number, iterations: number): void {
  if (signal?.aborted) throw new StoppedDescent(made, iterations, signal.reason);
}
