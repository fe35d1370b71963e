import type { Objective } from "./gradient.ts";

/** The schedule of scikit-learn's `TSNE`, whose maps ours are compared with. */
const EXAGGERATION = 12, EXPLORATION = 250, MOMENTUM = [0.5, 0.8] as const;

/** Iterations between two looks at the divergence. */
const CHECKED_EVERY = 50;

/** The descent ends after so many iterations without progress, or at so small a gradient. */
const PATIENCE = 300, LEAST_GRADIENT = 1e-7;

/** How far a descent is. */
export interface Iteration {
  /** Iterations made, from 1. */
  iteration: number;
  /** The most that there will be. */
  iterations: number;
  /** `KL(P‖Q)` before this iteration; measured every 50 iterations and at the last one. */
  divergence?: number;
  /** Set on the last iteration: why there is none after it. */
  ended?: "iterations" | "no progress" | "small gradient";
}

/**
 * Moves the points of a map down the gradient, iteration by iteration.
 *
 * `u ← α u − η g ∘ ∂KL/∂y`, `y ← y + u`, with update `u` and gain `g` of each coordinate, `[N, 2]`. A gain
 * begins at 1, grows by .2 while gradient and last update have opposite signs, else shrinks by a fifth, not
 * below .01 (Jacobs, 1988, https://doi.org/10.1016/0893-6080(88)90003-2). For 250 iterations `p_ij` are
 * exaggerated 12 times and momentum `α` is .5, so that clusters form and can still pass each other; then
 * updates and gains begin anew and `α` is .8. The rate `η` is `max(N / 48, 50)` (Belkina et al., 2019,
 * https://doi.org/10.1038/s41467-019-13055-y).
 *
 * It ends after so many iterations; or, where it looks every 50 iterations, when for 300 the divergence has
 * not fallen (`no progress`), or when the gradient times the gains is no longer than 1e-7 (`small gradient`).
 * Such an end of the first phase begins the second. van der Maaten & Hinton, 2008, section 3.4 and algorithm 1,
 * with scikit-learn's schedule.
 *
 * @param objective Its `map` is changed in place.
 * @param options.iterations The most iterations, from 1; default 1,000.
 * @param options.learningRate `η`; default `max(N / 48, 50)`.
 * @returns Each iteration after it is made; whoever takes no next one stops the descent.
 *
 * @example
 * ```ts
 * import { descend, exactObjective } from "#lib/projection";
 * import assert from "node:assert/strict";
 *
 * // Three points that should stand alike, and do not: one is ten times as far off.
 * const objective = exactObjective(Float64Array.of(1, 1, 1).map((p) => p / 6), Float64Array.of(0, 0, 1, 0, 0, 10));
 * const before = objective.evaluate(1, true);
 * for (const { ended } of descend(objective)) if (ended) break;
 * assert.ok(objective.evaluate(1, true) < before);
 * ```
 */
export function* descend(
  objective: Objective,
  { iterations = 1000, learningRate = defaultLearningRate(objective.map.length / 2) }: {
    iterations?: number;
    learningRate?: number;
  } = {},
): Generator<Iteration> {
  const exploration = Math.min(EXPLORATION, iterations);
  for (const [from, to] of [[0, exploration], [exploration, iterations]]) {
    if (from === to) continue;
    const step = stepper(objective, learningRate);
    let best = Infinity, bestAt = from;
    for (let i = from; i < to; i++) {
      const first = from === 0, last = i === to - 1, checked = (i + 1) % CHECKED_EVERY === 0;
      const divergence = objective.evaluate(first ? EXAGGERATION : 1, checked || last);
      const length = step(MOMENTUM[first ? 0 : 1]);
      const report: Iteration = { iteration: i + 1, iterations };
      if (checked || last) report.divergence = divergence;
      if (divergence < best) [best, bestAt] = [divergence, i];
      const idle = checked && i - bestAt > PATIENCE, flat = checked && length <= LEAST_GRADIENT;
      if (!first && idle) report.ended = "no progress";
      else if (!first && flat) report.ended = "small gradient";
      else if (i === iterations - 1) report.ended = "iterations";
      yield report;
      if (report.ended) return;
      if (idle || flat) break;
    }
  }
}

/** The learning rate for so many points: `max(N / 48, 50)`. */
export function defaultLearningRate(n: number): number {
  return Math.max(n / EXAGGERATION / 4, 50);
}

/** Keeps gains and last update; each call makes one step. It returns the length of the scaled gradient. */
function stepper({ map, gradient }: Objective, learningRate: number) {
  const gains = new Float64Array(map.length).fill(1), update = new Float64Array(map.length);
  return (momentum: number): number => {
    let squares = 0;
    for (let k = 0; k < map.length; k++) {
      gains[k] = Math.max(update[k] * gradient[k] < 0 ? gains[k] + 0.2 : gains[k] * 0.8, 0.01);
      const scaled = gains[k] * gradient[k];
      squares += scaled * scaled;
      update[k] = momentum * update[k] - learningRate * scaled;
      map[k] += update[k];
    }
    return Math.sqrt(squares);
  };
}
