import type { Random } from "../../tensor/random.ts";
import { type Colour, COLOURS } from "./colours.ts";
import { factsOf, type Kind, KINDS, type Pose } from "./kinds.ts";
import type { Material } from "./materials.ts";
import { placeFacts, type PlaceName, PLACES } from "./places.ts";
import { type Quality, sampleQuality } from "./quality.ts";
import { AUTHORS, BRANDS, GOODS, LOGOS, RARE_BRANDS, SMALL_PRINT } from "./words.ts";

/** A thing in a picture. */
export interface Thing {
  kind: Kind;
  material: Material;
  colour: Colour;
  /** The second colour of its print or trim. */
  accent: Colour;
  /** What is printed on it, the largest line first; empty if nothing is. */
  text: readonly string[];
  /** What is in it or what it is about, "tomato soup" for instance; empty if not known. */
  goods: string;
  /** Its maker; empty if it has none. */
  brand: string;
}

/** What a picture shows, before anything is drawn: its captions follow from this alone. */
export interface Scene extends Thing {
  pose: Pose;
  place: PlaceName;
  placeColour: Colour;
  /** Other things nearby. */
  clutter: readonly Thing[];
  /** How far the phone is turned clockwise, in degrees: what it shows is turned the other way. */
  rotation: 0 | 90 | 180 | 270;
  light: "day" | "lamp" | "flash" | "dim";
  quality: Quality;
}

/**
 * Draws what a picture shows: the thing, where it is, what else is there and what went wrong.
 *
 * @param random A stream of the picture's own.
 */
export function sampleScene(random: Random): Scene {
  const thing = sampleThing(random.split("thing"));
  const setting = random.split("setting"), facts = factsOf(thing.kind);
  const poses = Object.entries(facts.poses) as [Pose, number][];
  const pose = setting.pick(poses.map(([p]) => p), poses.map(([, w]) => w));
  const place = setting.pick(facts.places ?? PLACES);
  const rotation = setting.pick([0, 90, 180, 270] as const, [0.78, 0.09, 0.05, 0.08]);
  return {
    ...thing,
    pose,
    place,
    placeColour: otherThan(thing.colour, placeFacts(place).colours, setting),
    clutter: sampleClutter(random.split("clutter"), thing.kind),
    rotation,
    light: setting.pick(["day", "lamp", "flash", "dim"] as const, [5, 3, 1.6, 0.8]),
    quality: sampleQuality(random.split("quality"), rotation !== 0),
  };
}

/** Things on a like-coloured ground do not show: one more draw avoids most of that. */
function otherThan(colour: Colour, colours: readonly Colour[], random: Random): Colour {
  const first = random.pick(colours);
  return first === colour ? random.pick(colours) : first;
}

/** Draws a thing of any kind, or of the given one. */
export function sampleThing(random: Random, given?: Kind): Thing {
  const kind = given ?? random.pick(KINDS, KINDS.map((k) => factsOf(k).share ?? 1));
  const facts = factsOf(kind);
  const materials = Object.entries(facts.materials) as [Material, number][];
  const material = random.pick(materials.map(([m]) => m), materials.map(([, w]) => w));
  const metals: readonly Colour[] = ["silver", "silver", "gray", "black", "white", "yellow"];
  const bare = material === "metal" && kind !== "can" && kind !== "tube" && kind !== "pen";
  const fit = bare ? facts.colours.filter((c) => metals.includes(c)) : facts.colours;
  const colour = bare && fit.length === 0 ? "silver" : random.pick(fit);
  const accents = COLOURS.filter((c) => c !== colour && c !== "silver" && c !== "gray");
  return { kind, material, colour, accent: random.pick(accents), ...samplePrint(random, kind) };
}

function samplePrint(random: Random, kind: Kind): Pick<Thing, "text" | "goods" | "brand"> {
  const { print, printed = 1 } = factsOf(kind);
  if (print === undefined || !random.chance(printed)) return { text: [], goods: "", brand: "" };
  switch (print) {
    case "food":
    case "drink":
    case "care": {
      const brand = random.chance(0.72)
        ? random.pick(BRANDS, BRANDS.map((_, i) => 1 / (i + 4)))
        : random.pick(RARE_BRANDS);
      const goods = random.pick(GOODS[print].filter((g) => fits(kind, g)));
      return { brand, goods, text: [brand, goods, ...some(random, SMALL_PRINT)] };
    }
    case "title": {
      const goods = random.pick(GOODS.title);
      return { brand: "", goods, text: [goods, random.pick(AUTHORS)] };
    }
    case "money": {
      const goods = random.pick(["1", "5", "10", "20", "50"] as const);
      return { brand: "", goods, text: [goods] };
    }
    case "logo": {
      const word = random.pick(LOGOS);
      return { brand: "", goods: "", text: [word] };
    }
    case "screen":
      return {
        brand: "",
        goods: random.pick(["text", "error", "window", "chat", "lock"] as const),
        text: ["screen"],
      };
    default:
      return { brand: "", goods: "", text: kind === "watch" ? [] : ["keys"] };
  }
}

/** Shampoo does not come in cartons, nor soup in bags. */
function fits(kind: Kind, goods: string): boolean {
  const only: Partial<Record<Kind, RegExp>> = {
    "can": /soup|beans|corn$|tuna|peaches|chili|sauce|food/,
    "jar": /butter|jam|honey|sauce|coffee|peaches|almonds/,
    "box": /oat|flakes|crackers|cookies|pasta$|rice|tea|mix|popcorn|chips/,
    "carton": /juice|milk|tea|lemonade/,
    "bag": /chips|popcorn|rice|coffee|cookies|almonds|food|pasta$/,
  };
  return only[kind]?.test(goods) ?? true;
}

function some(random: Random, lines: readonly string[]): string[] {
  return random.shuffle([...lines]).slice(0, 1 + random.integer(3));
}

const NEARBY: readonly Kind[] = [
  "mug",
  "book",
  "box",
  "bottle",
  "can",
  "cup",
  "pen",
  "remote control",
  "phone",
  "jar",
];

function sampleClutter(random: Random, kind: Kind): Thing[] {
  const count = random.pick([0, 1, 2, 3], [4, 4, 2, 1]);
  const kinds = NEARBY.filter((k) => k !== kind);
  return Array.from({ length: count }, (_, i) => sampleThing(random.split(i), random.pick(kinds)));
}
