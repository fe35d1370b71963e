import { mix } from "../colours.ts";
import { banknoteFace, bookCover, packageBack, packageFront } from "../labels.ts";
import { made } from "../materials.ts";
import { chain, patch, rotation, transformed, translation } from "../mesh.ts";
import { merged, roundedBox, sheet } from "../shapes.ts";
import type { Part } from "../surface.ts";
import { type Model, printOn } from "./look.ts";

/** A box with a printed front and side. */
export const box: Model = (look) => {
  const { random, shade, material } = look;
  const w = random.uniform(9, 19), h = random.uniform(9, 26), d = random.uniform(3.5, 8);
  const [right, left, top, bottom, front, back] = roundedBox([w, h, d], 0.25);
  const plain = made(material, shade, random);
  const side = made(material, shade, random, {
    picture: packageBack(printOn({ ...look, detail: look.detail / 2 }, d / h)),
  });
  return [
    {
      mesh: front,
      surface: made(material, shade, random, {
        picture: packageFront(printOn(look, w / h)),
        gloss: 0.35,
        reflect: 0.035,
      }),
    },
    { mesh: right, surface: side },
    { mesh: left, surface: side },
    { mesh: merged([top, bottom, back]), surface: plain },
  ];
};

/** A carton for milk or juice with a gable or a flat top and a screw cap. */
export const carton: Model = (look) => {
  const { random, shade, trim, material } = look;
  const w = random.uniform(6.5, 9), h = random.uniform(14, 19), d = w * random.uniform(0.75, 1);
  const [right, left, top, bottom, front, back] = roundedBox([w, h, d], 0.2);
  const plain = made(material, shade, random);
  const side = made(material, shade, random, {
    picture: packageBack(printOn({ ...look, detail: look.detail / 2 }, d / h)),
  });
  const parts: Part[] = [
    {
      mesh: front,
      surface: made(material, shade, random, {
        picture: packageFront(printOn(look, w / h)),
        gloss: 0.4,
      }),
    },
    { mesh: merged([right, left]), surface: side },
    { mesh: merged([top, bottom, back]), surface: plain },
  ];
  const peak = w * 0.4;
  const slope = (sign: number) =>
    patch((u, v) => [(u - 0.5) * w, h + peak * (1 - v), sign * (0.15 + (d / 2 - 0.15) * v)], {
      columns: 2,
      rows: 2,
    });
  const end = (sign: number) =>
    patch((u, v) => [sign * w / 2 * (0.8 + 0.2 * v), h + peak * (1 - v), (u - 0.5) * d * v], {
      columns: 2,
      rows: 2,
    });
  const crest = transformed(
    merged(roundedBox([w, 1.6, 0.3], 0.1)),
    translation(0, h + peak - 0.1, 0),
  );
  parts.push({
    mesh: merged([slope(1), slope(-1), end(1), end(-1), crest]),
    surface: made(material, random.chance(0.5) ? trim : shade, random),
  });
  return parts;
};

/** A bag of snacks: a cushion with crimped ends. */
export const bag: Model = (look) => {
  const { random, shade, material } = look;
  const w = random.uniform(13, 20),
    h = w * random.uniform(1.15, 1.5),
    swell = random.uniform(2.2, 4);
  const a = random.uniform(0, 6), b = random.uniform(0, 6);
  const lift = (x: number, y: number) => {
    const u = 2 * x / w, v = 2 * y / h - 1;
    const cushion = Math.max(0, (1 - u * u) * (1 - v ** 4)) ** 0.6;
    const crease = 0.5 * Math.sin(0.9 * x + a + 0.25 * y) * Math.sin(0.5 * y + b) * cushion;
    const crimp = Math.abs(v) > 0.9 ? 0.12 * Math.sin(6 * x) : 0;
    return swell * cushion + crease + crimp;
  };
  const picture = packageFront(printOn(look, w / h));
  const shiny = material === "plastic"
    ? { picture, gloss: 0.72, reflect: 0.09 }
    : { picture, gloss: 0.2, bump: 0.2 };
  const back = transformed(sheet([w, h], (x, y) => lift(-x, y) * 0.7), rotation("y", Math.PI));
  return [
    { mesh: sheet([w, h], lift, 20), surface: made(material, shade, random, shiny) },
    {
      mesh: back,
      surface: made(
        material,
        material === "plastic" ? mix(shade, [200, 200, 205], 0.3) : shade,
        random,
      ),
    },
  ];
};

/** A book: cover, spine, and pages that show at the other edges. */
export const book: Model = (look) => {
  const { random, shade, material } = look;
  const h = random.uniform(17, 25), w = h * random.uniform(0.62, 0.78), d = random.uniform(1.2, 4);
  const [, , , , front, back] = roundedBox([w, h, d], 0.12);
  const cover = made(material, shade, random, { gloss: random.uniform(0.25, 0.75), reflect: 0.05 });
  const spine = roundedBox([0.4, h, d], 0.15)[1];
  const pages = transformed(
    merged(roundedBox([w - 0.5, h - 0.6, d - 0.3], 0.05)),
    translation(-0.1, 0.3, 0),
  );
  return [
    { mesh: front, surface: { ...cover, picture: bookCover(printOn(look, w / h)) } },
    { mesh: merged([back, transformed(spine, translation(-w / 2 + 0.2, 0, 0))]), surface: cover },
    {
      mesh: pages,
      surface: made("paper", [226, 216, 192], random, {
        tile: "brushed",
        tileSize: 3,
        dark: [186, 172, 146],
      }),
    },
  ];
};

/** A banknote, bent and creased. */
export const banknote: Model = (look) => {
  const { random, shade, material } = look, w = 15, h = 6.6;
  const bend = random.uniform(-0.012, 0.03),
    wave = random.uniform(0.1, 0.35),
    at = random.uniform(0, 6);
  const lift = (x: number, y: number) =>
    0.6 + bend * x * x + wave * Math.sin(0.55 * x + 0.2 * y + at) + (Math.abs(x) < 0.3 ? -0.12 : 0);
  const picture = banknoteFace(printOn(look, w / h));
  return [{
    mesh: chainSheet(w, h, lift),
    surface: made(material, shade, random, { picture, wrap: 0.2 }),
  }];
};

function chainSheet(w: number, h: number, lift: (x: number, y: number) => number) {
  return transformed(sheet([w, h], lift, 18), chain(translation(0, 0, 0)));
}
