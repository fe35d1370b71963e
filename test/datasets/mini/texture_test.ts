import assert from "node:assert/strict";
import { tile, TILE_SIDE, TILES } from "../../../lib/datasets/mini/texture.ts";
import { assertClose, mean } from "./close.ts";

Deno.test("tile() gives a pyramid from 128 × 128 to one texel", () => {
  assert.equal(TILE_SIDE, 128);
  for (const name of TILES) {
    const sizes = tile(name).map((level) => level.length);
    assert.deepEqual(sizes, [128, 64, 32, 16, 8, 4, 2, 1].map((side) => side * side));
  }
});

Deno.test("a level of tile() is the rounded mean of two by two texels of the one before", () => {
  for (const name of TILES) {
    const levels = tile(name);
    for (let k = 1, side = 64; side >= 1; k++, side /= 2) {
      for (let i = 0; i < side * side; i++) {
        const at = 4 * side * Math.floor(i / side) + 2 * (i % side), above = levels[k - 1];
        const sum = above[at] + above[at + 1] + above[at + 2 * side] + above[at + 2 * side + 1];
        assert.equal(levels[k][i], Math.floor((sum + 2) / 4));
      }
      // Rounding moves the mean by half a step a level at most.
      assertClose(mean(levels[k]), mean(levels[k - 1]), 0.5);
    }
  }
});

Deno.test("patterns have light and dark, and differ from each other", () => {
  for (const name of TILES) {
    const [full] = tile(name);
    const range = Math.max(...full) - Math.min(...full);
    assert.ok(range > 50, `${name}: ${range}`);
    assert.ok(mean(full) > 40 && mean(full) < 215, `${name}: ${mean(full)}`);
  }
  assert.equal(new Set(TILES.map((name) => tile(name)[0].join())).size, TILES.length);
});

Deno.test("patterns repeat without a seam: the last column goes on in the first, as rows do", () => {
  for (const name of TILES) {
    const [full] = tile(name), n = TILE_SIDE;
    const step = (i: (k: number) => number, j: (k: number) => number) =>
      mean(Array.from({ length: n }, (_, k) => Math.abs(full[i(k)] - full[j(k)])));
    // A step over the seam may be as large as the largest step inside; edges of planks are one.
    const columns = Array.from(
      { length: n - 1 },
      (_, x) => step((y) => y * n + x, (y) => y * n + x + 1),
    );
    const rows = Array.from(
      { length: n - 1 },
      (_, y) => step((x) => y * n + x, (x) => y * n + n + x),
    );
    assert.ok(step((y) => y * n + n - 1, (y) => y * n) <= 1.05 * Math.max(...columns), name);
    assert.ok(step((x) => (n - 1) * n + x, (x) => x) <= 1.05 * Math.max(...rows), name);
  }
});
