import assert from "node:assert/strict";
import { blob } from "../../../lib/datasets/mini/blob.ts";
import type { Mesh } from "../../../lib/datasets/mini/mesh.ts";
import {
  ellipsoid,
  lathe,
  merged,
  roundedBox,
  sheet,
  tube,
} from "../../../lib/datasets/mini/shapes.ts";
import { assertClose } from "./close.ts";

/** Lowest and highest x, y, z. */
function bounds({ positions }: Mesh): [number[], number[]] {
  const axes = [0, 1, 2].map((k) => [...positions].filter((_, i) => i % 3 === k));
  return [axes.map((axis) => Math.min(...axis)), axes.map((axis) => Math.max(...axis))];
}

function assertBounds(mesh: Mesh, low: number[], high: number[], tolerance = 1e-5): void {
  const [from, to] = bounds(mesh);
  for (let k = 0; k < 3; k++) {
    assertClose(from[k], low[k], tolerance);
    assertClose(to[k], high[k], tolerance);
  }
}

/** Calls with position and normal of each vertex. */
function eachVertex(
  { positions, normals }: Mesh,
  check: (p: Float32Array, n: Float32Array) => void,
) {
  for (let i = 0; i < positions.length; i += 3) {
    check(positions.subarray(i, i + 3), normals.subarray(i, i + 3));
  }
}

Deno.test("lathe() turns a profile: a cylinder from top to bottom has normals that point out", () => {
  const mesh = lathe([[2, 5], [2, 3], [2, 0]], 24);
  assertBounds(mesh, [-2, 0, -2], [2, 5, 2], 1e-4);
  eachVertex(mesh, ([x, , z], [nx, ny, nz]) => {
    assertClose(Math.hypot(x, z), 2, 1e-5);
    assertClose((x * nx + z * nz) / 2, 1, 0.01);
    assertClose(ny, 0, 1e-5);
  });
  // The second ring is 2 of 5 cm down the profile, so that a print is not stretched.
  assertClose(mesh.uvs[2 * 25 + 1], 0.4, 1e-6);
  assertClose(mesh.extent[0], 4 * Math.PI, 1e-6);
  assert.equal(mesh.extent[1], 5);
});

Deno.test("roundedBox() stands on the ground, is as large as asked, and faces outwards", () => {
  const faces = roundedBox([4, 6, 2], 0.5);
  const directions = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]];
  assert.equal(faces.length, 6);
  for (const [i, face] of faces.entries()) {
    const along = (v: ArrayLike<number>) => directions[i].reduce((sum, d, k) => sum + d * v[k], 0);
    eachVertex(face, (_, normal) => assert.ok(along(normal) > 0.2));
  }
  assertBounds(merged(faces), [-2, 0, -1], [2, 6, 1]);
});

Deno.test("roundedBox() rounds its corners and can bulge", () => {
  const radius = 0.5, inner = [1.5, 2.5, 0.5];
  eachVertex(merged(roundedBox([4, 6, 2], radius)), ([x, y, z]) => {
    const [a, b, c] = [x, y - 3, z].map((v, k) => Math.max(0, Math.abs(v) - inner[k]));
    // Every vertex is one radius from the box inside.
    assertClose(Math.hypot(a, b, c), radius, 1e-5);
  });
  const [, high] = bounds(roundedBox([4, 6, 2], radius, { bulge: 1 })[4]);
  assert.ok(high[2] > 1.5 && high[2] <= 2, String(high[2]));
});

Deno.test("sheet() stands on the ground and faces the viewer", () => {
  const mesh = sheet([3, 2], () => 0.5);
  assertBounds(mesh, [-1.5, 0, 0.5], [1.5, 2, 0.5]);
  eachVertex(mesh, (_, normal) => assertClose(normal[2], 1, 1e-6));
});

Deno.test("ellipsoid() has its radii, and normals that point out", () => {
  const mesh = ellipsoid([1, 2, 3], 24);
  eachVertex(mesh, ([x, y, z], [nx, ny, nz]) => {
    assertClose(x ** 2 + (y / 2) ** 2 + (z / 3) ** 2, 1, 1e-5);
    assert.ok(x * nx + y * ny + z * nz > 0);
  });
});

Deno.test("tube() has its radius around its path, and normals that point out", () => {
  const mesh = tube([[0, 0, 0, 1], [0, 4, 0, 1], [0, 8, 0, 1]], 12);
  eachVertex(mesh, ([x, , z], [nx, , nz]) => {
    assertClose(Math.hypot(x, z), 1, 1e-5);
    assertClose(x * nx + z * nz, 1, 0.01);
  });
  assertClose(mesh.extent[0], 2 * Math.PI, 1e-6);
  assertClose(mesh.extent[1], 8, 1e-6);
});

Deno.test("merged() keeps every triangle of its meshes", () => {
  const a = sheet([1, 1], () => 0, 2), b = sheet([1, 1], () => 7, 3), both = merged([a, b]);
  const corners = (mesh: Mesh) =>
    [...mesh.triangles].map((v) => [...mesh.positions.subarray(3 * v, 3 * v + 3)]);
  assert.deepEqual(corners(both), [...corners(a), ...corners(b)]);
});

Deno.test("blob() makes a ball of one capsule whose ends are equal", () => {
  const mesh = blob([{ from: [1, 2, 3], to: [1, 2, 3], r0: 5, r1: 5 }], 0.5);
  assert.ok(mesh.triangles.length > 1000);
  eachVertex(mesh, ([x, y, z], [nx, ny, nz]) => {
    const d = Math.hypot(x - 1, y - 2, z - 3);
    // Cells are 10 / 23 cm wide.
    assertClose(d, 5, 0.1);
    assert.ok(((x - 1) * nx + (y - 2) * ny + (z - 3) * nz) / d > 0.95);
  });
});

Deno.test("blob() makes a closed skin: every edge belongs to two triangles", () => {
  const mesh = blob(
    [
      { from: [0, 0, 0], to: [6, 0, 0], r0: 2, r1: 1 },
      { from: [6, 0, 0], to: [6, 5, 1], r0: 1, r1: 1.5 },
    ],
    1,
    20,
  );
  const edges = new Map<string, number>();
  for (let t = 0; t < mesh.triangles.length; t += 3) {
    for (const [a, b] of [[0, 1], [1, 2], [2, 0]]) {
      const ends = [mesh.triangles[t + a], mesh.triangles[t + b]].sort((p, q) => p - q).join();
      edges.set(ends, (edges.get(ends) ?? 0) + 1);
    }
  }
  assert.ok(edges.size > 500);
  assert.ok([...edges.values()].every((count) => count === 2));
});

Deno.test("blob() melts capsules together: the fillet fills the corner between them", () => {
  const arms = [
    { from: [0, 0, 0], to: [8, 0, 0], r0: 1, r1: 1 },
    { from: [0, 0, 0], to: [0, 8, 0], r0: 1, r1: 1 },
  ] as const;
  // How near the surface comes to a point in the corner, outside both arms.
  const nearest = (smooth: number) => {
    let best = Infinity;
    eachVertex(blob(arms, smooth, 40), ([x, y, z]) => {
      best = Math.min(best, Math.hypot(x - 2, y - 2, z));
    });
    return best;
  };
  assert.ok(nearest(4) < nearest(0.1) - 0.3);
});
