import type { Colour } from "./colours.ts";
import type { TileName } from "./texture.ts";

/** A surface that things lie on. */
export interface PlaceFacts {
  tile: TileName;
  tileSize: number;
  colours: readonly Colour[];
  bump: number;
  gloss: number;
  /** Contrast of the pattern: how dark its dark is, 0 for black to 1 for none. */
  dark: number;
  /** Soft things sag and have folds: height of the waves in centimetres. */
  folds: number;
  /** True if it ends at an edge above the floor, as a table does. */
  raised: boolean;
}

const FACTS = {
  table: place("wood", 26, ["brown", "brown", "beige", "black", "white"], {
    gloss: 0.5,
    dark: 0.52,
  }),
  counter: place("marble", 30, ["gray", "black", "beige", "white", "brown"], {
    gloss: 0.7,
    dark: 0.55,
  }),
  desk: place("wood", 40, ["brown", "black", "white", "gray", "beige"], { gloss: 0.35, dark: 0.7 }),
  carpet: place("carpet", 16, ["gray", "beige", "brown", "blue", "red", "green"], {
    bump: 0.9,
    dark: 0.4,
    raised: false,
  }),
  couch: place("weave", 5, ["gray", "brown", "blue", "beige", "red", "green", "black"], {
    bump: 0.5,
    dark: 0.5,
    folds: 1.6,
  }),
  grass: place("grass", 20, ["green", "green", "green"], {
    bump: 1,
    dark: 0.22,
    folds: 0.6,
    raised: false,
  }),
  bed: place("mottled", 30, ["white", "blue", "gray", "pink", "beige", "purple", "turquoise"], {
    dark: 0.85,
    bump: 0.2,
    folds: 2.6,
  }),
  floor: place("planks", 60, ["brown", "beige", "gray", "white"], {
    gloss: 0.45,
    dark: 0.45,
    raised: false,
  }),
} as const satisfies Record<string, PlaceFacts>;

/** The name of a place, as a caption would say it. */
export type PlaceName = keyof typeof FACTS;

/** All places, in a fixed order. */
export const PLACES = Object.keys(FACTS) as readonly PlaceName[];

/** What is known of a place. */
export function placeFacts(name: PlaceName): PlaceFacts {
  return FACTS[name];
}

function place(
  tile: TileName,
  tileSize: number,
  colours: readonly Colour[],
  other: Partial<PlaceFacts>,
): PlaceFacts {
  return {
    tile,
    tileSize,
    colours,
    bump: 0.1,
    gloss: 0.1,
    dark: 0.6,
    folds: 0,
    raised: true,
    ...other,
  };
}
