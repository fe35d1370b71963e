import type { Picture, Rgb } from "./canvas.ts";
import type { Mesh } from "./mesh.ts";
import type { TileName } from "./texture.ts";

/** How a surface looks under light. */
export interface Surface {
  /** Its colour where the pattern is bright. */
  colour: Rgb;
  /** Its colour where the pattern is dark. */
  dark: Rgb;
  /** The repeating pattern. */
  tile: TileName;
  /** Side of one tile in centimetres. */
  tileSize: number;
  /** Height of the pattern's relief, 0 for none. */
  bump: number;
  /** 0 for dull to 1 for a mirror: how sharp reflections are. */
  gloss: number;
  /** Share of light that is mirrored head-on, .04 for most things. */
  reflect: number;
  /** True if reflections take on the colour, and nothing else is seen. */
  metal: boolean;
  /** Soft light past the edge of shadow, for skin, leaves and fabric, 0 to 0.6. */
  wrap: number;
  /** Brighter rims of fur and fabric, 0 to 1. */
  fuzz: number;
  /** Light of its own, as a share of its colour. */
  glow: number;
  /** Seen through: drawn over what lies behind. 0 for not at all, else the share that passes. */
  clear: number;
  /** A printed picture in place of the colour. */
  picture?: Picture;
}

/** A piece of an object: a shape and what it is made of. */
export interface Part {
  mesh: Mesh;
  surface: Surface;
}

/** A plain surface, with what is said about it. */
export function surface(colour: Rgb, looks: Partial<Surface> = {}): Surface {
  return {
    colour,
    dark: [colour[0] * 0.82, colour[1] * 0.82, colour[2] * 0.82],
    tile: "mottled",
    tileSize: 9,
    bump: 0,
    gloss: 0.3,
    reflect: 0.04,
    metal: false,
    wrap: 0,
    fuzz: 0,
    glow: 0,
    clear: 0,
    ...looks,
  };
}
