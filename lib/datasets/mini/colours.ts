import type { Random } from "../../tensor/random.ts";
import type { Rgb } from "./canvas.ts";

/** The colour names that captions and labels use, with a typical 8-bit value each. */
const VALUES = {
  red: [196, 34, 34],
  orange: [232, 116, 24],
  yellow: [238, 200, 40],
  green: [44, 130, 52],
  turquoise: [28, 160, 160],
  blue: [34, 78, 176],
  purple: [106, 52, 148],
  pink: [230, 120, 160],
  brown: [98, 58, 32],
  beige: [208, 184, 144],
  black: [26, 26, 28],
  gray: [128, 128, 130],
  white: [232, 230, 224],
  silver: [184, 186, 190],
} as const satisfies Record<string, Rgb>;

/** A colour's name. */
export type Colour = keyof typeof VALUES;

/** All colour names, in a fixed order. */
export const COLOURS = Object.keys(VALUES) as readonly Colour[];

/** The typical 8-bit value of a colour. */
export function rgb(colour: Colour): Rgb {
  return VALUES[colour];
}

/** One of the many shades that go by a colour's name. */
export function shade(colour: Colour, random: Random): Rgb {
  const [r, g, b] = VALUES[colour];
  const light = random.uniform(0.86, 1.12);
  const tint = () => random.uniform(-9, 9);
  return [clamp(r * light + tint()), clamp(g * light + tint()), clamp(b * light + tint())];
}

/** A mixture of two colours: `share` of the second. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((k) => a[k] + share * (b[k] - a[k])) as unknown as Rgb;
}

/** Black or white, whichever reads better on a colour. */
export function contrast(colour: Rgb): Rgb {
  return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2] > 125
    ? [22, 22, 26]
    : [244, 242, 236];
}

function clamp(x: number): number {
  return Math.max(6, Math.min(250, x));
}

/** Linear light of each 8-bit value (the sRGB curve). */
export const LINEAR: Float32Array = Float32Array.from({ length: 256 }, (_, i) => {
  const x = i / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
});
