import type { Random } from "../../tensor/random.ts";
import type { Picture } from "../../types.ts";
import { lookThrough } from "./camera.ts";
import { asLight, castShadows, type Light } from "./light.ts";
import { focusBlur, type Lens, type LightImage, shakeBlur, softenEdges } from "./lens.ts";
import type { Vec3 } from "./mesh.ts";
import { clearRaster, createRaster, drawMesh, type Raster, STRIDE } from "./rasterize.ts";
import type { Scene } from "./scene.ts";
import { develop, type Sensor } from "./sensor.ts";
import { occlude, shade, type Shading } from "./shade.ts";
import { buildStage, type Stage } from "./stage.ts";

/** Everything a picture of one size needs room for; kept from one picture to the next. */
interface Buffers {
  raster: Raster;
  glass: Raster;
  image: LightImage;
  scratch: Float32Array;
  occlusion: Float32Array;
  parts: Int16Array;
}

const kept = new Map<string, Buffers>();

function buffersFor(width: number, height: number): Buffers {
  const key = `${width}x${height}`;
  let found = kept.get(key);
  if (found === undefined) {
    if (kept.size > 6) kept.clear();
    const pixels = width * height;
    found = {
      raster: createRaster(width, height),
      glass: createRaster(width, height),
      image: { width, height, data: new Float32Array(3 * pixels) },
      scratch: new Float32Array(3 * pixels),
      occlusion: new Float32Array(((width + 1) >> 1) * ((height + 1) >> 1)),
      parts: new Int16Array(pixels),
    };
    kept.set(key, found);
  }
  return found;
}

/**
 * Photographs a scene: builds it in space, lights it, and takes a picture with a phone's faults.
 *
 * @param random A stream of the picture's own: shapes, shades and faults beyond what `scene` says.
 * @param options.maxSide Pixels of the longer side, 32 to 1024.
 * @throws {RangeError} If `maxSide` is out of range.
 */
export function renderScene(scene: Scene, random: Random, options: { maxSide: number }): Picture {
  const { maxSide } = options;
  if (!Number.isInteger(maxSide) || maxSide < 32 || maxSide > 1024) {
    throw new RangeError(
      `Cannot render a scene: "maxSide" must be a whole number of pixels from 32 to 1024, current value is ${maxSide}`,
    );
  }
  const stage = buildStage(scene, random.split("stage"), maxSide > 240 ? 256 : 128);
  const short = Math.round(maxSide * 0.75 / 4) * 4, long = Math.round(maxSide / 4) * 4;
  const width = stage.portrait ? short : long, height = stage.portrait ? long : short;
  const buffers = buffersFor(width, height), optics = random.split("optics");
  const light = lightFor(scene, stage, random.split("light"));
  draw(stage, light, buffers, optics.uint32() & 0xffffff);
  const { image, raster, scratch, parts } = buffers;
  softenEdges(image, parts, scratch);
  const lens = lensFor(scene, stage, optics);
  focusBlur(image, raster.nearness, lens);
  shakeBlur(image, lens.shake, scratch);
  const data = develop(image, sensorFor(scene, image, optics), optics.uint32());
  return { width, height, data };
}

function draw(stage: Stage, light: Light, buffers: Buffers, grain: number): void {
  const { raster, glass, image, occlusion, parts } = buffers, { width, height } = image;
  const view = lookThrough(stage.camera, width, height);
  clearRaster(raster);
  clearRaster(glass);
  const solid = stage.parts.filter((part) => part.surface.clear === 0);
  const near = solid.filter(({ mesh }) => mesh.extent[0] < 580);
  const shadow = castShadows(near.map((p) => p.mesh), light, stage.centre, stage.radius * 1.6 + 16);
  stage.parts.forEach((part, k) => {
    if (part.surface.clear === 0) drawMesh(raster, part.mesh, k, view);
  });
  occlude(raster, view, occlusion);
  fillBackground(image.data, light);
  const shading: Shading = { view, light, shadow, occlusion, parts: stage.parts, grain };
  shade(raster, image.data, shading);
  for (let i = 0; i < parts.length; i++) {
    const t = raster.triangle[i];
    parts[i] = t < 0 ? -1 : raster.planes[t * STRIDE + 18];
  }
  if (solid.length === stage.parts.length) return;
  // Glass starts from the depth of what is solid, so that it only shows where it is in front.
  glass.nearness.set(raster.nearness);
  stage.parts.forEach((part, k) => {
    if (part.surface.clear > 0) drawMesh(glass, part.mesh, k, view);
  });
  shade(glass, image.data, shading);
}

function fillBackground(data: Float32Array, light: Light): void {
  for (let i = 0; i < data.length; i += 3) {
    data[i] = 0.8 * light.sky[0] + 0.25 * light.colour[0];
    data[i + 1] = 0.8 * light.sky[1] + 0.25 * light.colour[1];
    data[i + 2] = 0.85 * light.sky[2] + 0.25 * light.colour[2];
  }
}

function lightFor(scene: Scene, stage: Stage, random: Random): Light {
  const side = random.uniform(-1.3, 1.3), height = random.uniform(0.5, 1.6);
  const { eye, target } = stage.camera;
  const back: Vec3 = [eye[0] - target[0], eye[1] - target[1] + 2, eye[2] - target[2]];
  const distance = Math.hypot(...back);
  const common = { softness: random.uniform(1, 5), centre: stage.centre, window: 1 };
  switch (scene.light) {
    case "flash":
      return {
        ...common,
        direction: unitOf([back[0] + 0.05 * distance, back[1] + 0.04 * distance, back[2]]),
        colour: [1.05, 1.05, 1.08],
        sky: asLight([90, 84, 76], 0.35),
        ground: asLight([70, 64, 60], 0.3),
        softness: 1,
        centre: eye,
        reach: distance * 1.25,
        window: 1.8,
      };
    case "lamp":
      return {
        ...common,
        direction: unitOf([side * 0.7, 1.4, random.uniform(-0.3, 1)]),
        colour: [1, 0.82, 0.58],
        sky: asLight([236, 206, 168], 0.32),
        ground: asLight([200, 160, 120], 0.22),
        reach: random.uniform(60, 160),
        window: 1.3,
      };
    case "dim":
      return {
        ...common,
        direction: unitOf([side, height, 0.6]),
        colour: [0.5, 0.46, 0.44],
        sky: asLight([190, 190, 210], 0.32),
        ground: asLight([150, 140, 130], 0.22),
        reach: random.uniform(50, 120),
      };
    default:
      return {
        ...common,
        direction: unitOf([side, height, random.uniform(-0.4, 1)]),
        colour: [0.9, 0.88, 0.83],
        sky: asLight([206, 220, 238], 0.5),
        ground: asLight([200, 186, 166], 0.32),
        reach: random.uniform(90, 400),
        window: 1.2,
      };
  }
}

function unitOf([x, y, z]: Vec3): Vec3 {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function lensFor(scene: Scene, stage: Stage, random: Random): Lens {
  const { blur } = scene.quality, { eye } = stage.camera, { centre } = stage;
  const distance = Math.hypot(eye[0] - centre[0], eye[1] - centre[1], eye[2] - centre[2]);
  const moves = random.chance(0.45), turn = random.uniform(0, Math.PI);
  const length = blur * (moves ? 0.085 : 0.012) * random.uniform(0.7, 1.2);
  return {
    focus: Math.max(4, distance - 0.35 * stage.radius),
    aperture: random.uniform(0.004, 0.02) + (distance < 30 ? 0.008 : 0),
    defocus: (moves ? 0.004 : 0.03) * blur + random.uniform(0, 0.0022),
    shake: [length * Math.cos(turn), length * Math.sin(turn)],
    haze: random.chance(0.16) ? random.uniform(0.03, 0.18) : 0.012,
  };
}

/** The phone meters the picture, half-heartedly, and guesses the colour of the light. */
function sensorFor(scene: Scene, image: LightImage, random: Random): Sensor {
  const { bright, dark } = scene.quality, { data } = image;
  let sum = 0, count = 0;
  for (let i = 0; i < data.length; i += 51, count++) sum += Math.min(1.2, data[i + 1]);
  const metered = (0.24 / (sum / count + 0.02)) ** 0.6;
  const night = scene.light === "dim" ? 0.62 : 1;
  const exposure = metered * night * random.uniform(0.85, 1.2) *
    (1 + 3.4 * bright * bright + bright) *
    Math.max(0.012, (1 - 0.55 * Math.min(1, dark)) * (1 - 0.62 * dark));
  const warm = random.normal(0, 0.07) + (scene.light === "lamp" ? -0.06 : 0);
  const green = random.normal(0, 0.02);
  const weak = scene.light === "dim" ? 0.03 : scene.light === "flash" ? 0.012 : 0.006;
  return {
    exposure,
    balance: [1 - warm, 1 + green, 1 + warm],
    noise: weak + 0.03 * Math.min(1, dark) + random.uniform(0.004, 0.018),
    vignette: random.uniform(0.1, 0.4),
    saturation: random.uniform(0.85, 1.2),
  };
}
