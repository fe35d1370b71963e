import assert from "node:assert/strict";
import { type Camera, lookThrough } from "../../../lib/datasets/mini/camera.ts";
import { cross, dot } from "../../../lib/datasets/mini/shapes.ts";
import type { Vec3 } from "../../../lib/datasets/mini/mesh.ts";
import { Random } from "#lib/tensor";
import { assertClose } from "./close.ts";

const CAMERA: Camera = { eye: [0, 0, 10], target: [0, 0, 0], roll: 0, field: Math.PI / 2 };

function assertVector(actual: Vec3, expected: Vec3): void {
  for (let k = 0; k < 3; k++) assertClose(actual[k], expected[k], 1e-12);
}

Deno.test("lookThrough() looks along −z with x to the right and y up", () => {
  const { forward, right, down, centreX, centreY } = lookThrough(CAMERA, 40, 30);
  assertVector(forward, [0, 0, -1]);
  assertVector(right, [1, 0, 0]);
  assertVector(down, [0, -1, 0]);
  assert.deepEqual([centreX, centreY], [20, 15]);
});

Deno.test("lookThrough() rolled clockwise sees the room turned the other way: up is to the left", () => {
  const { right, down } = lookThrough({ ...CAMERA, roll: Math.PI / 2 }, 40, 30);
  assertVector(right, [0, -1, 0]);
  assertVector(down, [-1, 0, 0]);
});

Deno.test("lookThrough() covers the field by the longer side, in both formats", () => {
  for (const [width, height] of [[40, 30], [30, 40]]) {
    assertClose(lookThrough(CAMERA, width, height).focal, 20, 1e-12);
  }
});

Deno.test("lookThrough() gives axes of length 1 at right angles, even straight down", () => {
  const random = new Random(2), any = () => random.uniform(-9, 9);
  const cameras = Array.from({ length: 50 }, (): Camera => ({
    eye: [any(), any(), any()],
    target: [any(), any(), any()],
    roll: any(),
    field: 1,
  }));
  for (const camera of [...cameras, { ...CAMERA, eye: [0, 9, 0] as const }]) {
    const { right, down, forward } = lookThrough(camera, 40, 30);
    for (const axis of [right, down, forward]) assertClose(dot(axis, axis), 1, 1e-9);
    assertClose(dot(right, down), 0, 1e-9);
    assertVector(cross(right, down), forward);
  }
});
