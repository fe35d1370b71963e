import type { Rgb } from "./canvas.ts";
import type { Mesh, Vec3 } from "./mesh.ts";
import { scanTriangle } from "./rasterize.ts";
import { cross, unit } from "./shapes.ts";

/** One lamp, window or flash, and what the room throws back. Colours are linear, 1 is white in full light. */
export interface Light {
  /** Towards the light. */
  direction: Vec3;
  colour: Vec3;
  /** From above, and from below (what the ground throws back). */
  sky: Vec3;
  ground: Vec3;
  /** Width of the edge of shadows, in texels of the shadow map. */
  softness: number;
  /** Where the light is brightest and how fast it falls off from there, in centimetres. */
  centre: Vec3;
  reach: number;
  /** Brightness of the window or lamp in reflections. */
  window: number;
}

/** The colour of the room at 8 bits, as light. */
export function asLight(colour: Rgb, strength: number): Vec3 {
  return colour.map((c) => strength * (c / 255) ** 2.2) as unknown as Vec3;
}

const SIDE = 192;

/** Which points the light reaches: the nearest surface along the light, seen from afar. */
export interface ShadowMap {
  side: number;
  /** Height along the light of the nearest surface, +1e3 so that all is positive. */
  nearness: Float32Array;
  right: Vec3;
  down: Vec3;
  towards: Vec3;
  /** Offsets and scale from centimetres to texels. */
  x: number;
  y: number;
  scale: number;
}

const map = { width: SIDE, height: SIDE, nearness: new Float32Array(SIDE * SIDE) };
let cast = new Float32Array(0);

/** Draws the meshes as the light sees them, within `radius` centimetres of `centre`. The map is reused by the next call. */
export function castShadows(
  meshes: readonly Mesh[],
  light: Light,
  centre: Vec3,
  radius: number,
): ShadowMap {
  const towards = unit(light.direction);
  const right = unit(cross(Math.abs(towards[1]) > 0.9 ? [0, 0, 1] : [0, 1, 0], towards));
  const down = cross(towards, right);
  const scale = SIDE / (2 * radius);
  const x = SIDE / 2 - scale * (right[0] * centre[0] + right[1] * centre[1] + right[2] * centre[2]);
  const y = SIDE / 2 - scale * (down[0] * centre[0] + down[1] * centre[1] + down[2] * centre[2]);
  map.nearness.fill(0);
  for (const { positions, triangles } of meshes) {
    if (cast.length < positions.length) cast = new Float32Array(positions.length * 2);
    for (let i = 0; i < positions.length; i += 3) {
      const px = positions[i], py = positions[i + 1], pz = positions[i + 2];
      cast[i] = x + scale * (right[0] * px + right[1] * py + right[2] * pz);
      cast[i + 1] = y + scale * (down[0] * px + down[1] * py + down[2] * pz);
      cast[i + 2] = 1e3 + towards[0] * px + towards[1] * py + towards[2] * pz;
    }
    for (let t = 0; t < triangles.length; t += 3) {
      const a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
      scanTriangle(
        map,
        null,
        0,
        cast[a],
        cast[a + 1],
        cast[a + 2],
        cast[b],
        cast[b + 1],
        cast[b + 2],
        cast[c],
        cast[c + 1],
        cast[c + 2],
      );
    }
  }
  return { side: SIDE, nearness: map.nearness, right, down, towards, x, y, scale };
}
