import type { LightImage } from "./lens.ts";

/** What the phone's sensor and its software do to the light. */
export interface Sensor {
  /** Brightness: 1 puts a white surface in full light just under white. */
  exposure: number;
  /** Factors of red, green and blue left by a wrong white balance. */
  balance: readonly [number, number, number];
  /** Grain, as a share of the full range: about .01 in daylight, .06 in the dark. */
  noise: number;
  /** Loss of light in the corners, 0 to 1. */
  vignette: number;
  /** Saturation of the phone's colours, 1 for true. */
  saturation: number;
}

const CURVE_STEPS = 2048, CURVE_TOP = 2;

/** A phone's tone curve: sRGB with a little contrast and a soft shoulder; linear 0 to 2 → 0 to 255. */
const CURVE = Float32Array.from({ length: CURVE_STEPS + 2 }, (_, i) => {
  const x = CURVE_TOP * i / CURVE_STEPS;
  const y = x < 0.6 ? x : 0.6 + 0.4 * (1 - Math.exp(-(x - 0.6) / 0.42));
  const s = y <= 0.0031308 ? 12.92 * y : 1.055 * y ** (1 / 2.4) - 0.055;
  const contrast = s + 0.12 * s * (1 - s) * (2 * s - 1) * 2;
  return 255 * Math.max(0, Math.min(1.003, contrast));
});

/** Bell-shaped noise of mean 0 and deviation 1, in an order that is looked up anywhere. */
const BELL = new Float32Array(8192);
{
  let state = 0x2545f491;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  for (let i = 0; i < BELL.length; i++) BELL[i] = (next() + next() + next() + next() - 2) * 1.732;
}

/** Turns light into 8-bit RGB: exposure, white balance, vignette, grain, tone curve. */
export function develop(image: LightImage, sensor: Sensor, seed: number): Uint8Array {
  const { width, height, data } = image;
  const out = new Uint8ClampedArray(data.length);
  const { exposure, balance, noise, vignette, saturation } = sensor;
  const steps = CURVE_STEPS / CURVE_TOP, cx = width / 2, cy = height / 2;
  const corner = vignette / (cx * cx + cy * cy);
  let state = (seed | 1) >>> 0;
  let blotR = 0, blotB = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      if ((x & 1) === 0) {
        blotR = 0.7 * blotR + 0.5 * BELL[(state >>> 3) & 8191];
        blotB = 0.7 * blotB + 0.5 * BELL[(state >>> 11) & 8191];
      }
      const fall = exposure * (1 - corner * ((x - cx) * (x - cx) + (y - cy) * (y - cy)));
      let r = data[i] * balance[0] * fall, g = data[i + 1] * balance[1] * fall;
      let b = data[i + 2] * balance[2] * fall;
      const grey = 0.3 * r + 0.59 * g + 0.11 * b;
      r = grey + saturation * (r - grey);
      g = grey + saturation * (g - grey);
      b = grey + saturation * (b - grey);
      // Shot noise grows with the root of the light; after the curve it is strongest in the shadows.
      const grain = noise * BELL[state & 8191];
      out[i] = tone(r, steps) + 255 * (grain + noise * 0.8 * blotR) * weight(r);
      out[i + 1] = tone(g, steps) + 255 * (grain - noise * 0.2 * (blotR + blotB)) * weight(g);
      out[i + 2] = tone(b, steps) + 255 * (grain + noise * blotB) * weight(b);
    }
  }
  return new Uint8Array(out.buffer);
}

function weight(x: number): number {
  return x > 0.9 ? 0.3 : 1 - 0.78 * x;
}

function tone(x: number, steps: number): number {
  if (x <= 0) return 0;
  const at = x * steps;
  if (at >= CURVE_STEPS) return 255;
  const i = at | 0;
  return CURVE[i] + (at - i) * (CURVE[i + 1] - CURVE[i]);
}
