import type { Colour } from "./colours.ts";
import type { Material } from "./materials.ts";
import type { PlaceName } from "./places.ts";

/** How a thing is shown: upright on something, flat on it, or in a hand. */
export type Pose = "stand" | "lie" | "held";

/** What is known of a kind of thing. */
export interface KindFacts {
  /** What it may be made of, with weights. */
  materials: Partial<Record<Material, number>>;
  colours: readonly Colour[];
  poses: Partial<Record<Pose, number>>;
  /** Where it is found; anywhere if not said. */
  places?: readonly PlaceName[];
  /** What its print is about; no print if not said. */
  print?: "food" | "drink" | "care" | "title" | "money" | "panel" | "screen" | "logo";
  /** How often there is print, 1 if not said. */
  printed?: number;
  /** How often things of this kind are photographed, 1 if not said. */
  share?: number;
}

const ANY: readonly Colour[] = [
  "red",
  "orange",
  "yellow",
  "green",
  "turquoise",
  "blue",
  "purple",
  "pink",
  "brown",
  "beige",
  "black",
  "gray",
  "white",
];
const BRIGHT = ANY.slice(0, 8);
const DARK: readonly Colour[] = ["black", "black", "gray", "white", "silver"];
const INSIDE: readonly PlaceName[] = ["table", "counter", "desk"];

const FACTS = {
  "can": {
    materials: { metal: 1 },
    colours: [...BRIGHT, "black", "white", "silver"],
    poses: { stand: 4, lie: 1, held: 5 },
    print: "food",
    share: 1.4,
  },
  "bottle": {
    materials: { plastic: 6, glass: 4 },
    colours: [...ANY],
    poses: { stand: 5, lie: 1, held: 5 },
    print: "drink",
    share: 1.4,
  },
  "jar": {
    materials: { glass: 3, plastic: 1 },
    colours: ["red", "orange", "yellow", "green", "brown", "beige", "purple", "white"],
    poses: { stand: 5, held: 4 },
    print: "food",
  },
  "box": {
    materials: { cardboard: 1 },
    colours: ANY,
    poses: { stand: 5, lie: 2, held: 4 },
    print: "food",
    share: 1.5,
  },
  "carton": {
    materials: { cardboard: 3, paper: 1 },
    colours: [...BRIGHT, "white"],
    poses: { stand: 5, held: 3 },
    print: "drink",
  },
  "bag": {
    materials: { plastic: 5, paper: 3 },
    colours: ANY,
    poses: { stand: 3, lie: 3, held: 4 },
    print: "food",
    share: 1.2,
  },
  "tube": {
    materials: { plastic: 3, metal: 1 },
    colours: [...BRIGHT, "white", "white"],
    poses: { lie: 3, held: 4, stand: 1 },
    print: "care",
  },
  "book": {
    materials: { paper: 4, leather: 1 },
    colours: ANY,
    poses: { lie: 4, held: 4, stand: 1 },
    print: "title",
    share: 1.2,
  },
  "banknote": {
    materials: { paper: 1 },
    colours: ["green", "green", "blue", "pink", "orange", "beige", "purple", "gray"],
    poses: { lie: 3, held: 4 },
    print: "money",
    share: 1.1,
  },
  "remote control": {
    materials: { plastic: 1 },
    colours: DARK,
    poses: { lie: 5, held: 4 },
    print: "panel",
    share: 1.1,
  },
  "keyboard": {
    materials: { plastic: 4, metal: 1 },
    colours: ["black", "black", "white", "gray", "silver"],
    poses: { lie: 1 },
    places: INSIDE,
    print: "panel",
  },
  "computer screen": {
    materials: { plastic: 3, metal: 1 },
    colours: ["black", "black", "gray", "silver", "white"],
    poses: { stand: 1 },
    places: ["desk", "table"],
    print: "screen",
    share: 1.3,
  },
  "phone": {
    materials: { plastic: 2, glass: 1, metal: 1 },
    colours: ["black", "white", "silver", "gray", "pink", "blue", "red"],
    poses: { lie: 3, held: 5 },
    print: "screen",
  },
  "mug": {
    materials: { ceramic: 5, metal: 1, plastic: 1 },
    colours: ANY,
    poses: { stand: 6, held: 3 },
    places: [...INSIDE, "couch"],
    print: "logo",
    printed: 0.5,
  },
  "cup": {
    materials: { paper: 3, plastic: 2 },
    colours: [...BRIGHT, "white", "brown"],
    poses: { stand: 4, held: 4 },
    places: [...INSIDE, "floor", "grass"],
    print: "logo",
    printed: 0.6,
  },
  "plate": {
    materials: { ceramic: 4, paper: 1, plastic: 1, metal: 0.5 },
    colours: ["white", "white", "blue", "green", "red", "yellow", "gray", "black", "beige"],
    poses: { stand: 1 },
    places: [...INSIDE, "couch"],
    share: 1.1,
  },
  "shirt": {
    materials: { fabric: 1 },
    colours: ANY,
    poses: { lie: 5, held: 1 },
    places: ["bed", "couch", "carpet", "table", "floor"],
    print: "logo",
    printed: 0.45,
    share: 1.2,
  },
  "shoe": {
    materials: { leather: 3, fabric: 3, plastic: 0.7 },
    colours: [...ANY, "black", "brown", "white"],
    poses: { stand: 6, held: 2 },
    places: ["carpet", "floor", "grass", "bed", "couch"],
  },
  "plant": {
    materials: { ceramic: 4, plastic: 2, wood: 1, metal: 0.6 },
    colours: ANY,
    poses: { stand: 1 },
    places: [...INSIDE, "floor", "carpet", "grass"],
  },
  "dog": {
    materials: { fur: 1 },
    colours: ["brown", "black", "white", "beige", "gray"],
    poses: { stand: 1 },
    places: ["carpet", "floor", "grass", "couch", "bed"],
  },
  "cat": {
    materials: { fur: 1 },
    colours: ["orange", "black", "white", "gray", "brown"],
    poses: { stand: 1 },
    places: ["carpet", "floor", "grass", "couch", "bed"],
  },
  "glasses": {
    materials: { plastic: 4, metal: 3 },
    colours: ["black", "black", "brown", "red", "blue", "silver", "pink", "purple"],
    poses: { lie: 4, held: 2 },
    share: 0.8,
  },
  "watch": {
    materials: { leather: 3, metal: 3, plastic: 2 },
    colours: ["black", "brown", "silver", "white", "blue", "red", "pink", "green"],
    poses: { lie: 3, held: 3 },
    print: "panel",
    share: 0.8,
  },
  "pen": {
    materials: { plastic: 4, metal: 2, wood: 1 },
    colours: [...BRIGHT, "black", "silver", "white"],
    poses: { lie: 3, held: 3 },
    share: 0.8,
  },
  "lamp": {
    materials: { fabric: 3, metal: 3, glass: 1, ceramic: 1 },
    colours: ["white", "beige", "yellow", "red", "blue", "green", "black", "silver"],
    poses: { stand: 1 },
    places: [...INSIDE, "floor", "carpet"],
    share: 0.8,
  },
  "chair": {
    materials: { wood: 4, plastic: 2, metal: 2, leather: 1, fabric: 1 },
    colours: ["brown", "beige", "black", "white", "red", "blue", "green", "gray"],
    poses: { stand: 1 },
    places: ["carpet", "floor", "grass"],
    share: 0.9,
  },
  "ball": {
    materials: { leather: 2, plastic: 3, fabric: 1 },
    colours: [...ANY],
    poses: { stand: 4, held: 2 },
    places: ["carpet", "floor", "grass", "table", "couch", "bed"],
    share: 0.8,
  },
  "keys": {
    materials: { metal: 1 },
    colours: ["silver", "silver", "yellow", "gray"],
    poses: { lie: 4, held: 2 },
    share: 0.8,
  },
} as const satisfies Record<string, KindFacts>;

/** A kind's name, as a caption would say it. */
export type Kind = keyof typeof FACTS;

/** What the pictures show, in a fixed order. */
export const KINDS = Object.keys(FACTS) as readonly Kind[];

/** What is known of a kind. */
export function factsOf(kind: Kind): KindFacts {
  return FACTS[kind];
}
