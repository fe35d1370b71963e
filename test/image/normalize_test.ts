import assert from "node:assert/strict";
import { CLIP_NORMALIZATION, IMAGENET_NORMALIZATION, normalize } from "#lib/image";

Deno.test("normalize() subtracts the mean and divides by the deviation of each channel", () => {
  const [r, g, b] = normalize(new Uint8Array([0, 255, 128]), IMAGENET_NORMALIZATION);
  // -0.485 / 0.229, 0.544 / 0.224, (128 / 255 - 0.406) / 0.225
  assert.ok(Math.abs(r + 2.117904) < 1e-6);
  assert.ok(Math.abs(g - 2.428571) < 1e-6);
  assert.ok(Math.abs(b - 0.4264924) < 1e-6);
});

Deno.test("normalize() writes into a given array from an offset on, and nowhere else", () => {
  const out = new Float32Array(9);
  normalize(new Uint8Array([9, 9, 9]), CLIP_NORMALIZATION, { out, offset: 3 });
  assert.deepEqual([...out].map((value) => value !== 0), [0, 0, 0, 1, 1, 1, 0, 0, 0].map(Boolean));
});

Deno.test("normalize() refuses parts of pixels and an array that is too small", () => {
  assert.throws(() => normalize(new Uint8Array(4), CLIP_NORMALIZATION), TypeError);
  assert.throws(
    () => normalize(new Uint8Array(6), CLIP_NORMALIZATION, { out: new Float32Array(6), offset: 3 }),
    new TypeError(
      "Cannot normalize pixels: their number must be a multiple of 3 and at most 3, current value is 6",
    ),
  );
});
