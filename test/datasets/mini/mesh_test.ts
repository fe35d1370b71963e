import assert from "node:assert/strict";
import {
  chain,
  type Mesh,
  patch,
  rotation,
  scaling,
  transformed,
  translation,
  type Vec3,
} from "../../../lib/datasets/mini/mesh.ts";
import { Random } from "#lib/tensor";
import { assertClose } from "./close.ts";

/** A flat square of 2 × 2 cm in the xy plane. */
const SQUARE = patch((u, v) => [2 * u - 1, 1 - 2 * v, 0], { columns: 2, rows: 2 });

/** A mesh of one point. */
function point(...at: Vec3): Mesh {
  return {
    positions: Float32Array.from(at),
    normals: Float32Array.of(1, 0, 0),
    uvs: new Float32Array(2),
    triangles: new Uint16Array(3),
    extent: [1, 1],
  };
}

function assertVector(actual: Float32Array, expected: Vec3): void {
  for (let k = 0; k < 3; k++) assertClose(actual[k], expected[k], 1e-6);
}

Deno.test("patch() samples a surface: texture from the top left, normals to the front", () => {
  assert.equal(SQUARE.positions.length, 3 * 9);
  assert.equal(SQUARE.triangles.length, 3 * 8);
  assert.deepEqual([...SQUARE.positions.subarray(0, 3)], [-1, 1, 0]);
  assert.deepEqual([...SQUARE.uvs.subarray(0, 2)], [0, 0]);
  assert.deepEqual([...SQUARE.positions.subarray(24)], [1, -1, 0]);
  assert.deepEqual([...SQUARE.uvs.subarray(16)], [1, 1]);
  for (let i = 0; i < 27; i += 3) assertVector(SQUARE.normals.subarray(i, i + 3), [0, 0, 1]);
});

Deno.test("patch() has no seam in the normals where a surface closes", () => {
  const cylinder = patch(
    (u, v) => [3 * Math.sin(2 * Math.PI * u), -v, 3 * Math.cos(2 * Math.PI * u)],
    { columns: 12, rows: 2, closed: true },
  );
  for (let row = 0; row < 3; row++) {
    const at = (column: number) => 3 * (13 * row + column);
    const [first, last] = [at(0), at(12)].map((i) => cylinder.normals.slice(i, i + 3));
    assert.deepEqual(first, last);
  }
  // In the middle row the faces on both sides are alike; at the rims only one of two is there.
  for (let i = 3 * 13; i < 3 * 26; i += 3) {
    const [x, , z] = cylinder.positions.subarray(i, i + 3);
    assertVector(cylinder.normals.subarray(i, i + 3), [x / 3, 0, z / 3]);
  }
});

Deno.test("rotation(), translation(), scaling() and chain() move points, in the order given", () => {
  const at = (mesh: Mesh) => mesh.positions;
  assertVector(at(transformed(point(1, 2, 3), translation(10, 20, 30))), [11, 22, 33]);
  assertVector(at(transformed(point(1, 2, 3), scaling(2))), [2, 4, 6]);
  assertVector(at(transformed(point(1, 2, 3), rotation("x", Math.PI / 2))), [1, -3, 2]);
  assertVector(at(transformed(point(1, 2, 3), rotation("y", Math.PI / 2))), [3, 2, -1]);
  assertVector(at(transformed(point(1, 2, 3), rotation("z", Math.PI / 2))), [-2, 1, 3]);
  const [move, turn] = [translation(1, 0, 0), rotation("z", Math.PI / 2)];
  assertVector(at(transformed(point(1, 0, 0), chain(move, turn))), [0, 2, 0]);
  assertVector(at(transformed(point(1, 0, 0), chain(turn, move))), [1, 1, 0]);
});

Deno.test("transformed() turns normals and does not move them", () => {
  const { normals } = transformed(
    point(1, 2, 3),
    chain(rotation("z", Math.PI / 2), translation(5, 5, 5), scaling(3)),
  );
  assertVector(normals, [0, 1, 0]);
});

Deno.test("chain() is the same as one transform after the other", () => {
  const random = new Random(3);
  for (let n = 0; n < 20; n++) {
    const steps = [
      rotation("x", random.normal()),
      translation(random.normal(), random.normal(), random.normal()),
      rotation("y", random.normal()),
      scaling(random.uniform(0.5, 2)),
    ];
    const once = transformed(SQUARE, chain(...steps));
    const each = steps.reduce(transformed, SQUARE);
    for (let i = 0; i < once.positions.length; i++) {
      assertClose(once.positions[i], each.positions[i], 1e-5);
      assertClose(once.normals[i], each.normals[i], 1e-5);
    }
  }
});

Deno.test("transformed() leaves the mesh that it is given as it was", () => {
  const before = SQUARE.positions.slice();
  transformed(SQUARE, translation(1, 1, 1));
  assert.deepEqual(SQUARE.positions, before);
});
