import { contrast, mix } from "../colours.ts";
import { keyboardPanel, remotePanel, screenContent } from "../labels.ts";
import { made } from "../materials.ts";
import { chain, type Mesh, rotation, transformed, translation } from "../mesh.ts";
import { lathe, merged, roundedBox } from "../shapes.ts";
import { type Part, surface } from "../surface.ts";
import { type Look, type Model, printOn } from "./look.ts";

function faces(
  size: readonly [number, number, number],
  radius: number,
  bulge = 0,
): { front: Mesh; rest: Mesh } {
  const [right, left, top, bottom, front, back] = roundedBox(size, radius, { bulge });
  return { front, rest: merged([right, left, top, bottom, back]) };
}

/** A remote control: a long bar with buttons. */
export const remote: Model = (look) => {
  const { random, shade, material } = look, w = random.uniform(4, 5.2), h = random.uniform(15, 21);
  const { front, rest } = faces([w, h, 2], 0.8, 0.25);
  const picture = remotePanel(printOn(look, w / h));
  return [
    { mesh: front, surface: made(material, shade, random, { picture, gloss: 0.5 }) },
    { mesh: rest, surface: made(material, shade, random) },
  ];
};

/** A computer keyboard. */
export const keyboard: Model = (look) => {
  const { random, shade, material } = look, w = random.uniform(32, 42), h = 13.5;
  const { front, rest } = faces([w, h, 1.8], 0.5);
  const picture = keyboardPanel(printOn({ ...look, detail: look.detail * 2 }, w / h));
  return [
    { mesh: front, surface: made("plastic", shade, random, { picture, gloss: 0.35 }) },
    { mesh: rest, surface: made(material, shade, random) },
  ];
};

/** A panel that shines by itself inside a frame. */
function display(look: Look, size: readonly [number, number], lift: number, glow: number): Part {
  const [w, h] = size;
  const mesh = transformed(roundedBox([w, h, 0.1], 0.02)[4], translation(0, 0, lift));
  const picture = screenContent({ ...printOn(look, w / h), shows: look.goods });
  return {
    mesh,
    surface: surface([30, 30, 34], { picture, glow, gloss: 0.85, reflect: 0.06, tileSize: 60 }),
  };
}

/** A screen on a foot, or of a laptop with keys in front of it. */
export const screen: Model = (look) => {
  const { random, shade, material } = look, laptop = random.chance(0.4);
  const w = laptop ? random.uniform(30, 36) : random.uniform(40, 52),
    h = w * random.uniform(0.58, 0.68);
  const { front, rest } = faces([w, h, 1.4], 0.5);
  const frame = made(material, shade, random, { gloss: 0.5 });
  const shine = display(look, [w - 2.6, h - 2.6], 0.75, random.uniform(0.7, 1.3));
  const upper: Part[] = [
    { mesh: merged([front, rest]), surface: frame },
    { ...shine, mesh: transformed(shine.mesh, translation(0, 1.3, 0)) },
  ];
  if (laptop) {
    const lower = transformed(
      merged(roundedBox([w, 23, 1.4], 0.4)),
      chain(rotation("x", -Math.PI / 2), translation(0, 0.7, 23.5)),
    );
    const keys = transformed(
      roundedBox([w - 4, 11, 0.1], 0.02)[4],
      chain(rotation("x", -Math.PI / 2), translation(0, 1.45, 13.5)),
    );
    const picture = keyboardPanel(printOn({ ...look, detail: look.detail * 2 }, (w - 4) / 11));
    const tilted = chain(rotation("x", -0.25), translation(0, 1, 0));
    return [
      ...upper.map((p) => ({ ...p, mesh: transformed(p.mesh, tilted) })),
      { mesh: lower, surface: frame },
      { mesh: keys, surface: made("plastic", shade, random, { picture }) },
    ];
  }
  const foot = [
    transformed(merged(roundedBox([5, 12, 1.5], 0.4)), translation(0, 0, -1.4)),
    lathe([[0, 1.2], [9, 1], [10, 0.4], [10, 0]], 24),
  ];
  return [
    ...upper.map((p) => ({ ...p, mesh: transformed(p.mesh, translation(0, 8, 0)) })),
    { mesh: merged(foot), surface: frame },
  ];
};

/** A phone: a dark glass front with a lit screen, or its back with a camera. */
export const phone: Model = (look) => {
  const { random, shade, material } = look,
    w = random.uniform(6.6, 7.8),
    h = w * random.uniform(1.9, 2.15);
  const { front, rest } = faces([w, h, 0.9], 0.4);
  const body = made(material === "glass" ? "plastic" : material, shade, random, { gloss: 0.8 });
  const rim = {
    mesh: front,
    surface: made("plastic", mix(shade, contrast(shade), 0.06), random, { gloss: 0.9 }),
  };
  const lit = random.chance(0.75) ? random.uniform(0.5, 1.1) : 0.02;
  const shine = display(look, [w - 0.7, h - 2.4], 0.47, lit);
  return [rim, { mesh: rest, surface: body }, {
    ...shine,
    mesh: transformed(shine.mesh, translation(0, 1.2, 0)),
  }];
};
