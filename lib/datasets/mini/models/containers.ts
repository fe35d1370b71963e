import { contrast, mix } from "../colours.ts";
import { logoPrint, wrapAround } from "../labels.ts";
import { made } from "../materials.ts";
import { chain, rotation, transformed, translation } from "../mesh.ts";
import { ellipsoid, lathe, type Profile, tube } from "../shapes.ts";
import { type Part, surface } from "../surface.ts";
import { type Look, type Model, printOn } from "./look.ts";

/** A food or drink can. */
export const can: Model = (look) => {
  const { random, shade } = look, tall = random.chance(0.5);
  const r = tall ? 3.2 : random.uniform(3.4, 4.2), h = tall ? 12 : random.uniform(6, 11);
  const picture = wrapAround(printOn(look, 2 * Math.PI * r / h));
  const rim = made("metal", [196, 196, 200], random);
  const neck = tall ? r * 0.82 : r * 0.97;
  const body = tall
    ? made("metal", shade, random, { picture, reflect: 0.5, gloss: 0.75 })
    : made("paper", shade, random, { picture, gloss: 0.45, reflect: 0.04 });
  return [
    {
      mesh: lathe([[r, h * 0.95], [r, h * 0.65], [r, h * 0.35], [r, h * 0.05]], 32),
      surface: body,
    },
    { mesh: lathe([[neck, h], [neck + 0.05, h * 0.99], [r, h * 0.95]], 32), surface: rim },
    { mesh: lathe([[r, h * 0.05], [r * 0.97, 0.1], [r * 0.9, 0]], 32), surface: rim },
    {
      mesh: lathe([[0, h * 0.97], [neck * 0.5, h * 0.972], [neck * 0.55, h * 0.965], [
        neck * 0.93,
        h * 0.965,
      ], [neck, h]], 32),
      surface: rim,
    },
    { mesh: lathe([[r * 0.9, 0.05], [0, 0.3]], 24), surface: rim },
  ];
};

/** A bottle: round shoulders and a cap; of glass with something in it, or of plastic. */
export const bottle: Model = (look) => {
  const { random, shade, trim, material } = look;
  const r = random.uniform(2.8, 4.2),
    h = random.uniform(16, 25),
    neck = r * random.uniform(0.3, 0.5);
  const shoulder = h * random.uniform(0.6, 0.72), slope = random.uniform(0.1, 0.2);
  const outline: Profile = [
    [neck, h * 0.95],
    [neck, h * 0.88],
    [neck * 1.1, shoulder + slope * h],
    [r * 0.72, shoulder + slope * h * 0.55],
    [r * 0.96, shoulder + slope * h * 0.12],
    [r, shoulder - 0.02 * h],
    [r, h * 0.3],
    [r, h * 0.06],
    [r * 0.94, h * 0.015],
    [r * 0.75, 0],
  ];
  const top = h * 0.56, low = h * 0.16;
  const label = {
    ...look,
    shade: random.chance(0.5) ? trim : mix(shade, [245, 245, 240], 0.75),
    trim: shade,
  };
  const picture = wrapAround(printOn(label, 2 * Math.PI * r / (top - low)));
  const cap = made("plastic", random.chance(0.5) ? trim : contrast(shade), random);
  const parts: Part[] = [
    {
      mesh: lathe([[r + 0.06, top], [r + 0.06, (top + low) / 2], [r + 0.06, low]], 30),
      surface: made("paper", trim, random, { picture, gloss: 0.4 }),
    },
    {
      mesh: lathe([[0, h], [neck * 1.1, h], [neck * 1.15, h * 0.985], [neck * 1.15, h * 0.92], [
        neck,
        h * 0.915,
      ]], 18),
      surface: cap,
    },
  ];
  const clear = material === "glass";
  if (clear) {
    const inside = outline.slice(3).map(([a, b]) => [a * 0.93, b * 0.97 + 0.3] as const);
    parts.push({
      mesh: lathe([[0, inside[0][1]], ...inside], 24),
      surface: surface(mix(shade, [0, 0, 0], 0.12), { gloss: 0.5 }),
    });
  }
  parts.push({
    mesh: lathe(outline, 30),
    surface: clear
      ? made("glass", mix(shade, [230, 240, 235], 0.5), random)
      : made("plastic", shade, random),
  });
  return parts;
};

/** A jar with a wide lid. */
export const jar: Model = (look) => {
  const { random, shade, trim, material } = look;
  const r = random.uniform(3.2, 4.6), h = random.uniform(7.5, 12.5);
  const outline: Profile = [
    [r * 0.86, h * 0.9],
    [r * 0.88, h * 0.85],
    [r * 0.98, h * 0.78],
    [r, h * 0.72],
    [r, h * 0.35],
    [r, h * 0.08],
    [r * 0.93, h * 0.02],
    [r * 0.8, 0],
  ];
  const top = h * 0.62, low = h * 0.16;
  const label = {
    ...look,
    shade: mix(trim, [245, 240, 230], random.chance(0.5) ? 0.7 : 0.1),
    trim: shade,
  };
  const picture = wrapAround(printOn(label, 2 * Math.PI * r / (top - low)));
  const fill = surface(shade, {
    tile: "crumbs",
    tileSize: 10,
    dark: mix(shade, [20, 5, 0], 0.35),
    gloss: 0.5,
  });
  const parts: Part[] = [
    {
      mesh: lathe([[r + 0.05, top], [r + 0.05, (top + low) / 2], [r + 0.05, low]], 30),
      surface: made("paper", trim, random, { picture, gloss: 0.4 }),
    },
    {
      mesh: lathe([[0, h], [r * 0.86, h], [r * 0.92, h * 0.985], [r * 0.92, h * 0.885], [
        r * 0.86,
        h * 0.88,
      ]], 28),
      surface: made(
        random.chance(0.6) ? "metal" : "plastic",
        random.chance(0.4) ? [206, 180, 90] : trim,
        random,
      ),
    },
    {
      mesh: lathe([
        [0, h * 0.76],
        ...outline.slice(2).map(([a, b]) => [a * 0.94, b * 0.98 + 0.2] as const),
      ], 26),
      surface: fill,
    },
  ];
  parts.push({
    mesh: lathe(outline, 28),
    surface: material === "glass"
      ? made("glass", [225, 235, 232], random)
      : made("plastic", shade, random, { clear: 0.35 }),
  });
  return parts;
};

/** The bowl of a mug or cup with its inside and what it holds. */
function bowl(
  top: number,
  foot: number,
  h: number,
  wall: number,
): { outside: Profile; inside: Profile; level: number } {
  return {
    outside: [
      [top, h],
      [top - (top - foot) * 0.3, h * 0.66],
      [top - (top - foot) * 0.7, h * 0.28],
      [foot, h * 0.06],
      [foot * 0.9, 0],
    ],
    inside: [[0, 0.4], [foot * 0.85, 0.5], [top - wall, h * 0.9], [top - wall * 0.6, h + 0.05], [
      top,
      h,
    ]],
    level: h * 0.78,
  };
}

/** A mug with a handle. */
export const mug: Model = (look) => {
  const { random, shade, trim, material } = look;
  const r = random.uniform(3.7, 4.4), h = random.uniform(8.5, 10.5);
  const { outside, inside, level } = bowl(r, r * random.uniform(0.8, 1), h, 0.35);
  const looks = look.text.length === 0 ? {} : {
    picture: logoPrint({
      ...printOn(look, 2 * Math.PI * r / h),
      at: [random.uniform(0.42, 0.58), 46],
      width: 0.2,
    }),
  };
  const inner = random.chance(0.5) ? [236, 232, 224] as const : shade;
  const side = random.chance(0.5) ? 1 : -1;
  const handle = Array.from({ length: 9 }, (_, k) => {
    const a = Math.PI * (k / 8 - 0.5);
    return [
      side * (r * 0.92 + 2.5 * Math.cos(a)),
      h * 0.52 + h * 0.3 * Math.sin(a),
      0,
      0.55,
    ] as const;
  });
  const skin = made(material, shade, random, looks);
  return [
    { mesh: lathe(outside, 30), surface: skin },
    { mesh: lathe(inside, 30), surface: made(material, inner, random) },
    {
      mesh: tube(handle, 8),
      surface: made(material, look.text.length > 0 && random.chance(0.3) ? trim : shade, random),
    },
    drink(random.chance(0.6), r - 0.4, level, look),
  ];
};

function drink(full: boolean, r: number, y: number, { random }: Look): Part {
  const tone = random.pick([[52, 28, 14], [150, 104, 66], [120, 60, 16], [226, 220, 206]] as const);
  return {
    mesh: lathe([[0, full ? y : 0.5], [r * (full ? 1 : 0.6), full ? y : 0.5]], 20),
    surface: surface(tone, { gloss: 0.85, reflect: 0.05 }),
  };
}

/** A cup without a handle, of paper or plastic, sometimes with a lid and a straw. */
export const cup: Model = (look) => {
  const { random, shade, trim, material } = look;
  const r = random.uniform(3.8, 4.6), h = random.uniform(9, 14.5);
  const { outside, inside, level } = bowl(r, r * random.uniform(0.62, 0.76), h, 0.15);
  const print = printOn(look, 2 * Math.PI * r / h);
  const picture = look.text.length > 0
    ? logoPrint({ ...print, at: [0.5, 48], width: 0.22 })
    : undefined;
  const parts: Part[] = [
    {
      mesh: lathe(outside, 28),
      surface: made(material, shade, random, picture ? { picture } : {}),
    },
    {
      mesh: lathe(inside, 28),
      surface: made("paper", material === "paper" ? [238, 236, 230] : shade, random),
    },
    drink(true, r - 0.4, level, look),
  ];
  if (random.chance(0.45)) {
    const lid: Profile = [
      [0, h + 0.5],
      [r * 0.75, h + 0.5],
      [r * 0.8, h + 0.9],
      [r * 0.95, h + 0.8],
      [r * 1.05, h + 0.1],
      [r * 1.05, h - 0.4],
    ];
    parts.push({
      mesh: lathe(lid, 26),
      surface: made("plastic", random.chance(0.6) ? [240, 240, 240] : [40, 34, 32], random),
    });
    if (random.chance(0.4)) {
      parts.push({
        mesh: tube([[0.5, h, 0, 0.35], [1.2, h + 7, 0.4, 0.35]], 7),
        surface: made("plastic", trim, random),
      });
    }
  }
  return parts;
};

/** A tube of paste or cream: round at its cap, flat at its end; it stands on its cap. */
export const tubeOfPaste: Model = (look) => {
  const { random, trim, material } = look, r = random.uniform(1.7, 2.5), h = random.uniform(11, 16);
  const print = printOn(look, 2 * r / h);
  const picture = wrapAround({ ...printOn(look, 4.4 * r / h), text: look.text });
  void print;
  const body = lathe([[r, h], [r, h * 0.75], [r, h * 0.5], [r, h * 0.28], [r * 0.97, h * 0.17], [
    r * 0.5,
    h * 0.13,
  ]], 24);
  // Flattens towards the end: wider and thinner.
  for (let i = 0; i < body.positions.length; i += 3) {
    const t = Math.max(0, (body.positions[i + 1] / h - 0.17) / 0.83);
    body.positions[i] *= 1 + 0.3 * t;
    body.positions[i + 2] *= 1 - 0.96 * t * t;
  }
  return [
    {
      mesh: body,
      surface: made(material, look.shade, random, {
        picture,
        ...(material === "metal" ? { reflect: 0.4 } : { gloss: 0.6 }),
      }),
    },
    {
      mesh: lathe([[r * 0.6, h * 0.14], [r * 0.62, 0.1], [r * 0.55, 0], [0, 0]], 18),
      surface: made("plastic", trim, random),
    },
  ];
};

/** A ball: panels, stripes or plain. */
export const ball: Model = (look) => {
  const { random, shade, trim, material } = look, r = random.uniform(3.2, 9);
  const striped = random.chance(0.5);
  const looks = material === "leather"
    ? { tile: "dots" as const, tileSize: r * 3.2, dark: trim, bump: 0.1 }
    : striped
    ? { tile: "stripes" as const, tileSize: r * 3.1, dark: trim }
    : {};
  const mesh = transformed(
    ellipsoid([r, r, r], 26),
    chain(
      rotation("z", random.uniform(-1, 1)),
      rotation("x", random.uniform(-0.6, 0.6)),
      translation(0, r, 0),
    ),
  );
  return [{ mesh, surface: made(material, shade, random, looks) }];
};
