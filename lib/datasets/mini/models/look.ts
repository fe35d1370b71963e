import type { Random } from "../../../tensor/random.ts";
import type { Rgb } from "../canvas.ts";
import type { Print } from "../labels.ts";
import type { Part } from "../surface.ts";
import type { Thing } from "../scene.ts";

/** What a model is built from: the thing, its shades, and how fine it must be. */
export interface Look extends Thing {
  shade: Rgb;
  trim: Rgb;
  random: Random;
  /** Pixels of the longer side of a print. */
  detail: number;
}

/** Builds a thing in its own space, in centimetres: base at y = 0, front towards +z. */
export type Model = (look: Look) => Part[];

/** The settings of a print on a thing of the given proportions. */
export function printOn(look: Look, aspect: number): Print {
  const { shade, trim, text, detail, random } = look;
  return { aspect, detail, colour: shade, accent: trim, text, random: random.split("print") };
}
