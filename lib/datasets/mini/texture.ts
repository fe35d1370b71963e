import { Random } from "../../tensor/random.ts";

/** Side of a tile in texels. */
export const TILE_SIDE = 128;

/** A repeating pattern of brightness, 0 to 255, as a pyramid of halved sizes from 128 × 128 to 1 × 1. */
export type Tile = readonly Uint8Array[];

/** The patterns that surfaces are made of. */
export const TILES = [
  "mottled",
  "wood",
  "weave",
  "carpet",
  "grass",
  "leather",
  "fur",
  "brushed",
  "paper",
  "marble",
  "knit",
  "plaster",
  "squares",
  "foliage",
  "crumbs",
  "stripes",
  "planks",
  "dots",
] as const;

/** The name of a pattern. */
export type TileName = typeof TILES[number];

const made = new Map<TileName, Tile>();

/** The pyramid of a pattern; made once. */
export function tile(name: TileName): Tile {
  let levels = made.get(name);
  if (levels === undefined) {
    levels = pyramid(paint(name));
    made.set(name, levels);
  }
  return levels;
}

/** Noise on a lattice that repeats after `period` cells. */
type Lattice = (x: number, y: number, periodX: number, periodY: number) => number;

function lattice(random: Random): Lattice {
  const table = Float32Array.from({ length: 4096 }, () => random.uniform());
  const at = (x: number, y: number) => table[(Math.imul(x, 73) ^ Math.imul(y, 1259)) & 4095];
  return (x, y, periodX, periodY) => {
    const i = Math.floor(x), j = Math.floor(y);
    const fx = x - i, fy = y - j;
    const sx = fx * fx * (3 - 2 * fx), sy = fy * fy * (3 - 2 * fy);
    const i0 = ((i % periodX) + periodX) % periodX, i1 = (i0 + 1) % periodX;
    const j0 = ((j % periodY) + periodY) % periodY, j1 = (j0 + 1) % periodY;
    const top = at(i0, j0) + sx * (at(i1, j0) - at(i0, j0));
    return top + sy * (at(i0, j1) + sx * (at(i1, j1) - at(i0, j1)) - top);
  };
}

/** Sum of octaves, 0 to 1; `u`, `v` from 0 to 1. */
function octaves(noise: Lattice, u: number, v: number, x: number, y: number, count = 4): number {
  let sum = 0, weight = 0.5;
  for (let k = 0; k < count; k++, x *= 2, y *= 2, weight /= 2) {
    sum += weight * noise(u * x, v * y, x, y);
  }
  return sum / (1 - 2 * weight + weight);
}

type Pattern = (
  u: number,
  v: number,
  n: (x: number, y: number, count?: number) => number,
) => number;

const turn = 2 * Math.PI;
const saw = (x: number) => x - Math.floor(x);

/** Brightness of each pattern, 0 to 1, at `u`, `v` of the tile. */
const PATTERNS: Record<TileName, Pattern> = {
  mottled: (_u, _v, n) => n(4, 4, 5),
  wood: (_u, v, n) => {
    const ring = 0.5 + 0.5 * Math.sin(turn * (6 * v + 2.2 * n(2, 3, 2)));
    return 0.25 + 0.4 * ring * (0.6 + 0.4 * n(3, 32, 2)) + 0.4 * n(4, 64, 2) - 0.1;
  },
  weave: (u, v, n) => {
    const x = u * 24, y = v * 24, over = (Math.floor(x) + Math.floor(y)) & 1;
    const thread = over ? Math.sin(Math.PI * saw(y)) : Math.sin(Math.PI * saw(x));
    return 0.3 + 0.45 * thread + 0.3 * n(16, 16, 2) - 0.05;
  },
  carpet: (_u, _v, n) => 0.15 + 0.9 * (n(48, 48, 2) - 0.15) * (0.6 + 0.6 * n(4, 4, 2)),
  grass: (_u, _v, n) => 1.7 * (n(40, 10, 3) * n(14, 5, 2)) + 0.25 * n(3, 3, 2) - 0.05,
  leather: (_u, _v, n) => {
    const crack = Math.abs(n(14, 14, 2) - 0.5) * 4;
    return 0.35 + 0.45 * Math.min(1, crack) + 0.25 * n(3, 3, 3);
  },
  fur: (_u, _v, n) => 0.1 + 0.65 * n(36, 5, 3) + 0.35 * n(5, 3, 3),
  brushed: (_u, _v, n) => 0.3 + 0.5 * n(2, 64, 2),
  paper: (_u, _v, n) => 0.4 + 0.25 * n(32, 32, 2) + 0.25 * n(4, 4, 3),
  marble: (u, v, n) => {
    const vein = Math.abs(Math.sin(Math.PI * (u + v + 1.6 * n(3, 3, 4))));
    return 0.25 + 0.6 * Math.min(1, vein * 1.8) + 0.2 * n(24, 24, 2);
  },
  knit: (u, v, n) => {
    const row = Math.abs(saw(v * 16 + 0.35 * Math.abs(saw(u * 12) - 0.5) * 2) - 0.5) * 2;
    return 0.2 + 0.55 * row * (0.5 + Math.sin(Math.PI * saw(u * 12)) / 2) + 0.3 * n(32, 32, 1);
  },
  plaster: (_u, _v, n) => 0.3 + 0.3 * n(24, 24, 3) + 0.25 * n(3, 3, 3),
  squares: (u, v, n) => {
    const edge = Math.min(Math.abs(saw(u * 2) - 0.5), Math.abs(saw(v * 2) - 0.5)) * 2;
    return (edge < 0.035 ? 0.15 : 0.55) + 0.35 * (n(6, 6, 4) - 0.3);
  },
  foliage: (_u, _v, n) => 0.15 + 0.55 * n(3, 24, 2) + 0.35 * n(4, 4, 3),
  crumbs: (_u, _v, n) => {
    const big = n(10, 10, 2);
    return big > 0.55 ? 0.75 + 0.3 * (n(24, 24, 2) - 0.4) : 0.15 + 0.8 * n(20, 20, 3) * big;
  },
  stripes: (u, _v, n) => (saw(u * 6) < 0.5 ? 0.9 : 0.12) + 0.1 * (n(24, 24, 2) - 0.5),
  planks: (u, v, n) => {
    const row = Math.floor(v * 4), shift = [0, 0.4, 0.7, 0.2][row];
    const gap = saw(v * 4) < 0.05 || saw(u + shift) < 0.012;
    const board = [0.12, -0.08, 0.02, -0.14][row];
    const grain = 0.5 + 0.3 * Math.sin(turn * (14 * v + 2 * n(2, 4, 2))) * n(3, 24, 2);
    return gap ? 0.06 : 0.16 + board + 0.45 * grain + 0.3 * n(4, 48, 2);
  },
  dots: (u, v, n) => {
    const d = Math.hypot(saw(u * 8) - 0.5, saw(v * 8) - 0.5);
    return (d < 0.26 ? 0.9 : 0.15) + 0.1 * (n(24, 24, 2) - 0.5);
  },
};

function paint(name: TileName): Uint8Array {
  const noise = lattice(new Random(TILES.indexOf(name) + 101));
  const pattern = PATTERNS[name];
  const out = new Uint8Array(TILE_SIDE * TILE_SIDE);
  for (let j = 0, i = 0; j < TILE_SIDE; j++) {
    for (let k = 0; k < TILE_SIDE; k++, i++) {
      const u = (k + 0.5) / TILE_SIDE, v = (j + 0.5) / TILE_SIDE;
      const value = pattern(u, v, (x, y, count = 4) => octaves(noise, u, v, x, y, count));
      out[i] = Math.max(0, Math.min(255, 255 * value));
    }
  }
  return out;
}

function pyramid(full: Uint8Array): Uint8Array[] {
  const levels = [full];
  for (let side = TILE_SIDE / 2; side >= 1; side /= 2) {
    const above = levels[levels.length - 1], level = new Uint8Array(side * side);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const i = 4 * y * side + 2 * x;
        level[y * side + x] =
          (above[i] + above[i + 1] + above[i + 2 * side] + above[i + 2 * side + 1] + 2) >> 2;
      }
    }
    levels.push(level);
  }
  return levels;
}
