import assert from "node:assert/strict";
import {
  focusBlur,
  type Lens,
  type LightImage,
  shakeBlur,
  softenEdges,
} from "../../../lib/datasets/mini/lens.ts";
import { Random } from "#lib/tensor";
import { assertClose, mean } from "./close.ts";

const WIDTH = 48, HEIGHT = 32, PIXELS = WIDTH * HEIGHT;
const SHARP: Lens = {
  focus: 20,
  aperture: 0,
  defocus: 0,
  shake: [0, 0],
  haze: 0,
};
/** Everything at the distance of sharp focus. */
const FLAT = new Float32Array(PIXELS).fill(1 / 20);

function image(light: (x: number, y: number) => number): LightImage {
  const data = new Float32Array(3 * PIXELS);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = light(pixel % WIDTH, Math.floor(pixel / WIDTH));
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** One bright point in the middle. */
const POINT = () => image((x, y) => Number(x === WIDTH / 2 && y === HEIGHT / 2));
const noise = () => {
  const random = new Random(1);
  return image(() => random.uniform());
};
const total = ({ data }: LightImage) => mean(data) * data.length;
const scratch = () => new Float32Array(3 * PIXELS);

Deno.test("focusBlur() leaves what is in focus as it is", () => {
  const picture = noise(), before = picture.data.slice();
  focusBlur(picture, FLAT, { ...SHARP, aperture: 0.02 });
  assert.deepEqual(picture.data, before);
});

Deno.test("focusBlur() neither makes light nor loses it", () => {
  for (const defocus of [0.01, 0.03, 0.06, 0.3]) {
    const even = image(() => 0.37), point = POINT();
    focusBlur(even, FLAT, { ...SHARP, defocus });
    for (const light of even.data) assertClose(light, 0.37, 1e-5);
    focusBlur(point, FLAT, { ...SHARP, defocus });
    assertClose(total(point), 3, 1e-3);
  }
});

Deno.test("focusBlur() spreads a point the more, the farther it is out of focus", () => {
  const peaks = [0, 0.01, 0.03, 0.06, 0.3].map((defocus) => {
    const point = POINT();
    focusBlur(point, FLAT, { ...SHARP, defocus });
    return Math.max(...point.data);
  });
  assert.equal(peaks[0], 1);
  assert.deepEqual(peaks, peaks.toSorted((a, b) => b - a));
  assert.ok(peaks[4] < 0.05);
});

Deno.test("focusBlur() blurs by distance: the background, not the thing in focus", () => {
  const picture = noise(), before = picture.data.slice();
  // The right half is ten times as far away.
  const nearness = Float32Array.from(FLAT, (n, i) => i % WIDTH < WIDTH / 2 ? n : n / 10);
  focusBlur(picture, nearness, { ...SHARP, aperture: 0.05 });
  const changed = (right: boolean) =>
    picture.data.filter((light, i) =>
      (Math.floor(i / 3) % WIDTH >= WIDTH / 2) === right && light !== before[i]
    ).length;
  assert.equal(changed(false), 0);
  assert.ok(changed(true) > PIXELS);
});

Deno.test("focusBlur() lets a greasy lens add scattered light", () => {
  const point = POINT();
  focusBlur(point, FLAT, { ...SHARP, haze: 0.2 });
  assertClose(total(point), 3 * 1.2, 1e-4);
  assert.ok(Math.max(...point.data) >= 1);
});

Deno.test("shakeBlur() draws a point out along the movement and keeps its light", () => {
  for (const [shake, columns, rows] of [[[0.25, 0], 12, 2], [[0, 0.25], 2, 12]] as const) {
    const point = POINT();
    shakeBlur(point, shake, scratch());
    assertClose(total(point), 3, 1e-5);
    const hit = [...point.data.keys()].filter((i) => i % 3 === 0 && point.data[i] > 0)
      .map((i) => [i / 3 % WIDTH, Math.floor(i / 3 / WIDTH)]);
    const span = (k: number) =>
      Math.max(...hit.map((at) => at[k])) - Math.min(...hit.map((at) => at[k])) + 1;
    // 12 pixels long; hands move in a slight bow.
    assertClose(span(0), columns, 1);
    assertClose(span(1), rows, 1);
  }
});

Deno.test("shakeBlur() keeps an even picture, and a still hand every picture", () => {
  const even = image(() => 0.6);
  shakeBlur(even, [0.2, -0.1], scratch());
  for (const light of even.data) assertClose(light, 0.6, 1e-6);
  const picture = noise(), before = picture.data.slice();
  shakeBlur(picture, [0, 0], scratch());
  assert.deepEqual(picture.data, before);
});

Deno.test("softenEdges() gives half of a pixel at an edge to its neighbours, and touches no other", () => {
  const step = image((x) => Number(x >= 10));
  const parts = Int16Array.from({ length: PIXELS }, (_, i) => Number(i % WIDTH >= 10));
  softenEdges(step, parts, scratch());
  const row = (y: number) => [7, 8, 9, 10, 11].map((x) => step.data[3 * (y * WIDTH + x)]);
  assert.deepEqual(row(5), [0, 0, 0.125, 0.875, 1]);
  // The border of the picture has no neighbours to share with.
  assert.deepEqual(row(0), [0, 0, 0, 1, 1]);
  const picture = noise(), before = picture.data.slice();
  softenEdges(picture, new Int16Array(PIXELS), scratch());
  assert.deepEqual(picture.data, before);
});
