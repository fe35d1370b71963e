import assert from "node:assert/strict";
import { resize } from "#lib/image";
import { Random } from "../../lib/tensor/random.ts";

/** A grey picture from rows of values. */
function grey(rows: number[][]) {
  const data = Uint8Array.from(rows.flat().flatMap((v) => [v, v, v]));
  return { width: rows[0].length, height: rows.length, data };
}
const reds = (data: Uint8Array) => [...data].filter((_, i) => i % 3 === 0);

function noise(width: number, height: number) {
  const random = new Random(3);
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.integer(256));
  return { width, height, data };
}

Deno.test("resize() to half with the bilinear kernel weighs 1, 3, 3, 1 inside and 3, 3, 1 at the ends", () => {
  const row = grey([[0, 80, 160, 240, 0, 80]]);
  const half = resize(row, { width: 3, height: 1, filter: "bilinear" });
  // (3·0 + 3·80 + 160) / 7; (80 + 3·160 + 3·240 + 0) / 8; (240 + 3·0 + 3·80) / 7
  assert.deepEqual(reds(half.data), [57, 160, 69]);
});

Deno.test("resize() to twice the size interpolates at quarters", () => {
  const twice = resize(grey([[0], [100]]), { width: 1, height: 4, filter: "bilinear" });
  assert.deepEqual(reds(twice.data), [0, 25, 75, 100]);
});

Deno.test("resize() with the bicubic kernel overshoots at an edge, and clips", () => {
  const edge = grey([[0, 0, 0, 255, 255, 255]]);
  const twice = resize(edge, { width: 12, height: 1, filter: "bicubic" });
  assert.equal(Math.min(...twice.data), 0);
  assert.equal(Math.max(...twice.data), 255);
  const soft = resize(grey([[50, 50, 50, 200, 200, 200]]), {
    width: 12,
    height: 1,
    filter: "bicubic",
  });
  assert.ok(Math.max(...soft.data) > 200 && Math.min(...soft.data) < 50);
});

Deno.test("resize() to its own size changes nothing", () => {
  const picture = noise(13, 9);
  for (const filter of ["bilinear", "bicubic"] as const) {
    assert.deepEqual(resize(picture, { width: 13, height: 9, filter }).data, picture.data);
  }
});

Deno.test("resize() of a box equals the box of the resized picture", () => {
  const picture = noise(37, 29);
  const whole = resize(picture, { width: 17, height: 41, filter: "bicubic" });
  const box = { left: 3, top: 11, width: 8, height: 20 };
  const part = resize(picture, { width: 17, height: 41, filter: "bicubic", box });
  for (let y = 0; y < box.height; y++) {
    const from = ((y + box.top) * 17 + box.left) * 3;
    assert.deepEqual(
      part.data.subarray(y * 24, y * 24 + 24),
      whole.data.subarray(from, from + 24),
    );
  }
});

Deno.test("resize() refuses sizes and boxes that cannot be", () => {
  const picture = noise(4, 4);
  const filter = "bilinear";
  assert.throws(
    () => resize(picture, { width: 0, height: 2, filter }),
    new RangeError(
      "Cannot resize a picture: the width must be a whole number of at least 1, current value is 0",
    ),
  );
  assert.throws(
    () =>
      resize(picture, {
        width: 3,
        height: 3,
        filter,
        box: { left: 1, top: 0, width: 3, height: 3 },
      }),
    new RangeError(
      "Cannot resize a picture: the box must lie within [3, 3], current value is [1, 0, 4, 3]",
    ),
  );
});
