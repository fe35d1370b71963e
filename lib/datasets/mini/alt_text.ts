import type { Random } from "../../tensor/random.ts";
import { tokenize } from "../../text/tokenize.ts";
import { Vocabulary } from "../../text/vocabulary.ts";
import { type Colour, COLOURS } from "./colours.ts";
import { type Kind, KINDS } from "./kinds.ts";
import { type Material, MATERIALS } from "./materials.ts";
import { type PlaceName, PLACES } from "./places.ts";
import type { Scene } from "./scene.ts";

/** What shops and web pages call a kind of thing. */
const THINGS: Record<Kind, readonly string[]> = {
  "can": ["can", "canned goods"],
  "bottle": ["bottle"],
  "jar": ["jar"],
  "box": ["box", "packaging box"],
  "carton": ["carton"],
  "bag": ["bag", "pouch"],
  "tube": ["tube"],
  "book": ["book", "hardcover book"],
  "banknote": ["banknote", "paper money"],
  "remote control": ["remote control", "tv remote"],
  "keyboard": ["keyboard", "pc keyboard"],
  "computer screen": ["monitor", "computer display"],
  "phone": ["phone", "smartphone"],
  "mug": ["mug"],
  "cup": ["cup", "takeaway cup"],
  "plate": ["plate", "dinner plate"],
  "shirt": ["shirt", "tee"],
  "shoe": ["shoe", "trainer"],
  "plant": ["plant", "pot plant"],
  "dog": ["dog"],
  "cat": ["cat"],
  "glasses": ["glasses", "spectacles"],
  "watch": ["watch"],
  "pen": ["pen"],
  "lamp": ["lamp"],
  "chair": ["chair"],
  "ball": ["ball"],
  "keys": ["keys", "key ring"],
};

const STUFF: Partial<Record<Material, readonly string[]>> = {
  fabric: ["fabric", "textile"],
  wood: ["wood", "wooden"],
  cardboard: ["cardboard"],
  fur: ["fur", "furry"],
};

const TONES: Partial<Record<Colour, readonly string[]>> = {
  gray: ["grey"],
  turquoise: ["turquoise", "teal"],
  purple: ["purple", "violet"],
};

const SURFACES: Partial<Record<PlaceName, readonly string[]>> = {
  couch: ["sofa"],
  counter: ["worktop"],
  carpet: ["carpet", "rug"],
  grass: ["grass", "lawn"],
};

/** Orders of the facts; "%" stands before what is filled in. */
const FORMS = [
  "%colour %material %thing",
  "%colour %material %thing",
  "%material %thing, %colour",
  "%thing in %colour – %material",
  "%thing (%material, %colour)",
  "%colour %material %thing on %place",
  "%material %thing on %place – %colour",
] as const;

/** What else stands there. */
const ENDINGS = [
  "",
  "",
  "",
  "",
  " – close up",
  " – stock photo",
  " – product photo",
  " for sale",
  " | photo",
  " – second hand",
] as const;

/**
 * Writes a scene's alternative text as web pages have it: short, no sentence, the facts in a row.
 *
 * It names kind, material and main colour always, the place sometimes, and nothing else of the picture:
 * what a miniature CLIP learns from. Words and forms are others than those of the data set's captions.
 *
 * @param random A stream of the text's own.
 *
 * @example
 * ```ts
 * import { sampleScene, writeAltText } from "#lib/datasets/mini";
 * import { Random } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * const scene = { ...sampleScene(new Random(1)), kind: "mug", colour: "red" } as const;
 * assert.match(writeAltText(scene, new Random(2)), /red.*mug|mug.*red/);
 * ```
 */
export function writeAltText(scene: Scene, random: Random): string {
  const { kind, material, colour, place } = scene;
  const facts: Record<string, string> = {
    thing: random.pick(THINGS[kind]),
    material: random.pick(STUFF[material] ?? [material]),
    colour: random.pick(TONES[colour] ?? [colour]),
    place: random.pick(SURFACES[place] ?? [place]),
  };
  const text = random.pick(FORMS).replaceAll(/%(\w+)/g, (_, name) => facts[name]);
  return text + random.pick(ENDINGS);
}

/** The words of all texts that {@linkcode writeAltText} can write. */
export function altTextVocabulary(): Vocabulary {
  const phrases = [
    ...KINDS.flatMap((kind) => THINGS[kind]),
    ...MATERIALS.flatMap((material) => STUFF[material] ?? [material]),
    ...COLOURS.flatMap((colour) => TONES[colour] ?? [colour]),
    ...PLACES.flatMap((place) => SURFACES[place] ?? [place]),
    ...FORMS.map((form) => form.replaceAll(/%\w+/g, "")),
    ...ENDINGS,
  ];
  return Vocabulary.build(phrases.map(tokenize), { minimumCount: 1 });
}
