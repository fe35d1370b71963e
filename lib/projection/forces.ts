import type { SparseAffinities } from "./affinities.ts";
import { NODE } from "./quadtree.ts";

/** Points that a thread takes at a time. */
const CHUNK = 128;

/** Places in `control`: next chunk, points done, round, whether it is over. */
export const NEXT = 0, DONE = 1, ROUND = 2, OVER = 3;

/** Everything that the threads share; each array lies in shared memory. */
export interface SharedForces extends SparseAffinities {
  control: Int32Array;
  map: Float64Array;
  nodes: Float64Array;
  skip: Int32Array;
  order: Int32Array;
  /** Receives attraction, `[N, 2]`. */
  attraction: Float64Array;
  /** Receives repulsion times `Z`, `[N, 2]`. */
  repulsion: Float64Array;
  /** Receives each point's part of `Z`, `[N]`. */
  normalizers: Float64Array;
  /** `1 / θ²`. */
  inverseSquaredAngle: number;
}

/**
 * Takes chunks of points until none is left and sums the forces on them; every thread does this at the
 * same time. Each point has its own places in the results, so these do not depend on who takes what.
 */
export function shareForces(shared: SharedForces): void {
  const { control, order } = shared, n = order.length;
  for (;;) {
    const from = Atomics.add(control, NEXT, CHUNK);
    if (from >= n) return;
    const to = Math.min(n, from + CHUNK);
    for (let at = from; at < to; at++) {
      attract(shared, order[at]);
      repel(shared, order[at]);
    }
    if (Atomics.add(control, DONE, to - from) + to - from === n) Atomics.notify(control, DONE);
  }
}

function attract(
  { map, starts, indices, values, attraction }: SharedForces,
  i: number,
): void {
  const x = map[2 * i], y = map[2 * i + 1];
  let ax = 0, ay = 0;
  for (let at = starts[i], end = starts[i + 1]; at < end; at++) {
    const j = 2 * indices[at];
    const dx = x - map[j], dy = y - map[j + 1];
    const pull = values[at] / (1 + dx * dx + dy * dy);
    ax += pull * dx;
    ay += pull * dy;
  }
  attraction[2 * i] = ax;
  attraction[2 * i + 1] = ay;
}

function repel(
  { map, nodes, skip, repulsion, normalizers, inverseSquaredAngle }: SharedForces,
  i: number,
): void {
  const x = map[2 * i], y = map[2 * i + 1], size = skip[0];
  let rx = 0, ry = 0, sum = 0;
  for (let node = 0; node < size;) {
    const at = node * NODE;
    const dx = x - nodes[at], dy = y - nodes[at + 1];
    const squared = dx * dx + dy * dy;
    // A leaf has the side 0: it always counts as a whole. So does never a cell that the point is in.
    if (nodes[at + 3] * inverseSquaredAngle > squared) {
      node++;
      continue;
    }
    const weight = 1 / (1 + squared), all = nodes[at + 2] * weight;
    sum += all;
    rx += all * weight * dx;
    ry += all * weight * dy;
    node = skip[node];
  }
  repulsion[2 * i] = rx;
  repulsion[2 * i + 1] = ry;
  normalizers[i] = sum - 1; // without itself, in its own leaf
}
