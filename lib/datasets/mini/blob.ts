import { type Mesh, normalizeAll, type Vec3 } from "./mesh.ts";

/** A capsule whose radius goes from `r0` at `from` to `r1` at `to`; equal ends make a ball. */
export interface Limb {
  from: Vec3;
  to: Vec3;
  r0: number;
  r1: number;
}

/**
 * Melts capsules into one skin: the zero level of a smooth union, made into a mesh by surface nets
 * (Gibson, "Constrained elastic surface nets", 1998: one vertex a cell that the level crosses, at the
 * mean of the crossings on its edges).
 *
 * @param smooth Width of the fillets in centimetres.
 * @param cells Cells along the longest side.
 */
export function blob(limbs: readonly Limb[], smooth: number, cells = 26): Mesh {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (const { from, to, r0, r1 } of limbs) {
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k], from[k] - r0, to[k] - r1);
      high[k] = Math.max(high[k], from[k] + r0, to[k] + r1);
    }
  }
  const step = Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2]) / (cells - 3);
  const origin = low.map((x) => x - 1.5 * step) as unknown as Vec3;
  const size = low.map((x, k) => Math.ceil((high[k] - x) / step) + 4) as unknown as Vec3;
  return surfaceNet(field(limbs, { smooth, origin, size, step }), { origin, size, step });
}

interface Lattice {
  origin: Vec3;
  size: Vec3;
  step: number;
}

/** Signed distance, roughly, at every lattice point: negative inside. */
function field(limbs: readonly Limb[], lattice: Lattice & { smooth: number }): Float32Array {
  const { origin, size, step, smooth: k } = lattice;
  const [nx, ny, nz] = size;
  const values = new Float32Array(nx * ny * nz).fill(1e3);
  for (const { from, to, r0, r1 } of limbs) {
    const dx = to[0] - from[0], dy = to[1] - from[1], dz = to[2] - from[2];
    const inverse = 1 / (dx * dx + dy * dy + dz * dz || 1);
    const reach = Math.max(r0, r1) + k + 2 * step;
    const range = [0, 1, 2].map((axis) => [
      Math.max(0, Math.floor((Math.min(from[axis], to[axis]) - reach - origin[axis]) / step)),
      Math.min(
        size[axis] - 1,
        Math.ceil((Math.max(from[axis], to[axis]) + reach - origin[axis]) / step),
      ),
    ]);
    for (let c = range[2][0]; c <= range[2][1]; c++) {
      const z = origin[2] + c * step - from[2];
      for (let b = range[1][0]; b <= range[1][1]; b++) {
        const y = origin[1] + b * step - from[1];
        for (let a = range[0][0], i = (c * ny + b) * nx + a; a <= range[0][1]; a++, i++) {
          const x = origin[0] + a * step - from[0];
          let t = (x * dx + y * dy + z * dz) * inverse;
          t = t < 0 ? 0 : t > 1 ? 1 : t;
          const px = x - t * dx, py = y - t * dy, pz = z - t * dz;
          const d = Math.sqrt(px * px + py * py + pz * pz) - r0 - t * (r1 - r0);
          const old = values[i], h = k - Math.abs(old - d);
          values[i] = Math.min(old, d) - (h > 0 ? (h * h) / (4 * k) : 0);
        }
      }
    }
  }
  return values;
}

const EDGES = [0, 1, 0, 2, 0, 4, 1, 3, 1, 5, 2, 3, 2, 6, 3, 7, 4, 5, 4, 6, 5, 7, 6, 7];

function surfaceNet(values: Float32Array, { origin, size, step }: Lattice): Mesh {
  const [nx, ny, nz] = size, layer = nx * ny;
  const corner = [0, 1, nx, nx + 1, layer, layer + 1, layer + nx, layer + nx + 1];
  const vertex = new Int32Array(values.length).fill(-1);
  const positions: number[] = [],
    normals: number[] = [],
    uvs: number[] = [],
    triangles: number[] = [];
  for (let c = 0; c < nz - 1; c++) {
    for (let b = 0; b < ny - 1; b++) {
      for (let a = 0, i = c * layer + b * nx; a < nx - 1; a++, i++) {
        let mask = 0;
        for (let k = 0; k < 8; k++) if (values[i + corner[k]] < 0) mask |= 1 << k;
        if (mask === 0 || mask === 255) continue;
        let x = 0, y = 0, z = 0, n = 0;
        for (let e = 0; e < 24; e += 2) {
          const p = EDGES[e], q = EDGES[e + 1];
          const f = values[i + corner[p]], g = values[i + corner[q]];
          if (f < 0 === g < 0) continue;
          const t = f / (f - g);
          x += (p & 1) + t * ((q & 1) - (p & 1));
          y += ((p >> 1) & 1) + t * (((q >> 1) & 1) - ((p >> 1) & 1));
          z += (p >> 2) + t * ((q >> 2) - (p >> 2));
          n++;
        }
        vertex[i] = positions.length / 3;
        const px = origin[0] + (a + x / n) * step, py = origin[1] + (b + y / n) * step;
        const pz = origin[2] + (c + z / n) * step;
        positions.push(px, py, pz);
        const v = (k: number) => values[i + corner[k]];
        const gx = v(1) + v(3) + v(5) + v(7) - v(0) - v(2) - v(4) - v(6);
        const gy = v(2) + v(3) + v(6) + v(7) - v(0) - v(1) - v(4) - v(5);
        const gz = v(4) + v(5) + v(6) + v(7) - v(0) - v(1) - v(2) - v(3);
        normals.push(gx, gy, gz);
        uvs.push((px + 0.6 * pz) / 10, (-py + 0.35 * pz) / 10);
      }
    }
  }
  for (let c = 1; c < nz - 1; c++) {
    for (let b = 1; b < ny - 1; b++) {
      for (let a = 1, i = c * layer + b * nx + 1; a < nx - 1; a++, i++) {
        const inside = values[i] < 0;
        quad(inside !== values[i + 1] < 0, i, nx, layer);
        quad(inside !== values[i + nx] < 0, i, 1, layer);
        quad(inside !== values[i + layer] < 0, i, 1, nx);
      }
    }
  }
  function quad(crossed: boolean, i: number, p: number, q: number): void {
    if (!crossed) return;
    const a = vertex[i], b = vertex[i - p], c = vertex[i - q], d = vertex[i - p - q];
    triangles.push(a, b, c, b, d, c);
  }
  const mesh = {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals),
    uvs: Float32Array.from(uvs),
    triangles: Uint16Array.from(triangles),
    extent: [10, 10] as const,
  };
  normalizeAll(mesh.normals);
  return mesh;
}
