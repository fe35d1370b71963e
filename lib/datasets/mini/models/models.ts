import type { Random } from "../../../tensor/random.ts";
import { shade } from "../colours.ts";
import type { Kind } from "../kinds.ts";
import type { Thing } from "../scene.ts";
import type { Part } from "../surface.ts";
import { ball, bottle, can, cup, jar, mug, tubeOfPaste } from "./containers.ts";
import { cat, dog } from "./creatures.ts";
import { keyboard, phone, remote, screen } from "./electronics.ts";
import { chair, keys, lamp, pen, plant, plate } from "./household.ts";
import type { Model } from "./look.ts";
import { bag, banknote, book, box, carton } from "./packages.ts";
import { glasses, shirt, shoe, watch } from "./wearables.ts";

const MODELS: Record<Kind, Model> = {
  "can": can,
  "bottle": bottle,
  "jar": jar,
  "box": box,
  "carton": carton,
  "bag": bag,
  "tube": tubeOfPaste,
  "book": book,
  "banknote": banknote,
  "remote control": remote,
  "keyboard": keyboard,
  "computer screen": screen,
  "phone": phone,
  "mug": mug,
  "cup": cup,
  "plate": plate,
  "shirt": shirt,
  "shoe": shoe,
  "plant": plant,
  "dog": dog,
  "cat": cat,
  "glasses": glasses,
  "watch": watch,
  "pen": pen,
  "lamp": lamp,
  "chair": chair,
  "ball": ball,
  "keys": keys,
};

/**
 * Builds a thing in its own space, in centimetres: base at y = 0, front towards +z.
 *
 * @param detail Pixels of the longer side of a print, a power of two.
 */
export function buildThing(thing: Thing, random: Random, detail: number): Part[] {
  const tint = random.split("shade");
  return MODELS[thing.kind]({
    ...thing,
    shade: shade(thing.colour, tint),
    trim: shade(thing.accent, tint),
    random,
    detail,
  });
}
