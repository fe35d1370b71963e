import sharp from "sharp";
import { Random } from "../../tensor/random.ts";
import type { Described, Split } from "./annotations.ts";
import { writeCaptions } from "./grammar.ts";
import { renderScene } from "./render.ts";
import { sampleScene } from "./scene.ts";

/** Sides of the saved pictures, the longer one; and how large each is rendered before it is enlarged. */
const SIDES = [640, 560, 480, 400, 320] as const;
const RENDERED = 288;

// A worker is one thread: the encoder must not start more.
sharp.concurrency(1);
sharp.cache(false);

/** The stream of one picture: a function of the seed, the part and the number alone. */
function pictureRandom(seed: number, split: Split, index: number): Random {
  return new Random(seed).split(`mini/${split}`).split(index);
}

/** Draws a picture's scene and captions. */
export function describe(seed: number, split: Split, index: number): Described {
  const random = pictureRandom(seed, split, index);
  const scene = sampleScene(random.split("scene"));
  return { scene, captions: writeCaptions(scene, random.split("captions")) };
}

/** Renders a picture and encodes it as a JPEG file. */
export async function photograph(seed: number, split: Split, index: number): Promise<Uint8Array> {
  const random = pictureRandom(seed, split, index);
  const scene = sampleScene(random.split("scene"));
  const picture = renderScene(scene, random.split("render"), { maxSide: RENDERED });
  const file = random.split("file"), side = file.pick(SIDES, [1.5, 2, 4, 3, 2]);
  const { width, height, data } = picture;
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const sized = image.resize({
    width: Math.round(width * side / RENDERED),
    height: Math.round(height * side / RENDERED),
    kernel: "linear",
    fit: "fill",
  });
  return await sized.jpeg({ quality: 60 + file.integer(26) }).toBuffer();
}
