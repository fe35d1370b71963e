import assert from "node:assert/strict";
import { lookThrough } from "../../../lib/datasets/mini/camera.ts";
import { patch, type Vec3 } from "../../../lib/datasets/mini/mesh.ts";
import {
  clearRaster,
  createRaster,
  drawMesh,
  scanTriangle,
  STRIDE,
} from "../../../lib/datasets/mini/rasterize.ts";
import { Random } from "#lib/tensor";
import { assertClose } from "./close.ts";

type Corner = readonly [x: number, y: number];

/** Looks from z = 10 to the origin; the focal length of a picture 16 pixels wide is 8 pixels. */
const VIEW = lookThrough(
  { eye: [0, 0, 10], target: [0, 0, 0], roll: 0, field: Math.PI / 2 },
  16,
  16,
);

/** Pixels that a triangle covers on an empty target of 12 × 12, at nearness 1. */
function covered(a: Corner, b: Corner, c: Corner): number[] {
  const ids = new Int32Array(144);
  const target = { width: 12, height: 12, nearness: new Float32Array(144) };
  const won = scanTriangle(target, ids, 1, ...a, 1, ...b, 1, ...c, 1);
  const pixels = [...ids.keys()].filter((i) => ids[i] === 1);
  assert.equal(won, pixels.length > 0);
  return pixels;
}

/** Draws one mesh on 16 × 16 pixels. */
function drawn(surface: (u: number, v: number) => Vec3, cells = 1) {
  const raster = createRaster(16, 16);
  drawMesh(raster, patch(surface, { columns: cells, rows: cells }), 5, VIEW);
  return raster;
}

/** Rows and columns that are drawn on, as [first, last] each. */
function extent(triangle: Int32Array) {
  const hit = [...triangle.keys()].filter((i) => triangle[i] >= 0);
  const xs = hit.map((i) => i % 16), ys = hit.map((i) => i >> 4);
  return {
    count: hit.length,
    columns: [Math.min(...xs), Math.max(...xs)],
    rows: [Math.min(...ys), Math.max(...ys)],
  };
}

Deno.test("scanTriangle() covers the pixels whose centres lie inside: a square of two triangles", () => {
  const [a, b, c, d]: Corner[] = [[2, 3], [5, 3], [5, 5], [2, 5]];
  const pixels = [...covered(a, b, c), ...covered(a, c, d)].sort((p, q) => p - q);
  assert.deepEqual(pixels, [38, 39, 40, 50, 51, 52]);
});

Deno.test("scanTriangle() counts centres on a left or upper edge in, on a right or lower one out", () => {
  const [a, b, c, d]: Corner[] = [[0.5, 0.5], [2.5, 0.5], [2.5, 2.5], [0.5, 2.5]];
  const pixels = [...covered(a, b, c), ...covered(a, c, d)].sort((p, q) => p - q);
  assert.deepEqual(pixels, [0, 1, 12, 13]);
});

Deno.test("scanTriangle() clips at the borders and wins nothing outside or on a line", () => {
  assert.equal(covered([-50, -50], [80, -50], [-50, 80]).length, 144);
  assert.deepEqual(covered([-9, -9], [-2, -9], [-9, -2]), []);
  assert.deepEqual(covered([1, 1], [5, 5], [9, 9]), []);
});

Deno.test("scanTriangle() leaves no gap and no pixel to both sides of a shared edge", () => {
  const random = new Random(1);
  const inside = ([x, y]: Corner, corners: Corner[]) =>
    corners.every(([x0, y0], i) => {
      const [x1, y1] = corners[(i + 1) % corners.length];
      return (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > 0;
    });
  for (let n = 0; n < 200; n++) {
    // A corner in each corner of the target, so that the quadrangle is convex.
    const at = (x: number, y: number): Corner => [
      x + random.uniform(-2, 2),
      y + random.uniform(-2, 2),
    ];
    const quad = [at(2, 2), at(10, 2), at(10, 10), at(2, 10)];
    const [a, b, c, d] = quad;
    const first = covered(a, b, c), second = covered(c, a, d);
    const expected = Array.from({ length: 144 }, (_, i) => i)
      .filter((i) => inside([i % 12 + 0.5, Math.floor(i / 12) + 0.5], quad));
    assert.deepEqual([...first, ...second].sort((p, q) => p - q), expected);
  }
});

Deno.test("scanTriangle() shows what is nearer, whichever is drawn first", () => {
  const near: [number, number] = [1, 0.5], far: [number, number] = [2, 0.25];
  for (const order of [[near, far], [far, near]]) {
    const ids = new Int32Array(64), nearness = new Float32Array(64);
    for (const [id, n] of order) {
      // The nearer one covers the left half only.
      const right = id === 1 ? 4 : 8;
      for (const [x, y] of [[right, 0], [0, 8]]) {
        scanTriangle({ width: 8, height: 8, nearness }, ids, id, 0, 0, n, right, 8, n, x, y, n);
      }
    }
    for (let i = 0; i < 64; i++) {
      assert.deepEqual([ids[i], nearness[i]], i % 8 < 4 ? [1, 0.5] : [2, 0.25]);
    }
  }
});

Deno.test("scanTriangle() keeps what was drawn first of two that are as near", () => {
  const ids = new Int32Array(64), target = { width: 8, height: 8, nearness: new Float32Array(64) };
  const scan = (id: number) => scanTriangle(target, ids, id, 0, 0, 1, 16, 0, 1, 0, 16, 1);
  assert.deepEqual([scan(1), scan(2)], [true, false]);
  assert.deepEqual(ids, new Int32Array(64).fill(1));
});

Deno.test("scanTriangle() interpolates nearness in a straight line over the screen", () => {
  const target = { width: 8, height: 8, nearness: new Float32Array(64) };
  // nearness = 1 + x + 10 y at every point of the plane
  scanTriangle(target, null, 0, 0, 0, 1, 20, 0, 21, 0, 20, 201);
  for (let i = 0; i < 64; i++) {
    assertClose(target.nearness[i], 1 + (i % 8 + 0.5) + 10 * ((i >> 3) + 0.5), 1e-4);
  }
});

Deno.test("drawMesh() projects: 10 cm at a distance of 10 cm are 8 pixels", () => {
  const raster = drawn((u, v) => [10 * u - 5, 5 - 10 * v, 0]);
  assert.deepEqual(extent(raster.triangle), { count: 64, columns: [4, 11], rows: [4, 11] });
  const { triangle, planes, nearness } = raster;
  for (let i = 0; i < 256; i++) {
    if (triangle[i] < 0) {
      assert.equal(nearness[i], 0);
      continue;
    }
    const p = triangle[i] * STRIDE, x = i % 16 + 0.5, y = (i >> 4) + 0.5;
    const at = (k: number) =>
      (planes[p + 3 * k] * x + planes[p + 3 * k + 1] * y + planes[p + 3 * k + 2]) / nearness[i];
    assertClose(nearness[i], 0.1, 1e-7);
    // Texture coordinates, the normal towards the viewer, the part.
    assertClose(at(1), (x - 4) / 8, 1e-5);
    assertClose(at(2), (y - 4) / 8, 1e-5);
    assertClose(at(5), -1, 1e-5);
    assert.equal(planes[p + 18], 5);
  }
});

Deno.test("drawMesh() interpolates texture coordinates in space, not over the screen", () => {
  // The plane z = x / 2, that is w = 10 − x / 2: at the pixel s beside the centre, 8 x = s w.
  const { triangle, planes, nearness } = drawn((u, v) => [10 * u - 5, 5 - 10 * v, 5 * u - 2.5]);
  assert.ok(extent(triangle).count > 50);
  for (const [i, t] of triangle.entries()) {
    if (t < 0) continue;
    const p = t * STRIDE, x = i % 16 + 0.5, y = (i >> 4) + 0.5, s = x - 8;
    const u = (planes[p + 3] * x + planes[p + 4] * y + planes[p + 5]) / nearness[i];
    assertClose(u, (10 * s / (8 + s / 2) + 5) / 10, 1e-5);
  }
});

Deno.test("drawMesh() cuts off what lies behind the camera: a floor ends at the horizon", () => {
  const floor = drawn((u, v) => [2000 * u - 1000, -2, 200 * v - 100]);
  assert.deepEqual(extent(floor.triangle), { count: 128, columns: [0, 15], rows: [8, 15] });
  for (const [i, n] of floor.nearness.entries()) {
    // 2 cm below the eye: w = 8 · 2 / (y − 8).
    assertClose(n, i < 128 ? 0 : ((i >> 4) + 0.5 - 8) / 16, 1e-6);
  }
});

Deno.test("drawMesh() draws nothing of what is behind the camera or beside the picture", () => {
  for (const z of [11, 40]) {
    assert.equal(drawn((u, v) => [10 * u - 5, 5 - 10 * v, z]).count, 0);
  }
  assert.equal(drawn((u, v) => [10 * u + 50, 5 - 10 * v, 0]).count, 0);
});

Deno.test("a raster grows with its triangles and is empty after clearRaster()", () => {
  const raster = createRaster(256, 256), cells = 60;
  const view = lookThrough(
    { eye: [0, 0, 10], target: [0, 0, 0], roll: 0, field: Math.PI / 2 },
    256,
    256,
  );
  const mesh = patch((u, v) => [20 * u - 10, 10 - 20 * v, 0], { columns: cells, rows: cells });
  drawMesh(raster, mesh, 3, view);
  assert.equal(raster.count, 2 * cells * cells);
  assert.equal(raster.planes[(raster.count - 1) * STRIDE + 18], 3);
  clearRaster(raster);
  assert.equal(raster.count, 0);
  assert.ok(raster.nearness.every((n) => n === 0) && raster.triangle.every((t) => t === -1));
});
