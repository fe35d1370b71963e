import { type Mesh, patch, type Vec3 } from "./mesh.ts";

/** A point of a profile: radius and height. */
export type Profile = readonly (readonly [radius: number, height: number])[];

/**
 * Turns a profile about the vertical axis. Go along the profile from top to bottom for normals that
 * point out; corners stay sharp where a point is repeated.
 */
export function lathe(profile: Profile, segments = 28): Mesh {
  const rows = profile.length - 1;
  let length = 0;
  const along = profile.map(([r, y], i) => {
    if (i > 0) length += Math.hypot(r - profile[i - 1][0], y - profile[i - 1][1]);
    return length;
  });
  const widest = Math.max(...profile.map(([r]) => r));
  const mesh = patch((u, v) => {
    const [r, y] = profile[Math.round(v * rows)];
    const angle = 2 * Math.PI * (u - 0.5);
    return [r * Math.sin(angle), y, r * Math.cos(angle)];
  }, { columns: segments, rows, closed: true, extent: [2 * Math.PI * widest, length] });
  // Texture rows follow the length along the profile, so that labels are not stretched.
  for (let k = 0; k < mesh.uvs.length / 2; k++) {
    mesh.uvs[2 * k + 1] = along[Math.floor(k / (segments + 1))] / (length || 1);
  }
  return mesh;
}

/** The six faces of a box with rounded edges: right, left, top, bottom, front, back. Its base is at y = 0. */
export function roundedBox(
  size: Vec3,
  radius: number,
  options: { bulge?: number } = {},
): Mesh[] {
  const half = size.map((s) => s / 2);
  const r = Math.min(radius, ...half.map((h) => h * 0.98));
  const { bulge = 0 } = options;
  // Axes: the direction of the face, then its texture's right and down.
  const faces: [Vec3, Vec3, Vec3][] = [
    [[1, 0, 0], [0, 0, -1], [0, -1, 0]],
    [[-1, 0, 0], [0, 0, 1], [0, -1, 0]],
    [[0, 1, 0], [1, 0, 0], [0, 0, 1]],
    [[0, -1, 0], [1, 0, 0], [0, 0, -1]],
    [[0, 0, 1], [1, 0, 0], [0, -1, 0]],
    [[0, 0, -1], [-1, 0, 0], [0, -1, 0]],
  ];
  return faces.map(([n, right, down]) => {
    const a = extentAlong(half, right), b = extentAlong(half, down), c = extentAlong(half, n);
    const us = stops(a, r), vs = stops(b, r), k = us.length - 1;
    const mesh = patch((u, v) => {
      const s = us[Math.round(u * k)], t = vs[Math.round(v * k)];
      const swell = bulge * (1 - (s / a) ** 2) * (1 - (t / b) ** 2);
      const p = [0, 1, 2].map((i) => n[i] * c + right[i] * s + down[i] * t);
      const inner = p.map((x, i) => Math.max(-half[i] + r, Math.min(half[i] - r, x)));
      const d = p.map((x, i) => x - inner[i]);
      const length = Math.hypot(d[0], d[1], d[2]) || 1;
      const q = inner.map((x, i) => x + (d[i] / length) * r + n[i] * swell);
      return [q[0], q[1] + half[1], q[2]];
    }, { columns: k, rows: k, extent: [2 * a, 2 * b] });
    for (let i = 0; i < mesh.uvs.length / 2; i++) {
      mesh.uvs[2 * i] = (us[i % (k + 1)] / a + 1) / 2;
      mesh.uvs[2 * i + 1] = (vs[Math.floor(i / (k + 1))] / b + 1) / 2;
    }
    return mesh;
  });
}

function extentAlong(half: readonly number[], axis: Vec3): number {
  return Math.abs(axis[0]) * half[0] + Math.abs(axis[1]) * half[1] + Math.abs(axis[2]) * half[2];
}

function stops(half: number, r: number): number[] {
  const edge = half - r;
  return [-half, -edge - 0.55 * r, -edge, -edge / 3, edge / 3, edge, edge + 0.55 * r, half];
}

/** Joins meshes that share a surface. */
export function merged(meshes: readonly Mesh[]): Mesh {
  const vertices = meshes.reduce((n, m) => n + m.positions.length / 3, 0);
  const corners = meshes.reduce((n, m) => n + m.triangles.length, 0);
  const out: Mesh = {
    positions: new Float32Array(vertices * 3),
    normals: new Float32Array(vertices * 3),
    uvs: new Float32Array(vertices * 2),
    triangles: new Uint16Array(corners),
    extent: meshes[0].extent,
  };
  let v = 0, c = 0;
  for (const mesh of meshes) {
    out.positions.set(mesh.positions, 3 * v);
    out.normals.set(mesh.normals, 3 * v);
    out.uvs.set(mesh.uvs, 2 * v);
    for (let i = 0; i < mesh.triangles.length; i++) out.triangles[c++] = mesh.triangles[i] + v;
    v += mesh.positions.length / 3;
  }
  return out;
}

/** A tube along a curve: points with a radius each. */
export function tube(path: readonly (readonly [...Vec3, number])[], segments = 10): Mesh {
  const rows = path.length - 1;
  let up: Vec3 = [0.13, 0.27, 0.95];
  const frames = path.map((_, i) => {
    const a = path[Math.max(0, i - 1)], b = path[Math.min(rows, i + 1)];
    const t = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    const side = unit(cross(up, t));
    up = cross(t, side);
    return [side, up] as const;
  });
  const length = path.reduce(
    (sum, p, i) =>
      i === 0
        ? 0
        : sum + Math.hypot(p[0] - path[i - 1][0], p[1] - path[i - 1][1], p[2] - path[i - 1][2]),
    0,
  );
  return patch((u, v) => {
    const k = Math.round(v * rows), [x, y, z, r] = path[k], [s, t] = frames[k];
    const c = Math.cos(-2 * Math.PI * u) * r, d = Math.sin(-2 * Math.PI * u) * r;
    return [x + s[0] * c + t[0] * d, y + s[1] * c + t[1] * d, z + s[2] * c + t[2] * d];
  }, { columns: segments, rows, closed: true, extent: [2 * Math.PI * path[0][3], length] });
}

/** A flat or gently bent sheet in the xy plane, its front towards +z; `lift` gives its z. */
export function sheet(
  size: readonly [number, number],
  lift: (x: number, y: number) => number,
  cells = 12,
): Mesh {
  const [w, h] = size;
  return patch((u, v) => {
    const x = (u - 0.5) * w, y = (1 - v) * h;
    return [x, y, lift(x, y)];
  }, { columns: cells, rows: cells, extent: [w, h] });
}

/** An ellipsoid around the origin. */
export function ellipsoid(radii: Vec3, segments = 16): Mesh {
  return patch((u, v) => {
    const a = 2 * Math.PI * (u - 0.5), b = Math.PI * v;
    const s = Math.sin(b);
    return [radii[0] * s * Math.sin(a), radii[1] * Math.cos(b), radii[2] * s * Math.cos(a)];
  }, {
    columns: segments,
    rows: Math.ceil(segments * 0.7),
    closed: true,
    extent: [2 * Math.PI * radii[0], Math.PI * radii[1]],
  });
}

/** Cross product. */
export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** The vector scaled to length 1. */
export function unit(a: Vec3): Vec3 {
  const length = Math.hypot(a[0], a[1], a[2]) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
}

/** Scalar product. */
export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
