import { LINEAR } from "./colours.ts";
import type { View } from "./camera.ts";
import type { Light, ShadowMap } from "./light.ts";
import { type Raster, STRIDE } from "./rasterize.ts";
import type { Part, Surface } from "./surface.ts";
import { type Tile, tile, TILE_SIDE } from "./texture.ts";

/** Everything that the colour of a pixel depends on. */
export interface Shading {
  view: View;
  light: Light;
  shadow: ShadowMap;
  /** Share of ambient light at each pixel of a half-size grid. */
  occlusion: Float32Array;
  parts: readonly Part[];
  /** A number that keeps the pattern of soft shadows from repeating between pictures. */
  grain: number;
}

/** Result and intermediate values of one pixel; numbers in an array, to allocate nothing per pixel. */
const out = new Float64Array(12);
const R = 0, G = 1, B = 2, NX = 3, NY = 4, NZ = 5, TONE = 6, GX = 7, GY = 8;

/**
 * Lights the pixels of a raster: linear red, green and blue into `colour` (three numbers a pixel).
 *
 * @param behind For surfaces that are seen through: the picture behind them (`colour` itself is allowed).
 */
export function shade(raster: Raster, colour: Float32Array, scene: Shading): void {
  const { width, height, nearness, triangle, planes } = raster;
  const surfaces = scene.parts.map((part) => prepare(part, scene.view.focal));
  const { centreX, centreY, focal } = scene.view;
  for (let y = 0, i = 0; y < height; y++) {
    const py = y + 0.5;
    for (let x = 0; x < width; x++, i++) {
      const t = triangle[i];
      if (t < 0) continue;
      const px = x + 0.5, p = t * STRIDE, w = 1 / nearness[i];
      const s = surfaces[planes[p + 18]];
      out[NX] = (planes[p + 9] * px + planes[p + 10] * py + planes[p + 11]) * w;
      out[NY] = (planes[p + 12] * px + planes[p + 13] * py + planes[p + 14]) * w;
      out[NZ] = (planes[p + 15] * px + planes[p + 16] * py + planes[p + 17]) * w;
      const u = (planes[p + 3] * px + planes[p + 4] * py + planes[p + 5]) * w;
      const v = (planes[p + 6] * px + planes[p + 7] * py + planes[p + 8]) * w;
      const vx = (px - centreX) / focal, vy = (py - centreY) / focal;
      faceViewer(vx, vy);
      readPattern(s, u, v, w);
      baseColour(s, u, v, w);
      const open = scene.occlusion[(y >> 1) * ((width + 1) >> 1) + (x >> 1)];
      lightPixel(s, scene, vx, vy, w, open, hash(i + scene.grain));
      if (s.surface.clear > 0) seeThrough(s, colour, raster, i, x, y, vx, vy);
      colour[3 * i] = out[R];
      colour[3 * i + 1] = out[G];
      colour[3 * i + 2] = out[B];
    }
  }
}

/** What a surface is to the inner loop. */
interface Prepared {
  surface: Surface;
  tile: Tile;
  repeatU: number;
  repeatV: number;
  /** Tile texels a pixel at a distance of 1 cm. */
  texels: number;
  pictureTexels: number;
  lowR: number;
  lowG: number;
  lowB: number;
  highR: number;
  highG: number;
  highB: number;
  exponent: number;
  /** Cosine under which a highlight is too faint to compute. */
  faint: number;
}

function prepare({ mesh, surface }: Part, focal: number): Prepared {
  const { colour, dark, picture } = surface;
  return {
    surface,
    tile: tile(surface.tile),
    repeatU: mesh.extent[0] / surface.tileSize,
    repeatV: mesh.extent[1] / surface.tileSize,
    texels: TILE_SIDE / surface.tileSize / focal,
    pictureTexels: picture === undefined ? 0 : picture.height / mesh.extent[1] / focal,
    lowR: LINEAR[Math.round(dark[0])],
    lowG: LINEAR[Math.round(dark[1])],
    lowB: LINEAR[Math.round(dark[2])],
    highR: LINEAR[Math.round(colour[0])],
    highG: LINEAR[Math.round(colour[1])],
    highB: LINEAR[Math.round(colour[2])],
    exponent: 2 ** (1 + 9 * surface.gloss),
    faint: Math.exp(-7 / 2 ** (1 + 9 * surface.gloss)),
  };
}

/** Scales the normal to length 1 and turns it to the viewer: inside walls are lit too. */
function faceViewer(vx: number, vy: number): void {
  const x = out[NX], y = out[NY], z = out[NZ];
  let scale = 1 / (Math.sqrt(x * x + y * y + z * z) || 1);
  if (x * vx + y * vy + z > 0) scale = -scale;
  out[NX] = x * scale;
  out[NY] = y * scale;
  out[NZ] = z * scale;
}

/** Reads the pattern between texels: its tone, and its slopes for relief. */
function readPattern(s: Prepared, u: number, v: number, w: number): void {
  const footprint = s.texels * w;
  const level = levelOf(footprint, 6);
  const data = s.tile[level], side = TILE_SIDE >> level, mask = side - 1;
  const x = u * s.repeatU * side + 65536 * side, y = v * s.repeatV * side + 65536 * side;
  const i = Math.floor(x), j = Math.floor(y), fx = x - i, fy = y - j;
  const x0 = i & mask, x1 = (i + 1) & mask, y0 = (j & mask) * side, y1 = ((j + 1) & mask) * side;
  const a = data[y0 + x0], b = data[y0 + x1], c = data[y1 + x0], d = data[y1 + x1];
  const top = a + fx * (b - a), low = c + fx * (d - c);
  out[TONE] = (top + fy * (low - top)) / 255;
  if (s.surface.bump > 0) {
    const fade = s.surface.bump / (255 * (1 + level));
    out[GX] = ((b - a) * (1 - fy) + (d - c) * fy) * fade;
    out[GY] = (low - top) * fade;
    tilt();
  }
}

/** Tilts the normal against the slopes of the relief, in some frame around it. */
function tilt(): void {
  const x = out[NX], y = out[NY], z = out[NZ];
  const length = 1 / (Math.sqrt(x * x + z * z) + 1e-6);
  const tx = z * length, tz = -x * length;
  const bx = y * tz, by = z * tx - x * tz, bz = -y * tx;
  const gx = 3 * out[GX], gy = 3 * out[GY];
  const nx = x - gx * tx - gy * bx, ny = y - gy * by, nz = z - gx * tz - gy * bz;
  const scale = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz);
  out[NX] = nx * scale;
  out[NY] = ny * scale;
  out[NZ] = nz * scale;
}

/** The surface's own colour: from its pattern, or from the picture printed on it. */
function baseColour(s: Prepared, u: number, v: number, w: number): void {
  const tone = out[TONE], picture = s.surface.picture;
  if (picture === undefined) {
    out[R] = s.lowR + tone * (s.highR - s.lowR);
    out[G] = s.lowG + tone * (s.highG - s.lowG);
    out[B] = s.lowB + tone * (s.highB - s.lowB);
    return;
  }
  const footprint = s.pictureTexels * w;
  const level = levelOf(footprint, picture.levels.length - 1);
  const data = picture.levels[level];
  const width = picture.width >> level, height = picture.height >> level;
  const x = Math.min(width - 1.001, Math.max(0, u * width - 0.5));
  const y = Math.min(height - 1.001, Math.max(0, v * height - 0.5));
  const i = x | 0, j = y | 0, fx = x - i, fy = y - j;
  const p = 3 * (j * width + i), q = p + 3 * width;
  const a = (1 - fx) * (1 - fy), b = fx * (1 - fy), c = (1 - fx) * fy, d = fx * fy;
  const worn = 0.85 + 0.3 * (tone - 0.3);
  for (let k = 0; k < 3; k++) {
    out[k] = worn * (a * LINEAR[data[p + k]] + b * LINEAR[data[p + 3 + k]] +
      c * LINEAR[data[q + k]] + d * LINEAR[data[q + 3 + k]]);
  }
}

/** The level of a pyramid whose texels are about as large as a pixel. */
function levelOf(footprint: number, last: number): number {
  const level = footprint <= 1.41 ? 0 : 31 - Math.clz32((footprint * 1.41) | 0);
  return level < last ? level : last;
}

/** A number from 0 to 1 that looks random, from a whole number. */
function hash(x: number): number {
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 4294967296;
}

function lightPixel(
  s: Prepared,
  scene: Shading,
  vx: number,
  vy: number,
  w: number,
  open: number,
  noise: number,
): void {
  const { view, light } = scene, { surface } = s;
  const { right, down, forward, eye } = view;
  const x = vx * w, y = vy * w;
  // Position and normal in the room.
  const wx = eye[0] + right[0] * x + down[0] * y + forward[0] * w;
  const wy = eye[1] + right[1] * x + down[1] * y + forward[1] * w;
  const wz = eye[2] + right[2] * x + down[2] * y + forward[2] * w;
  const nx = right[0] * out[NX] + down[0] * out[NY] + forward[0] * out[NZ];
  const ny = right[1] * out[NX] + down[1] * out[NY] + forward[1] * out[NZ];
  const nz = right[2] * out[NX] + down[2] * out[NY] + forward[2] * out[NZ];
  const towards = scene.shadow.towards, lx = towards[0], ly = towards[1], lz = towards[2];
  const facing = nx * lx + ny * ly + nz * lz;
  let lit = (facing + surface.wrap) / (1 + surface.wrap);
  if (lit > 0) {
    lit *= shadowAt(
      scene.shadow,
      wx + 0.5 * nx,
      wy + 0.5 * ny,
      wz + 0.5 * nz,
      light.softness,
      noise,
    );
  } else lit = 0;
  const dx = wx - light.centre[0], dy = wy - light.centre[1], dz = wz - light.centre[2];
  const near = 1 / (1 + (dx * dx + dy * dy + dz * dz) / (light.reach * light.reach));
  lit *= near;
  const up = 0.5 + 0.5 * ny, around = open * (0.45 + 0.55 * near);
  const inverse = 1 / Math.sqrt(vx * vx + vy * vy + 1);
  const cosine = Math.max(0, -(out[NX] * vx + out[NY] * vy + out[NZ]) * inverse);
  const rim = (1 - cosine) * (1 - cosine) * (1 - cosine);
  const soft = 1 + surface.fuzz * rim * 1.5;
  // Mirrored line of sight in the room.
  const ex = (wx - eye[0]) / w * inverse, ey = (wy - eye[1]) / w * inverse;
  const ez = (wz - eye[2]) / w * inverse;
  const along = 2 * (ex * nx + ey * ny + ez * nz);
  const mx = ex - along * nx, my = ey - along * ny, mz = ez - along * nz;
  const fresnel = surface.reflect +
    (1 - surface.reflect) * rim * (1 - cosine) * surface.gloss * 0.7;
  const strong = fresnel > 0.02;
  const toward = strong && lit > 0 ? mx * lx + my * ly + mz * lz : 0;
  // Below this the highlight is less than a thousandth.
  const highlight = toward > s.faint ? Math.exp(s.exponent * Math.log(toward)) : 0;
  const shine = highlight * (s.exponent + 4) * 0.06 * fresnel * lit * light.window;
  const mirror = strong ? room(mx, my, mz, light, surface.gloss) : 0;
  const ambient = strong ? fresnel * open * (0.3 + 0.7 * near) : 0;
  for (let k = 0; k < 3; k++) {
    const base = out[k];
    const sky = light.sky[k], ground = light.ground[k];
    const fill = ground + up * (sky - ground);
    const seen = ambient *
      (mirror * light.colour[k] * 0.9 + (my > 0 ? sky : ground) * (0.75 + 0.5 * Math.abs(my)));
    const diffuse = base * (lit * light.colour[k] + around * fill) * soft;
    out[k] = surface.metal
      ? base * (0.3 * (lit * light.colour[k] + around * fill) + seen / surface.reflect * 0.9) +
        shine * light.colour[k] * base
      : diffuse * (1 - 0.5 * fresnel) + seen + shine * light.colour[k];
    if (surface.glow > 0) out[k] += base * surface.glow;
  }
}

/** What a mirror sees of the window: a soft rectangle around the light, and dark furniture at eye level. */
function room(x: number, y: number, z: number, light: Light, gloss: number): number {
  const d = light.direction, lx = d[0], ly = d[1], lz = d[2];
  const edge = 0.08 + 0.5 * (1 - gloss);
  const front = x * lx + y * ly + z * lz;
  if (front <= 0) return 0;
  const side = Math.abs(x * lz - z * lx), height = Math.abs(y - ly);
  const a = 1 - Math.min(1, Math.max(0, (side - 0.22) / edge));
  const b = 1 - Math.min(1, Math.max(0, (height - 0.34) / edge));
  return a * b * light.window * (0.25 + 0.75 * gloss);
}

/** Cosine and sine of evenly spread angles. */
const TURNS = 64;
const TURNED = Float64Array.from(
  { length: 2 * TURNS },
  (_, i) => (i & 1 ? Math.sin : Math.cos)((i >> 1) * 2 * Math.PI / TURNS),
);

const SPREAD = [0, 0, 1, 0.2, -0.3, 0.95, -0.9, -0.4, 0.35, -0.85, 0.5, 0.5];

/** Share of the light that arrives: six taps in a turned ring. */
function shadowAt(
  map: ShadowMap,
  x: number,
  y: number,
  z: number,
  softness: number,
  noise: number,
): number {
  const { right, down, towards, side, nearness, scale } = map;
  const px = map.x + scale * (right[0] * x + right[1] * y + right[2] * z);
  const py = map.y + scale * (down[0] * x + down[1] * y + down[2] * z);
  const depth = 1e3 + towards[0] * x + towards[1] * y + towards[2] * z + 1.2 / scale;
  if (px < 6 || py < 6 || px > side - 6 || py > side - 6) return 1;
  const turn = 2 * ((noise * TURNS) | 0);
  const c = softness * TURNED[turn], s = softness * TURNED[turn + 1];
  let open = 0;
  for (let k = 0; k < 12; k += 2) {
    const tx = (px + c * SPREAD[k] - s * SPREAD[k + 1]) | 0;
    const ty = (py + s * SPREAD[k] + c * SPREAD[k + 1]) | 0;
    if (nearness[ty * side + tx] <= depth) open++;
  }
  return open / 6;
}

/** Lays glass over the picture behind it, bent a little by the slope of the surface. */
function seeThrough(
  s: Prepared,
  colour: Float32Array,
  raster: Raster,
  i: number,
  x: number,
  y: number,
  vx: number,
  vy: number,
): void {
  const { width, height } = raster, { clear } = s.surface;
  const bend = 0.035 * width;
  const bx = Math.max(0, Math.min(width - 1, Math.round(x - bend * out[NX])));
  const by = Math.max(0, Math.min(height - 1, Math.round(y - bend * out[NY])));
  const j = 3 * (by * width + bx);
  const cosine = Math.abs(out[NX] * vx + out[NY] * vy + out[NZ]);
  const pass = clear * (0.35 + 0.65 * cosine);
  const tint = [s.highR, s.highG, s.highB];
  for (let k = 0; k < 3; k++) {
    out[k] = out[k] * (1 - pass) + pass * colour[j + k] * (0.25 + 0.75 * tint[k]);
  }
  colour[3 * i] = out[R];
}

/**
 * Darkens creases and the ground under things: for each pixel of a half-size grid, how many of five
 * pairs of opposite neighbours lie in front of it.
 */
export function occlude(raster: Raster, view: View, into: Float32Array): void {
  const { width, height, nearness } = raster;
  const w = (width + 1) >> 1, h = (height + 1) >> 1;
  for (let y = 0, o = 0; y < h; y++) {
    for (let x = 0; x < w; x++, o++) {
      const cx = Math.min(width - 1, 2 * x), cy = Math.min(height - 1, 2 * y);
      const n = nearness[cy * width + cx];
      if (n === 0) {
        into[o] = 1;
        continue;
      }
      const distance = 1 / n, radius = Math.max(2, Math.min(width / 9, 3.2 * view.focal * n));
      const turn = 2 * ((hash(o) * TURNS) | 0);
      const c = TURNED[turn] * radius, s = TURNED[turn + 1] * radius;
      let hidden = 0;
      for (let k = 0; k < PAIRS; k++) {
        const r = (k + 1) / PAIRS, a = RING[2 * k], b = RING[2 * k + 1];
        const tx = (cx + r * (c * a - s * b) + 0.5) | 0, ty = (cy + r * (s * a + c * b) + 0.5) | 0;
        // Opposite points cancel on a slope: a flat surface hides nothing of itself.
        const ux = 2 * cx - tx, uy = 2 * cy - ty;
        if (tx < 0 || ty < 0 || tx >= width || ty >= height) continue;
        if (ux < 0 || uy < 0 || ux >= width || uy >= height) continue;
        const mean = (nearness[ty * width + tx] + nearness[uy * width + ux]) / 2;
        if (mean <= n) continue;
        const gap = distance - 1 / mean;
        if (gap > 0.15) hidden += gap < 4 ? 1 : Math.max(0, 1 - (gap - 4) / 8);
      }
      into[o] = 1 - 0.75 * (hidden / PAIRS);
    }
  }
  smooth(into, w, h);
}

const PAIRS = 5;
const RING = Float64Array.from({ length: 2 * PAIRS }, (_, i) => {
  const angle = (i >> 1) * 2.4;
  return i & 1 ? Math.sin(angle) : Math.cos(angle);
});

/** Averages over 3 × 3. */
function smooth(values: Float32Array, w: number, h: number): void {
  for (let pass = 0; pass < 2; pass++) {
    const step = pass === 0 ? 1 : w, lines = pass === 0 ? h : w, count = pass === 0 ? w : h;
    const stride = pass === 0 ? w : 1;
    for (let l = 0; l < lines; l++) {
      let before = values[l * stride];
      for (let i = 1, at = l * stride + step; i < count - 1; i++, at += step) {
        const here = values[at];
        values[at] = (before + here + values[at + step]) / 3;
        before = here;
      }
    }
  }
}
