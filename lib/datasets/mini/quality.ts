import type { Random } from "../../tensor/random.ts";

/** What is wrong with a picture: VizWiz's quality flags, each with a level from 0 (nothing) to 1 (severe). */
export interface Quality {
  blur: number;
  bright: number;
  dark: number;
  framing: number;
  obstruction: number;
  rotation: number;
  /** True if nobody can tell what the picture shows. */
  hopeless: boolean;
}

/** The flaws that have a level. */
export const FLAWS = ["blur", "bright", "dark", "framing", "obstruction", "rotation"] as const;

/** From which level a person would mark a flaw. */
export const FLAGGED = 0.35;

/** How often each flaw occurs, and how often a hopeless picture owes to it. */
const RATES = { blur: 0.42, bright: 0.12, dark: 0.14, framing: 0.42, obstruction: 0.08 };

/** Draws the flaws of a picture; about 3 in 100 are hopeless. */
export function sampleQuality(random: Random, rotated: boolean): Quality {
  const level = (rate: number) => random.chance(rate) ? 0.12 + 0.8 * random.uniform() ** 1.8 : 0;
  const quality: Quality = {
    blur: level(RATES.blur),
    bright: level(RATES.bright),
    dark: 0,
    framing: level(RATES.framing),
    obstruction: level(RATES.obstruction),
    rotation: rotated ? 1 : 0,
    hopeless: random.chance(0.03),
  };
  const dark = level(RATES.dark);
  if (quality.bright === 0) quality.dark = dark;
  if (quality.hopeless) spoil(quality, random);
  return quality;
}

function spoil(quality: Quality, random: Random): void {
  const worst = random.pick(["blur", "dark", "bright", "obstruction"] as const, [5, 3, 1.5, 2]);
  if (worst !== "bright") quality.bright = 0;
  if (worst === "bright") quality.dark = 0;
  quality[worst] = 1.6;
  if (worst !== "blur" && random.chance(0.5)) quality.blur = Math.max(quality.blur, 0.7);
}
