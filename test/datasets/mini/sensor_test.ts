import assert from "node:assert/strict";
import { develop, type Sensor } from "../../../lib/datasets/mini/sensor.ts";
import { assertClose, mean } from "./close.ts";

const SIDE = 48;
const TRUE: Sensor = {
  exposure: 1,
  balance: [1, 1, 1],
  noise: 0,
  vignette: 0,
  saturation: 1,
};

/** Develops an even picture. */
function even(light: number | readonly number[], sensor: Partial<Sensor> = {}, seed = 1) {
  const rgb = typeof light === "number" ? [light, light, light] : light;
  const data = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => rgb[i % 3]);
  return develop({ width: SIDE, height: SIDE, data }, { ...TRUE, ...sensor }, seed);
}

const channel = (data: Uint8Array, k: number) => mean(data.filter((_, i) => i % 3 === k));

Deno.test("develop() follows a tone curve from black to white: sRGB with a little contrast", () => {
  const tones = Array.from({ length: 41 }, (_, i) => even(i / 20)[0]);
  assert.equal(tones[0], 0);
  assert.equal(tones[40], 255);
  assert.deepEqual(tones, tones.toSorted((a, b) => a - b));
  // sRGB of 0.214 is a half, where the contrast leaves it.
  assertClose(even(0.214)[0], 127.5, 1);
  assert.ok(even(0.05)[0] < 255 * (1.055 * 0.05 ** (1 / 2.4) - 0.055));
});

Deno.test("develop() multiplies the light by exposure and white balance", () => {
  assert.deepEqual(even(0.1, { exposure: 3 }), even(0.3));
  const warm = even(0.3, { balance: [1.2, 1, 0.8] });
  assert.deepEqual([...warm.subarray(0, 3)], [even(0.36)[0], even(0.3)[0], even(0.24)[0]]);
});

Deno.test("develop() takes colour away or adds to it, and leaves grey grey", () => {
  const colour = [0.4, 0.2, 0.1];
  const spread = (saturation: number) => {
    const [r, , b] = even(colour, { saturation });
    return r - b;
  };
  assert.equal(spread(0), 0);
  assert.ok(spread(0.5) > 0 && spread(1) > spread(0.5) && spread(1.4) > spread(1));
  const [r, g, b] = even(0.3, { saturation: 1.4 });
  assert.deepEqual([r, g, b], [g, g, g]);
});

Deno.test("develop() darkens the corners, not the middle", () => {
  const data = even(0.5, { vignette: 0.5 }), middle = 3 * (SIDE * SIDE / 2 + SIDE / 2);
  assert.equal(data[middle], even(0.5)[0]);
  // The corner pixel's corner lies at the full radius, where half of the light is left.
  assertClose(data[0], even(0.25)[0], 1);
});

Deno.test("develop() adds grain whose mean is zero and whose spread is as asked", () => {
  const clean = even(0.2)[0];
  for (const noise of [0.01, 0.04]) {
    const data = even(0.2, { noise });
    for (let k = 0; k < 3; k++) assertClose(channel(data, k), clean, 100 * noise);
    const green = data.filter((_, i) => i % 3 === 1);
    const spread = Math.sqrt(mean(green.map((value) => (value - clean) ** 2)));
    // At this light the weight is .84; blots of colour add a little.
    assertClose(spread / (255 * noise * 0.84), 1, 0.2);
  }
});

Deno.test("develop() grains the shadows more than the lights", () => {
  const spread = (light: number) => {
    const data = even(light, { noise: 0.03 }), middle = mean(data);
    return mean(data.map((value) => Math.abs(value - middle)));
  };
  assert.ok(spread(0.1) > 1.5 * spread(0.85));
});

Deno.test("develop() is a function of the seed", () => {
  assert.deepEqual(even(0.3, { noise: 0.02 }, 7), even(0.3, { noise: 0.02 }, 7));
  assert.notDeepEqual(even(0.3, { noise: 0.02 }, 7), even(0.3, { noise: 0.02 }, 9));
});
