import { spread } from "#lib/figures";
import assert from "node:assert/strict";

Deno.test("spread() leaves labels alone that do not touch", () => {
  assert.deepEqual(spread([80, 10, 40], 15, [0, 100]), [80, 10, 40]);
});

Deno.test("spread() sets two labels evenly around their mean", () => {
  assert.deepEqual(spread([50, 52], 15, [0, 100]), [43.5, 58.5]);
});

Deno.test("spread() keeps groups inside the limits", () => {
  assert.deepEqual(spread([99, 100], 10, [0, 100]), [90, 100]);
  assert.deepEqual(spread([-5, 3], 10, [0, 100]), [0, 10]);
});

Deno.test("spread() keeps the order and the gap", () => {
  const wanted = [12, 13, 30, 31, 32, 33, 70, 5];
  const places = spread(wanted, 9, [0, 100]);
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  for (let k = 1; k < order.length; k++) {
    assert.ok(places[order[k]] - places[order[k - 1]] >= 9 - 1e-9);
  }
});
