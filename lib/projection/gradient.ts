/** What a step of the descent needs to know of a map. */
export interface Objective {
  /** Coordinates of a map, `[N, 2]`. */
  readonly map: Float64Array;
  /** Receives the gradient by the coordinates, `[N, 2]`. */
  readonly gradient: Float64Array;
  /**
   * Computes the gradient of the divergence at `map`.
   *
   * @param exaggeration Factor of all `p_ij`.
   * @param measured Whether the divergence is wanted, which costs more.
   * @returns `KL(P‖Q)`, with unexaggerated `P`; `NaN` if it is not wanted.
   */
  evaluate(exaggeration: number, measured: boolean): number;
}

/**
 * The divergence of a map and its gradient, over all pairs.
 *
 * `q_ij = w_ij / Z` with `w_ij = 1 / (1 + |y_i − y_j|²)` and `Z = Σ_k≠l w_kl`;
 * `KL(P‖Q) = Σ_ij p_ij ln(p_ij / q_ij)`, in nats; `∂KL/∂y_i = 4 Σ_j (p_ij − q_ij) w_ij (y_i − y_j)`.
 *
 * van der Maaten & Hinton, 2008, section 3.3, equation 5, and appendix A
 * (https://jmlr.org/papers/v9/vandermaaten08a.html). One pass over the pairs: attraction
 * `4 Σ_j p_ij w_ij (y_i − y_j)` and repulsion `4 Σ_j w_ij² (y_i − y_j) / Z` are summed apart, since `Z` is
 * known only at the end. Exaggeration is a factor of the attraction.
 *
 * @param pairs Affinities of {@linkcode affinities}, the upper triangle by rows, `N(N − 1)/2` values.
 * @param start Coordinates, `[N, 2]`, in no unit; copied.
 * @returns Its `gradient` is zero until the first `evaluate`. The gradients of all points sum to zero.
 * @throws {TypeError} If the affinities are not those of so many points.
 *
 * @example
 * ```ts
 * import { exactObjective } from "#lib/projection";
 * import assert from "node:assert/strict";
 *
 * const two = exactObjective(Float64Array.of(0.5), Float64Array.of(0, 0, 1, 0));
 * assert.ok(Math.abs(two.evaluate(1, true)) < 1e-12); // two points are always as near as they should be
 * ```
 */
export function exactObjective(pairs: Float64Array, start: Float64Array): Objective {
  const map = start.slice(), n = map.length / 2;
  if (pairs.length !== n * (n - 1) / 2) {
    throw new TypeError(
      `Cannot compare map and affinities: a map of ${n} points needs ${n * (n - 1) / 2} pairs, ` +
        `current value is ${pairs.length}`,
    );
  }
  const gradient = new Float64Array(2 * n), repulsion = new Float64Array(2 * n);
  const fixed = negativeEntropy(pairs) * 2;
  const evaluate = (exaggeration: number, measured: boolean) => {
    gradient.fill(0);
    repulsion.fill(0);
    const half = sumForces(pairs, { map, gradient, repulsion, exaggeration });
    for (let k = 0; k < 2 * n; k++) gradient[k] = 4 * (gradient[k] - repulsion[k] / (2 * half));
    if (!measured) return NaN;
    return fixed + 2 * crossEntropy(pairs, { map, normalizer: 2 * half });
  };
  return { map, gradient, evaluate };
}

/** Adds attraction to `gradient` and repulsion, times `Z`, to `repulsion`. @returns `Z / 2`. */
function sumForces(
  pairs: Float64Array,
  { map, gradient, repulsion, exaggeration }:
    & Pick<Objective, "map" | "gradient">
    & { repulsion: Float64Array; exaggeration: number },
): number {
  let half = 0;
  for (let i = 0, pair = 0; i < map.length; i += 2) {
    const x = map[i], y = map[i + 1];
    let ax = 0, ay = 0, rx = 0, ry = 0;
    for (let j = i + 2; j < map.length; j += 2) {
      const dx = x - map[j], dy = y - map[j + 1];
      const weight = 1 / (1 + dx * dx + dy * dy);
      const pull = exaggeration * pairs[pair++] * weight, push = weight * weight;
      half += weight;
      ax += pull * dx;
      ay += pull * dy;
      rx += push * dx;
      ry += push * dy;
      gradient[j] -= pull * dx;
      gradient[j + 1] -= pull * dy;
      repulsion[j] -= push * dx;
      repulsion[j + 1] -= push * dy;
    }
    gradient[i] += ax;
    gradient[i + 1] += ay;
    repulsion[i] += rx;
    repulsion[i + 1] += ry;
  }
  return half;
}

/** `Σ p ln p`, where zero counts nothing. */
export function negativeEntropy(values: Float64Array): number {
  let sum = 0;
  for (const p of values) if (p > 0) sum += p * Math.log(p);
  return sum;
}

/** `−Σ p_ij ln q_ij` over the pairs, each once. */
function crossEntropy(
  pairs: Float64Array,
  { map, normalizer }: { map: Float64Array; normalizer: number },
): number {
  let sum = 0;
  for (let i = 0, pair = 0; i < map.length; i += 2) {
    for (let j = i + 2; j < map.length; j += 2) {
      const squared = (map[i] - map[j]) ** 2 + (map[i + 1] - map[j + 1]) ** 2;
      sum += pairs[pair++] * Math.log((1 + squared) * normalizer);
    }
  }
  return sum;
}
