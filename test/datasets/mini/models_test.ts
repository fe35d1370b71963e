import assert from "node:assert/strict";
import { type Kind, KINDS, type Material } from "#lib/datasets/mini";
import { factsOf } from "../../../lib/datasets/mini/kinds.ts";
import { buildThing } from "../../../lib/datasets/mini/models/models.ts";
import { sampleThing } from "../../../lib/datasets/mini/scene.ts";
import type { Part } from "../../../lib/datasets/mini/surface.ts";
import { Random } from "#lib/tensor";

/** One thing of a kind in each of its materials. */
function things(kind: Kind): [Material, Part[]][] {
  return Object.keys(factsOf(kind).materials).map((material, i) => {
    const random = new Random(i).split(kind), thing = sampleThing(random.split("thing"), kind);
    return [
      material as Material,
      buildThing({ ...thing, material: material as Material }, random, 32),
    ];
  });
}

for (const kind of KINDS) {
  Deno.test(`a ${kind} can be built of each of its materials`, () => {
    for (const [material, parts] of things(kind)) {
      const low = [Infinity, Infinity, Infinity], high = low.map((x) => -x);
      let vertices = 0, pointed = 0;
      for (const { mesh: { positions, normals, uvs, triangles, extent } } of parts) {
        const count = positions.length / 3;
        assert.equal(normals.length, 3 * count);
        assert.equal(uvs.length, 2 * count);
        assert.ok(triangles.length >= 3 && triangles.length % 3 === 0);
        assert.ok(triangles.every((vertex) => vertex < count));
        assert.ok([...positions, ...uvs].every(Number.isFinite), material);
        assert.ok(extent[0] > 0 && extent[1] > 0);
        for (let i = 0; i < positions.length; i++) {
          low[i % 3] = Math.min(low[i % 3], positions[i]);
          high[i % 3] = Math.max(high[i % 3], positions[i]);
        }
        for (let i = 0; i < normals.length; i += 3, vertices++) {
          const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]);
          pointed += Number(Math.abs(length - 1) < 1e-3);
        }
      }
      // Where a surface ends in a point it has no normal there.
      assert.ok(pointed > 0.99 * vertices, `${pointed} of ${vertices}`);
      // In centimetres: on the ground, and between a banknote and a chair in size.
      const size = Math.max(...high.map((x, k) => x - low[k]));
      assert.ok(Math.abs(low[1]) < 1.6, `base at ${low[1]}`);
      assert.ok(size > 6 && size < 100, `${size} cm`);
    }
  });
}

Deno.test("glass is seen through, the contents of a jar are not", () => {
  const bottles = things("bottle");
  for (const [material, parts] of bottles) {
    assert.equal(parts.some(({ surface }) => surface.clear > 0), material === "glass", material);
  }
  for (const [, parts] of things("jar")) {
    assert.ok(parts.some(({ surface }) => surface.clear === 0));
  }
});

Deno.test("a thing is built alike from the same stream, and otherwise from another", () => {
  const build = (seed: number) => {
    const thing = sampleThing(new Random(1), "mug");
    return buildThing(thing, new Random(seed), 32);
  };
  assert.deepEqual(build(1), build(1));
  assert.notDeepEqual(build(1)[0].mesh.positions, build(2)[0].mesh.positions);
});
