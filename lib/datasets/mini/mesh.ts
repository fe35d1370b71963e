/** A point or direction: x right, y up, z towards the viewer; lengths in centimetres. */
export type Vec3 = readonly [number, number, number];

/** A triangle mesh with smooth normals and one set of texture coordinates. */
export interface Mesh {
  /** Three numbers a vertex. */
  positions: Float32Array;
  /** Three numbers a vertex, of length 1. */
  normals: Float32Array;
  /** Two numbers a vertex, 0 to 1, from the top left of the texture. */
  uvs: Float32Array;
  /** Three vertex numbers a triangle. */
  triangles: Uint16Array;
  /** Size in centimetres that the unit square of texture coordinates covers. */
  extent: readonly [number, number];
}

/** A point of a parametric surface into `out`, `u` and `v` from 0 to 1. */
export type SurfaceFunction = (u: number, v: number) => Vec3;

/**
 * Makes a mesh from a parametric surface, sampled on a grid of `columns` × `rows` cells.
 *
 * Normals are the averages of the faces around a vertex; a surface that closes on itself in `u`
 * shares them across the seam (`closed`).
 */
export function patch(
  surface: SurfaceFunction,
  options: { columns: number; rows: number; closed?: boolean; extent?: readonly [number, number] },
): Mesh {
  const { columns, rows, closed = false, extent = [10, 10] } = options;
  const width = columns + 1, count = width * (rows + 1);
  const positions = new Float32Array(count * 3), uvs = new Float32Array(count * 2);
  for (let j = 0, k = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++, k++) {
      const point = surface(closed && i === columns ? 0 : i / columns, j / rows);
      positions[3 * k] = point[0];
      positions[3 * k + 1] = point[1];
      positions[3 * k + 2] = point[2];
      uvs[2 * k] = i / columns;
      uvs[2 * k + 1] = j / rows;
    }
  }
  const triangles = new Uint16Array(columns * rows * 6);
  for (let j = 0, t = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const a = j * width + i, b = a + 1, c = a + width, d = c + 1;
      triangles.set([a, c, b, b, c, d], t);
      t += 6;
    }
  }
  const normals = faceNormals(positions, triangles);
  if (closed) weldSeam(normals, width, rows);
  normalizeAll(normals);
  return { positions, normals, uvs, triangles, extent };
}

/** Sums the normals of the faces around each vertex, weighted by area. */
export function faceNormals(positions: Float32Array, triangles: Uint16Array): Float32Array {
  const normals = new Float32Array(positions.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
    const ux = positions[b] - positions[a], uy = positions[b + 1] - positions[a + 1];
    const uz = positions[b + 2] - positions[a + 2], vx = positions[c] - positions[a];
    const vy = positions[c + 1] - positions[a + 1], vz = positions[c + 2] - positions[a + 2];
    const nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
    for (let k = 0; k < 3; k++) {
      const v = k === 0 ? a : k === 1 ? b : c;
      normals[v] += nx;
      normals[v + 1] += ny;
      normals[v + 2] += nz;
    }
  }
  return normals;
}

function weldSeam(normals: Float32Array, width: number, rows: number): void {
  for (let j = 0; j <= rows; j++) {
    const a = 3 * j * width, b = a + 3 * (width - 1);
    for (let k = 0; k < 3; k++) normals[a + k] = normals[b + k] = normals[a + k] + normals[b + k];
  }
}

/** Scales every normal to length 1. */
export function normalizeAll(normals: Float32Array): void {
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]) || 1;
    normals[i] /= length;
    normals[i + 1] /= length;
    normals[i + 2] /= length;
  }
}

/** An affine map of space: three rows of four numbers. */
export type Transform = readonly number[];

/** Rotates about an axis through the origin, `angle` in radians. */
export function rotation(axis: "x" | "y" | "z", angle: number): Transform {
  const c = Math.cos(angle), s = Math.sin(angle);
  if (axis === "x") return [1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0];
  if (axis === "y") return [c, 0, s, 0, 0, 1, 0, 0, -s, 0, c, 0];
  return [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0];
}

/** Moves by a vector. */
export function translation(x: number, y: number, z: number): Transform {
  return [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z];
}

/** Scales along the axes; normals are only right for equal factors, which is near enough here. */
export function scaling(x: number, y = x, z = x): Transform {
  return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0];
}

/** Applies transforms from left to right. */
export function chain(...transforms: Transform[]): Transform {
  return transforms.reduce((first, then) => {
    const out = new Array<number>(12);
    for (let r = 0; r < 3; r++) {
      for (let c = 0; c < 4; c++) {
        out[4 * r + c] = then[4 * r] * first[c] + then[4 * r + 1] * first[4 + c] +
          then[4 * r + 2] * first[8 + c] + (c === 3 ? then[4 * r + 3] : 0);
      }
    }
    return out;
  });
}

/** Gives a transformed copy of a mesh. */
export function transformed(mesh: Mesh, m: Transform): Mesh {
  const positions = new Float32Array(mesh.positions.length);
  const normals = new Float32Array(mesh.normals.length);
  for (let i = 0; i < positions.length; i += 3) {
    const x = mesh.positions[i], y = mesh.positions[i + 1], z = mesh.positions[i + 2];
    const nx = mesh.normals[i], ny = mesh.normals[i + 1], nz = mesh.normals[i + 2];
    for (let r = 0; r < 3; r++) {
      positions[i + r] = m[4 * r] * x + m[4 * r + 1] * y + m[4 * r + 2] * z + m[4 * r + 3];
      normals[i + r] = m[4 * r] * nx + m[4 * r + 1] * ny + m[4 * r + 2] * nz;
    }
  }
  normalizeAll(normals);
  return { ...mesh, positions, normals };
}
