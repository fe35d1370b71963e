import assert from "node:assert/strict";
import { lookThrough, type View } from "../../../lib/datasets/mini/camera.ts";
import { Canvas } from "../../../lib/datasets/mini/canvas.ts";
import { LINEAR } from "../../../lib/datasets/mini/colours.ts";
import { asLight, castShadows, type Light } from "../../../lib/datasets/mini/light.ts";
import { patch, type Vec3 } from "../../../lib/datasets/mini/mesh.ts";
import { createRaster, drawMesh } from "../../../lib/datasets/mini/rasterize.ts";
import { occlude, shade } from "../../../lib/datasets/mini/shade.ts";
import { type Part, surface } from "../../../lib/datasets/mini/surface.ts";
import { assertClose, mean } from "./close.ts";

const SIDE = 16;
const FRONT = view([0, 0, 10]);

function view(eye: Vec3): View {
  return lookThrough({ eye, target: [0, 0, 0], roll: 0, field: Math.PI / 2 }, SIDE, SIDE);
}

/** Without gloss, reflection and pattern: what is seen is the colour times the light. */
const MATT = { dark: [200, 200, 200], gloss: 0, reflect: 0 } as const;
const WHITE = surface([200, 200, 200], MATT);
const LIGHT: Light = {
  direction: [0, 0, 1],
  colour: [0.5, 0.4, 0.3],
  sky: [0.2, 0.2, 0.2],
  ground: [0, 0, 0],
  softness: 0,
  centre: [0, 0, 0],
  reach: 1e6,
  window: 1,
};

/** A wall through the origin that fills the view. */
const WALL: Part = { mesh: flat((u, v) => [60 * u - 30, 30 - 60 * v, 0]), surface: WHITE };

function flat(at: (u: number, v: number) => Vec3) {
  return patch(at, { columns: 4, rows: 4 });
}

/** Light of each pixel, three numbers. */
function lit(parts: Part[], light: Partial<Light> = {}, from = FRONT): Float32Array {
  const raster = createRaster(SIDE, SIDE);
  parts.forEach(({ mesh }, k) => drawMesh(raster, mesh, k, from));
  const scene = { ...LIGHT, ...light }, colour = new Float32Array(3 * SIDE * SIDE);
  const shadow = castShadows(parts.map(({ mesh }) => mesh), scene, [0, 0, 0], 20);
  const occlusion = new Float32Array(SIDE * SIDE / 4).fill(1);
  shade(raster, colour, { view: from, light: scene, shadow, occlusion, parts, grain: 1 });
  return colour;
}

/** Red, green and blue of the pixel right below the middle. */
function middle(colour: Float32Array): number[] {
  const i = 3 * (SIDE * SIDE / 2 + SIDE / 2);
  return [...colour.subarray(i, i + 3)];
}

/** Share of open sky at each pixel of the half-size grid. */
function openness(...parts: Part[]): Float32Array {
  const raster = createRaster(SIDE, SIDE), open = new Float32Array(SIDE * SIDE / 4);
  parts.forEach(({ mesh }, k) => drawMesh(raster, mesh, k, FRONT));
  occlude(raster, FRONT, open);
  return open;
}

Deno.test("shade() gives a matt wall its colour times the light that falls on it and around it", () => {
  // Upright: half of the sky and half of the ground.
  const colour = lit([WALL]), base = LINEAR[200];
  for (let i = 0; i < colour.length; i++) {
    assertClose(colour[i], base * (LIGHT.colour[i % 3] + 0.1), 1e-4);
  }
});

Deno.test("shade() weighs the light by the cosine of its angle, and by nothing from behind", () => {
  const at = (direction: Vec3) => middle(lit([WALL], { direction }))[0] / LINEAR[200];
  assertClose(at([Math.sqrt(3), 0, 1]), 0.5 * 0.5 + 0.1, 1e-3);
  assertClose(at([0, 0, -1]), 0.1, 1e-4);
});

Deno.test("shade() lights what faces up by the sky, what faces down by the ground", () => {
  const away = { direction: [0, 0, -1], ground: [0.06, 0.06, 0.06] } as const;
  const floor = flat((u, v) => [60 * u - 30, 0, 60 * v - 30]);
  const above = middle(lit([{ mesh: floor, surface: WHITE }], away, view([0, 8, 8])));
  const below = middle(lit([{ mesh: floor, surface: WHITE }], away, view([0, -8, 8])));
  assertClose(above[0], 0.2 * LINEAR[200], 1e-3);
  assertClose(below[0], 0.06 * LINEAR[200], 1e-3);
});

Deno.test("shade() leaves what lies in shadow only the light around", () => {
  const floor: Part = { mesh: flat((u, v) => [60 * u - 30, 0, 60 * v - 30]), surface: WHITE };
  const plate: Part = { mesh: flat((u, v) => [10 * u - 5, 6, 10 * v - 5]), surface: WHITE };
  // The camera looks under the plate, the light stands straight above it.
  const from = view([0, 3, 12]), light = { direction: [0, 1, 0] as const };
  const open = middle(lit([floor], light, from)), shaded = middle(lit([floor, plate], light, from));
  assertClose(open[0], (0.5 + 0.2) * LINEAR[200], 1e-3);
  assertClose(shaded[0], 0.2 * LINEAR[200], 1e-3);
});

Deno.test("shade() fades the light with the square of the distance", () => {
  const far = middle(lit([WALL], { centre: [0, 0, 10], reach: 10 }));
  // At one reach half of it is left; around, 0.45 + 0.55 / 2.
  assertClose(far[0] / LINEAR[200], 0.25 + 0.725 * 0.1, 5e-3);
});

Deno.test("shade() adds what glows, and mirrors the light around where it is polished", () => {
  const dull = middle(lit([WALL])), base = LINEAR[200];
  const glowing = middle(lit([{ ...WALL, surface: { ...WHITE, glow: 0.7 } }]));
  const polished = middle(lit([{ ...WALL, surface: { ...WHITE, gloss: 0.9, reflect: 0.3 } }]));
  for (let k = 0; k < 3; k++) {
    assertClose(glowing[k] - dull[k], 0.7 * base, 1e-4);
    assert.ok(polished[k] > dull[k]);
  }
});

Deno.test("shade() shows a print the right way round", () => {
  const canvas = new Canvas(1, 64, [200, 0, 0]);
  canvas.rectangle(50, 0, 50, 100, [0, 200, 0]);
  canvas.rectangle(0, 50, 100, 50, [0, 0, 200]);
  const mesh = flat((u, v) => [10 * u - 5, 5 - 10 * v, 0]);
  const picture = { ...WHITE, picture: canvas.finish() };
  const colour = lit([{ mesh, surface: picture }]);
  const strongest = (x: number, y: number) => {
    const rgb = [...colour.subarray(3 * (y * SIDE + x), 3 * (y * SIDE + x) + 3)];
    return rgb.indexOf(Math.max(...rgb));
  };
  // Red to the left above, green to the right above, blue below.
  assert.deepEqual([[5, 5], [10, 5], [5, 10], [10, 10]].map(([x, y]) => strongest(x, y)), [
    0,
    1,
    2,
    2,
  ]);
});

Deno.test("shade() shows what is behind glass, tinted", () => {
  const glass = surface([40, 200, 40], { ...MATT, dark: [40, 200, 40], clear: 0.8 });
  const raster = createRaster(SIDE, SIDE);
  const pane = { mesh: flat((u, v) => [60 * u - 30, 30 - 60 * v, 0]), surface: glass };
  drawMesh(raster, pane.mesh, 0, FRONT);
  const behind = (light: number) => {
    const colour = new Float32Array(3 * SIDE * SIDE).fill(light);
    const dark = { ...LIGHT, colour: [0, 0, 0], sky: [0, 0, 0] } as const;
    const shadow = castShadows([], dark, [0, 0, 0], 20);
    const occlusion = new Float32Array(SIDE * SIDE / 4).fill(1);
    shade(raster, colour, {
      view: FRONT,
      light: dark,
      shadow,
      occlusion,
      parts: [pane],
      grain: 1,
    });
    return middle(colour);
  };
  const [red, green, blue] = behind(1);
  assert.ok(green > 2 * red && Math.abs(red - blue) < 1e-6);
  assert.ok(green > 0.3 && green < 0.8);
  assert.deepEqual(behind(0), [0, 0, 0]);
});

Deno.test("occlude() hides nothing of a flat surface, nor of one that slopes", () => {
  const slope: Part = {
    mesh: flat((u, v) => [60 * u - 30, 30 - 60 * v, 8 * u - 4]),
    surface: WHITE,
  };
  for (const part of [WALL, slope]) {
    for (const open of openness(part)) assertClose(open, 1, 1e-6);
  }
  assert.deepEqual(openness(), new Float32Array(64).fill(1));
});

Deno.test("occlude() darkens the ground beside what stands in front of it, never beyond a quarter", () => {
  const post: Part = { mesh: flat((u, v) => [3 * u - 1.5, 30 - 60 * v, 2]), surface: WHITE };
  const open = openness(WALL, post);
  const column = (x: number) => mean(open.filter((_, i) => i % 8 === x));
  // The post covers the columns 3 and 4 of the half-size grid.
  assert.ok(column(2) < 0.98 && column(5) < 0.98, `${column(2)}, ${column(5)}`);
  assertClose(column(0), 1, 0.002);
  assertClose(column(7), 1, 0.002);
  assert.ok(open.every((share) => share >= 0.25 && share <= 1));
});

Deno.test("castShadows() notes the height of what is nearest to the light", () => {
  const plates = [4, 7].map((y) => flat((u, v) => [10 * u - 5, y, 10 * v - 5]));
  const light = { ...LIGHT, direction: [0, 3, 0] as const };
  const { side, nearness, towards, scale } = castShadows(plates, light, [0, 0, 0], 12);
  assert.deepEqual(towards, [0, 1, 0]);
  assert.equal(scale, side / 24);
  assertClose(nearness[side * side / 2 + side / 2], 1007, 1e-3);
  // 100 cm² of 24 × 24.
  const hit = nearness.filter((n) => n > 0).length / side ** 2;
  assertClose(hit, 100 / 576, 0.005);
});

Deno.test("asLight() is linear light: white is the strength, black nothing", () => {
  assert.deepEqual(asLight([255, 0, 255], 0.5), [0.5, 0, 0.5]);
  assertClose(asLight([128, 0, 0], 1)[0], 0.22, 0.005);
});
