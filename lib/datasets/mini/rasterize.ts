import type { View } from "./camera.ts";
import type { Mesh } from "./mesh.ts";

/** Numbers a triangle: a plane (three coefficients over the screen) for each of six values, and its part. */
export const STRIDE = 19;
const NEAR = 1;

/** What is seen at each pixel: how near it is, and which triangle. */
export interface Raster {
  width: number;
  height: number;
  /** 1 / distance along the view, 0 where there is nothing. */
  nearness: Float32Array;
  /** Number of the triangle, −1 where there is nothing. */
  triangle: Int32Array;
  /**
   * For each triangle, coefficients a, b, c of a·x + b·y + c for 1/w, u/w, v/w and the normal / w
   * (view space), then the number of the part. Grows.
   */
  planes: Float64Array;
  count: number;
}

/** Makes an empty raster. */
export function createRaster(width: number, height: number): Raster {
  return clearRaster({
    width,
    height,
    nearness: new Float32Array(width * height),
    triangle: new Int32Array(width * height),
    planes: new Float64Array(STRIDE * 4096),
    count: 0,
  });
}

/** Forgets everything drawn. */
export function clearRaster(raster: Raster): Raster {
  raster.nearness.fill(0);
  raster.triangle.fill(-1);
  raster.count = 0;
  return raster;
}

/**
 * Scans one triangle and keeps the pixels where it is nearer than what was there.
 *
 * A pixel belongs to the triangle if its centre lies inside; nearness is linear over the screen.
 *
 * @param ids Receives `id` at the pixels won, if given.
 * @returns True if at least one pixel was won.
 */
export function scanTriangle(
  target: { width: number; height: number; nearness: Float32Array },
  ids: Int32Array | null,
  id: number,
  x0: number,
  y0: number,
  n0: number,
  x1: number,
  y1: number,
  n1: number,
  x2: number,
  y2: number,
  n2: number,
): boolean {
  const { width, height, nearness } = target;
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  if (area === 0 || area !== area) return false;
  const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2) - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(y0, y1, y2) - 0.5));
  const a = ((n1 - n0) * (y2 - y0) - (n2 - n0) * (y1 - y0)) / area;
  const b = ((n2 - n0) * (x1 - x0) - (n1 - n0) * (x2 - x0)) / area;
  const s1 = y1 === y0 ? 0 : (x1 - x0) / (y1 - y0);
  const s2 = y2 === y1 ? 0 : (x2 - x1) / (y2 - y1);
  const s3 = y0 === y2 ? 0 : (x0 - x2) / (y0 - y2);
  let won = false;
  for (let y = top; y <= bottom; y++) {
    const at = y + 0.5;
    // The row meets exactly two of the three edges.
    let left = Infinity, right = -Infinity;
    if (at < y0 !== at < y1) {
      const x = x0 + (at - y0) * s1;
      if (x < left) left = x;
      if (x > right) right = x;
    }
    if (at < y1 !== at < y2) {
      const x = x1 + (at - y1) * s2;
      if (x < left) left = x;
      if (x > right) right = x;
    }
    if (at < y2 !== at < y0) {
      const x = x2 + (at - y2) * s3;
      if (x < left) left = x;
      if (x > right) right = x;
    }
    if (right < left) continue;
    const first = left <= 0.5 ? 0 : Math.ceil(left - 0.5);
    const last = right >= width ? width - 1 : Math.ceil(right - 0.5) - 1;
    const row = y * width;
    let n = n0 + a * (first + 0.5 - x0) + b * (at - y0);
    for (let i = row + first; i <= row + last; i++, n += a) {
      if (n > nearness[i]) {
        nearness[i] = n;
        if (ids !== null) ids[i] = id;
        won = true;
      }
    }
  }
  return won;
}

/** x, y, w, u, v, normal of the corners of one triangle, and of what clipping adds. */
const corners = new Float64Array(8 * 4);
let seen = new Float32Array(0);

/** Draws a mesh as part number `part`. */
export function drawMesh(raster: Raster, mesh: Mesh, part: number, view: View): void {
  toView(mesh, view);
  const { triangles, uvs } = mesh;
  for (let t = 0; t < triangles.length; t += 3) {
    let near = 0;
    for (let k = 0; k < 3; k++) {
      const v = triangles[t + k], s = 6 * v, c = 8 * k;
      if (seen[s + 2] > NEAR) near++;
      corners[c] = seen[s];
      corners[c + 1] = seen[s + 1];
      corners[c + 2] = seen[s + 2];
      corners[c + 3] = uvs[2 * v];
      corners[c + 4] = uvs[2 * v + 1];
      corners[c + 5] = seen[s + 3];
      corners[c + 6] = seen[s + 4];
      corners[c + 7] = seen[s + 5];
    }
    if (near === 3) drawCorners(raster, view, part, 0, 8, 16);
    else if (near > 0) drawClipped(raster, view, part);
  }
}

/** Positions (right, down, distance) and normals of the vertices as the camera sees them. */
function toView({ positions, normals }: Mesh, view: View): void {
  if (seen.length < positions.length * 2) seen = new Float32Array(positions.length * 3);
  const [rx, ry, rz] = view.right, [dx, dy, dz] = view.down, [fx, fy, fz] = view.forward;
  const [ex, ey, ez] = view.eye;
  for (let i = 0, s = 0; i < positions.length; i += 3, s += 6) {
    const x = positions[i] - ex, y = positions[i + 1] - ey, z = positions[i + 2] - ez;
    const nx = normals[i], ny = normals[i + 1], nz = normals[i + 2];
    seen[s] = rx * x + ry * y + rz * z;
    seen[s + 1] = dx * x + dy * y + dz * z;
    seen[s + 2] = fx * x + fy * y + fz * z;
    seen[s + 3] = rx * nx + ry * ny + rz * nz;
    seen[s + 4] = dx * nx + dy * ny + dz * nz;
    seen[s + 5] = fx * nx + fy * ny + fz * nz;
  }
}

/** Cuts off what lies nearer than the near plane: a triangle or a quadrangle remains. */
function drawClipped(raster: Raster, view: View, part: number): void {
  const kept: number[] = [];
  const source = corners.slice(0, 24);
  let n = 0;
  for (let k = 0; k < 3; k++) {
    const a = 8 * k, b = 8 * ((k + 1) % 3);
    const inside = source[a + 2] > NEAR;
    if (inside) {
      for (let i = 0; i < 8; i++) kept[8 * n + i] = source[a + i];
      n++;
    }
    if (inside !== source[b + 2] > NEAR) {
      const t = (NEAR - source[a + 2]) / (source[b + 2] - source[a + 2]);
      for (let i = 0; i < 8; i++) {
        kept[8 * n + i] = source[a + i] + t * (source[b + i] - source[a + i]);
      }
      n++;
    }
  }
  corners.set(kept);
  drawCorners(raster, view, part, 0, 8, 16);
  if (n === 4) drawCorners(raster, view, part, 0, 16, 24);
}

function drawCorners(
  raster: Raster,
  view: View,
  part: number,
  a: number,
  b: number,
  c: number,
): void {
  const { focal, centreX, centreY } = view;
  const n0 = 1 / corners[a + 2], n1 = 1 / corners[b + 2], n2 = 1 / corners[c + 2];
  const x0 = centreX + focal * corners[a] * n0, y0 = centreY + focal * corners[a + 1] * n0;
  const x1 = centreX + focal * corners[b] * n1, y1 = centreY + focal * corners[b + 1] * n1;
  const x2 = centreX + focal * corners[c] * n2, y2 = centreY + focal * corners[c + 1] * n2;
  if (!scanTriangle(raster, raster.triangle, raster.count, x0, y0, n0, x1, y1, n1, x2, y2, n2)) {
    return;
  }
  const base = raster.count * STRIDE;
  if (raster.planes.length < base + STRIDE) {
    const larger = new Float64Array(2 * raster.planes.length);
    larger.set(raster.planes);
    raster.planes = larger;
  }
  const planes = raster.planes;
  const ax = x1 - x0, ay = y1 - y0, bx = x2 - x0, by = y2 - y0, area = ax * by - bx * ay;
  for (let k = 0; k < 6; k++) {
    // 1/w first, then what is linear over the screen only after division by w.
    const p = k === 0 ? n0 : corners[a + 2 + k] * n0;
    const q = (k === 0 ? n1 : corners[b + 2 + k] * n1) - p;
    const r = (k === 0 ? n2 : corners[c + 2 + k] * n2) - p;
    const gx = (q * by - r * ay) / area, gy = (r * ax - q * bx) / area;
    planes[base + 3 * k] = gx;
    planes[base + 3 * k + 1] = gy;
    planes[base + 3 * k + 2] = p - gx * x0 - gy * y0;
  }
  planes[base + 18] = part;
  raster.count++;
}
