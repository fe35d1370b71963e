import type { Scene } from "#lib/datasets/mini";

/** A plain scene without a flaw, which tests change in one thing. */
export const MUG: Scene = {
  kind: "mug",
  material: "ceramic",
  colour: "red",
  accent: "white",
  text: [],
  goods: "",
  brand: "",
  pose: "stand",
  place: "table",
  placeColour: "brown",
  clutter: [],
  rotation: 0,
  light: "day",
  quality: {
    blur: 0,
    bright: 0,
    dark: 0,
    framing: 0,
    obstruction: 0,
    rotation: 0,
    hopeless: false,
  },
};
