import type { SparseAffinities } from "./affinities.ts";
import { DONE, NEXT, OVER, ROUND, type SharedForces, shareForces } from "./forces.ts";
import { negativeEntropy, type Objective } from "./gradient.ts";
import { Quadtree } from "./quadtree.ts";

/** Options of {@linkcode BarnesHutObjective}. */
export interface BarnesHutOptions {
  /** θ: a cell counts as one point if its side is less than so many times its distance; default .5. */
  angle?: number;
  /** Threads beside this one; default 0. The bits of the map do not depend on it. */
  workers?: number;
}

/**
 * The gradient of {@linkcode exactObjective}, approximately, in `O(N log N)`.
 *
 * `∂KL/∂y_i = 4 (Σ_j p_ij w_ij (y_i − y_j) − Σ_j w_ij² (y_i − y_j) / Z)`. Attraction, the first sum, runs over
 * neighbours only, where alone `p_ij` is not zero. For repulsion, the second, and for `Z`, far points are taken
 * together: a quadtree's cell with `m` points, centre of mass `c` and side `s` counts `m w² (y_i − c)` and
 * `m w`, with `w = 1 / (1 + |y_i − c|²)`, if `s / |y_i − c| ≤ θ`; else its parts count. θ = 0 leaves nothing out.
 *
 * Barnes & Hut, 1986 (https://doi.org/10.1038/324446a0); van der Maaten, 2014, section 4
 * (https://jmlr.org/papers/v15/vandermaaten14a.html), whose `r_cell` is the cell's diagonal: ours is the side,
 * as scikit-learn's. The walks are shared among workers; each point's sums are made by one of them in a fixed
 * order, so the map is the same for any number of them.
 *
 * Call {@linkcode BarnesHutObjective.close} at the end, which ends the workers.
 */
export class BarnesHutObjective implements Objective {
  /** Coordinates of the map, `[N, 2]`, in shared memory. */
  readonly map: Float64Array;
  /** The gradient by the coordinates, `[N, 2]`. */
  readonly gradient: Float64Array;
  readonly #shared: SharedForces;
  readonly #tree: Quadtree;
  readonly #workers: Worker[];
  readonly #fixed: number;

  /**
   * Copies everything to shared memory and starts the workers.
   *
   * @param affinities Of `N` points, by {@linkcode sparseAffinities}.
   * @param start Coordinates, `[N, 2]`.
   * @param options θ, and how many threads.
   * @throws {TypeError} If the affinities are not those of so many points.
   */
  constructor(
    { starts, indices, values }: SparseAffinities,
    start: Float64Array,
    { angle = 0.5, workers = 0 }: BarnesHutOptions = {},
  ) {
    const n = start.length / 2;
    if (starts.length !== n + 1) {
      throw new TypeError(
        `Cannot compare map and affinities: a map of ${n} points needs as many rows, ` +
          `current value is ${starts.length - 1}`,
      );
    }
    this.map = sharedFloats(start);
    this.gradient = new Float64Array(2 * n);
    this.#tree = new Quadtree(this.map);
    this.#fixed = negativeEntropy(values);
    const { nodes, skip, order } = this.#tree;
    this.#shared = {
      control: sharedIntegers(Int32Array.of(n, n, 0, 0)), // no work yet
      starts: sharedIntegers(starts),
      indices: sharedIntegers(indices),
      values: sharedFloats(values),
      ...{ map: this.map, nodes, skip, order },
      attraction: sharedFloats(2 * n),
      repulsion: sharedFloats(2 * n),
      normalizers: sharedFloats(n),
      inverseSquaredAngle: 1 / angle ** 2,
    };
    this.#workers = Array.from({ length: workers }, () => {
      const url = new URL("./barnes_hut_worker.ts", import.meta.url);
      const worker = new Worker(url, { type: "module" });
      worker.postMessage(this.#shared);
      return worker;
    });
  }

  /**
   * Computes the gradient at `map`, as {@linkcode Objective} says. The divergence is that of the sparse
   * affinities, with approximate `Z`: compare methods by `klDivergence`.
   */
  evaluate(exaggeration: number, measured: boolean): number {
    const { attraction, repulsion, normalizers } = this.#shared;
    this.#tree.build();
    this.#round();
    let normalizer = 0;
    for (const part of normalizers) normalizer += part;
    const { gradient } = this;
    for (let k = 0; k < gradient.length; k++) {
      gradient[k] = 4 * (exaggeration * attraction[k] - repulsion[k] / normalizer);
    }
    return measured ? this.#fixed + this.#crossEntropy(normalizer) : NaN;
  }

  /** Ends the workers. */
  close(): void {
    const { control } = this.#shared;
    Atomics.store(control, OVER, 1);
    Atomics.add(control, ROUND, 1);
    Atomics.notify(control, ROUND);
    for (const worker of this.#workers) worker.terminate();
  }

  /** Sums all forces. A worker that is late or missing delays nothing: this thread takes what is left. */
  #round(): void {
    const { control, order } = this.#shared, n = order.length;
    Atomics.store(control, DONE, 0);
    Atomics.store(control, NEXT, 0);
    Atomics.add(control, ROUND, 1);
    Atomics.notify(control, ROUND);
    shareForces(this.#shared);
    for (let done; (done = Atomics.load(control, DONE)) < n;) Atomics.wait(control, DONE, done);
  }

  #crossEntropy(normalizer: number): number {
    const { map, starts, indices, values } = this.#shared;
    let sum = 0;
    for (let i = 0; i + 1 < starts.length; i++) {
      for (let at = starts[i]; at < starts[i + 1]; at++) {
        const j = 2 * indices[at];
        const squared = (map[2 * i] - map[j]) ** 2 + (map[2 * i + 1] - map[j + 1]) ** 2;
        sum += values[at] * Math.log((1 + squared) * normalizer);
      }
    }
    return sum;
  }
}

function sharedFloats(values: Float64Array | number): Float64Array {
  const length = typeof values === "number" ? values : values.length;
  const floats = new Float64Array(new SharedArrayBuffer(8 * length));
  if (typeof values !== "number") floats.set(values);
  return floats;
}

function sharedIntegers(values: Int32Array): Int32Array {
  const integers = new Int32Array(new SharedArrayBuffer(4 * values.length));
  integers.set(values);
  return integers;
}
