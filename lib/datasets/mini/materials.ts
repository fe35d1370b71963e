import type { Random } from "../../tensor/random.ts";
import type { Rgb } from "./canvas.ts";
import { mix } from "./colours.ts";
import { type Surface, surface } from "./surface.ts";

/** What things are made of, in a fixed order. */
export const MATERIALS = [
  "metal",
  "plastic",
  "glass",
  "cardboard",
  "paper",
  "ceramic",
  "fabric",
  "wood",
  "leather",
  "fur",
] as const;

/** A material's name. */
export type Material = typeof MATERIALS[number];

/** How each material looks, apart from its colour. */
const LOOKS: Record<Material, Partial<Surface>> = {
  metal: { metal: true, reflect: 0.62, gloss: 0.72, tile: "brushed", tileSize: 7 },
  plastic: { gloss: 0.62, reflect: 0.05, tileSize: 14 },
  glass: { gloss: 0.95, reflect: 0.09, clear: 0.8 },
  cardboard: { gloss: 0.15, reflect: 0.025, tile: "paper", tileSize: 6, bump: 0.12 },
  paper: { gloss: 0.2, reflect: 0.02, tile: "paper", tileSize: 9, bump: 0.06 },
  ceramic: { gloss: 0.88, reflect: 0.06, tileSize: 20 },
  fabric: {
    gloss: 0,
    reflect: 0.015,
    tile: "weave",
    tileSize: 3.2,
    bump: 0.5,
    fuzz: 0.4,
    wrap: 0.15,
  },
  wood: { gloss: 0.4, reflect: 0.035, tile: "wood", tileSize: 12, bump: 0.12 },
  leather: { gloss: 0.4, reflect: 0.04, tile: "leather", tileSize: 5, bump: 0.45 },
  fur: { gloss: 0.05, reflect: 0.015, tile: "fur", tileSize: 8, bump: 0.9, fuzz: 0.8, wrap: 0.3 },
};

/** How far a material's dark texels are from its colour. */
const DEPTH: Partial<Record<Material, number>> = {
  wood: 0.6,
  fur: 0.6,
  fabric: 0.42,
  leather: 0.35,
  metal: 0.35,
  cardboard: 0.3,
};

/** A surface of a material in a colour; `looks` overrides what is typical. */
export function made(
  material: Material,
  colour: Rgb,
  random: Random,
  looks: Partial<Surface> = {},
): Surface {
  const typical = LOOKS[material];
  return surface(colour, {
    dark: mix(colour, [0, 0, 0], DEPTH[material] ?? 0.16),
    ...typical,
    gloss: Math.max(0, (typical.gloss ?? 0) + random.uniform(-0.1, 0.1)),
    tileSize: (typical.tileSize ?? 9) * random.uniform(0.8, 1.3),
    ...looks,
  });
}

/** Skin in one of many tones. */
export function skin(random: Random): Surface {
  const colour = mix([236, 188, 162], [92, 58, 42], random.uniform() ** 1.4);
  return surface(colour, {
    dark: mix(colour, [150, 60, 50], 0.22),
    tile: "leather",
    tileSize: 3.4,
    bump: 0.1,
    gloss: 0.28,
    reflect: 0.03,
    wrap: 0.4,
    fuzz: 0.15,
  });
}
