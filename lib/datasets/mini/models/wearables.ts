import { blob } from "../blob.ts";
import { contrast, mix } from "../colours.ts";
import { logoPrint, watchFace } from "../labels.ts";
import { made } from "../materials.ts";
import { chain, patch, rotation, transformed, translation, type Vec3 } from "../mesh.ts";
import { lathe, merged, roundedBox, tube } from "../shapes.ts";
import { type Part, surface } from "../surface.ts";
import { type Model, printOn } from "./look.ts";

/** A shirt laid flat: body, sleeves and collar, with folds. */
export const shirt: Model = (look) => {
  const { random, shade, trim, material } = look;
  const w = random.uniform(38, 48), h = random.uniform(52, 64), long = random.chance(0.3);
  const a = random.uniform(0, 6), b = random.uniform(0, 6), c = random.uniform(0.08, 0.16);
  const fold = (x: number, y: number) =>
    1.6 + 0.9 * Math.sin(c * x * 2 + 0.05 * y + a) * Math.sin(0.07 * y + b) +
    0.5 * Math.sin(0.32 * x - 0.23 * y + b) + 0.3 * Math.sin(0.5 * y + 0.2 * x);
  const body = patch((u, v) => {
    const x = (u - 0.5) * w * (1 + 0.06 * v), neck = Math.max(0, 1 - (2.9 * (u - 0.5)) ** 2);
    const shoulder = h - 5 * Math.abs(2 * u - 1) - 7 * neck * (Math.abs(u - 0.5) < 0.2 ? 1 : 0);
    const y = shoulder * (1 - v);
    const edge = Math.min(1, 12 * Math.min(u, 1 - u));
    return [x, y, fold(x, y) * edge];
  }, { columns: 22, rows: 20, extent: [w, h] });
  const reach = long ? 34 : 15;
  const sleeve = (side: number) =>
    patch((u, v) => {
      const along = u * reach, drop = h - 6 - along * (long ? 0.85 : 0.5);
      const x = side * (w / 2 - 2 + along * (long ? 0.5 : 0.8)),
        y = drop - v * (15 - 4 * u) + 2 * u;
      return [x, y, fold(x, y) * Math.min(1, 8 * Math.min(v, 1 - v) + 0.1)];
    }, { columns: 8, rows: 6, extent: [reach, 13] });
  const pattern = random.pick(["plain", "plain", "stripes", "dots"] as const);
  const cloth = pattern === "plain"
    ? made(material, shade, random, { tileSize: 4.5 })
    : made(material, shade, random, {
      tile: pattern,
      tileSize: pattern === "dots" ? 14 : 16,
      dark: mix(trim, shade, 0.2),
      bump: 0.05,
    });
  const chest = look.text.length > 0
    ? {
      ...made(material, shade, random),
      picture: logoPrint({ ...printOn(look, w / h), at: [0.5, 36], width: 0.55 }),
    }
    : cloth;
  const collar = Array.from({ length: 11 }, (_, k) => {
    const u = 0.33 + 0.034 * k, neck = Math.max(0, 1 - (2.9 * (u - 0.5)) ** 2);
    return [(u - 0.5) * w, h - 5 * Math.abs(2 * u - 1) - 7 * neck + 0.3, 2.4, 0.9] as const;
  });
  return [
    { mesh: body, surface: chest },
    { mesh: sleeve(1), surface: cloth },
    { mesh: sleeve(-1), surface: cloth },
    { mesh: tube(collar, 6), surface: made(material, random.chance(0.4) ? trim : shade, random) },
  ];
};

/** A shoe: a melted upper, a sole, laces. Its toe points to the right and a little forward. */
export const shoe: Model = (look) => {
  const { random, shade, trim, material } = look, high = random.uniform(0, 3);
  const ball = (x: number, y: number, z: number, r: number): [Vec3, number] => [[x, y, z], r];
  const limb = ([from, r0]: [Vec3, number], [to, r1]: [Vec3, number]) => ({ from, to, r0, r1 });
  const upper = blob(
    [
      limb(ball(9, 3.2, 0.6, 2.8), ball(5, 3.6, 0.4, 3.6)),
      limb(ball(5, 4, 0.4, 3.5), ball(0, 5.2, 0, 3.4)),
      limb(ball(0, 5.2, 0, 3.4), ball(-6, 5, 0, 3.3)),
      limb(ball(-5.5, 8.5 + high, 0, 3), ball(-5.6, 4, 0, 3.5)),
      limb(ball(-2.2, 8 + high, 0, 2.7), ball(-1, 5, 0, 3.2)),
    ],
    1.6,
    30,
  );
  const sole = patch((u, v) => {
    const t = 2 * Math.PI * u,
      x = 12.6 * Math.cos(t),
      waist = 1 - 0.16 * Math.exp(-((x + 1.5) ** 2) / 14);
    const rim = [1, 1, 0.97, 0][Math.round(v * 3)], y = [2.4, 0.5, 0, 0][Math.round(v * 3)];
    return [x * rim, y + 0.05 * Math.max(0, x - 6), 4.2 * Math.sin(t) * waist * rim];
  }, { columns: 28, rows: 3, closed: true });
  const collar = Array.from({ length: 15 }, (_, k) => {
    const t = 2 * Math.PI * k / 14;
    return [
      -4 + 3.5 * Math.cos(t),
      10.7 + high - 0.25 * (Math.cos(t) + 1),
      2.2 * Math.sin(t),
      0.6,
    ] as const;
  });
  const opening = lathe([[0, 0], [3, 0]], 14);
  const parts: Part[] = [
    { mesh: upper, surface: made(material, shade, random) },
    {
      mesh: sole,
      surface: made("plastic", random.chance(0.6) ? [230, 228, 220] : [34, 30, 28], random, {
        gloss: 0.2,
      }),
    },
    { mesh: tube(collar, 6), surface: made(material, mix(shade, [0, 0, 0], 0.25), random) },
    {
      mesh: transformed(opening, chain(translation(-4, 11.2 + high, 0))),
      surface: surface([20, 18, 16], { gloss: 0 }),
    },
  ];
  for (let k = 0; k < 4; k++) {
    const x = 0.6 + 1.5 * k, y = 8.7 - 0.42 * k + (k === 0 ? 0.2 : 0);
    const lace = [[x, y - 0.7, -2.3, 0.28], [x + 0.3, y + 0.2, 0, 0.28], [
      x,
      y - 0.7,
      2.6,
      0.28,
    ]] as const;
    parts.push({ mesh: tube(lace, 5), surface: made("fabric", contrast(shade), random) });
  }
  const stripe = [[2.6, 3.4, 3.75, 0.35], [-0.2, 6.6, 3.2, 0.35]] as const;
  if (random.chance(0.5)) {
    for (const x of [0, -1.6, -3.2]) {
      parts.push({
        mesh: transformed(tube(stripe, 5), translation(x, 0, 0.15)),
        surface: made("plastic", trim, random),
      });
    }
  }
  return parts.map((p) => ({
    ...p,
    mesh: transformed(p.mesh, rotation("y", random.split("yaw").uniform(-0.5, 0.5))),
  }));
};

/** A pair of glasses: rims, bridge, temples, and lenses that shine. */
export const glasses: Model = (look) => {
  const { random, shade, material } = look,
    r = random.uniform(2.1, 2.7),
    tall = random.uniform(0.75, 1);
  const thick = material === "metal" ? 0.14 : random.uniform(0.22, 0.36), sun = random.chance(0.35);
  const frame = made(material, shade, random, material === "plastic" ? { gloss: 0.8 } : {});
  const parts: Part[] = [];
  for (const side of [-1, 1]) {
    const cx = side * (r + 0.85);
    const rim = Array.from({ length: 19 }, (_, k) => {
      const t = 2 * Math.PI * k / 18, c = Math.cos(t), s = Math.sin(t);
      return [
        cx + r * Math.sign(c) * Math.abs(c) ** 0.75,
        2.6 + r * tall * Math.sign(s) * Math.abs(s) ** 0.75,
        0,
        thick,
      ] as const;
    });
    parts.push({ mesh: tube(rim, 6), surface: frame });
    const far = side * (2 * r + 0.9);
    parts.push({
      mesh: tube([[far, 3.3, 0, thick], [far + side * 0.1, 3.3, -5, thick], [
        far - side * 0.3,
        3.1,
        -10,
        thick,
      ], [far - side * 0.5, 1.8, -13.5, thick]], 6),
      surface: frame,
    });
    const lens = transformed(
      lathe([[0, 0.25], [r * 0.55, 0.18], [r * 0.97, 0]], 16),
      chain(rotation("x", Math.PI / 2), translation(cx, 2.6, 0)),
    );
    for (let i = 1; i < lens.positions.length; i += 3) {
      lens.positions[i] = 2.6 + (lens.positions[i] - 2.6) * tall;
    }
    parts.push({
      mesh: lens,
      surface: made("glass", sun ? [40, 34, 32] : [236, 242, 244], random, {
        clear: sun ? 0.45 : 0.9,
      }),
    });
  }
  parts.push({
    mesh: tube([[-0.9, 3, 0, thick], [0, 3.4, 0.2, thick], [0.9, 3, 0, thick]], 6),
    surface: frame,
  });
  return parts.sort((a, b) => a.surface.clear - b.surface.clear);
};

/** A wrist watch with an open strap. */
export const watch: Model = (look) => {
  const { random, shade, trim, material } = look,
    r = random.uniform(1.7, 2.3),
    square = random.chance(0.3);
  const w = r * random.uniform(0.9, 1.2);
  const strap = patch((u, v) => {
    const along = (v - 0.5) * 21, taper = 1 - 0.35 * Math.abs(2 * v - 1);
    return [
      (u - 0.5) * w * 1.6 * taper,
      10.5 - along,
      0.5 + 0.02 * along * along * (0.4 + 0.2 * Math.sin(3 * v)),
    ];
  }, { columns: 4, rows: 22, extent: [w, 21] });
  const links = material === "metal"
    ? { tile: "stripes" as const, tileSize: 5, dark: mix(shade, [0, 0, 0], 0.45) }
    : {};
  const frame = made("metal", material === "metal" ? shade : [200, 200, 204], random, {
    gloss: 0.85,
  });
  const up = chain(rotation("x", Math.PI / 2), translation(0, 10.5, 0.5));
  const casing = square
    ? transformed(merged(roundedBox([2 * r, 2 * r, 1.1], 0.4)), translation(0, 10.5 - r, 1))
    : transformed(lathe([[r * 0.86, 1.1], [r * 0.95, 1.15], [r, 0.8], [r, 0.1]], 24), up);
  const dial = transformed(
    roundedBox([1.75 * r, 1.75 * r, 0.1], 0.02)[4],
    translation(0, 10.5 - 0.875 * r, square ? 1.52 : 1.45),
  );
  const picture = watchFace({
    ...printOn(look, 1),
    detail: Math.max(32, look.detail / 2),
    accent: trim,
  });
  if (!square) roundOff(dial.positions, 10.5, 0.9 * r);
  return [
    { mesh: strap, surface: made(material, shade, random, links) },
    { mesh: casing, surface: frame },
    {
      mesh: dial,
      surface: surface([240, 240, 236], { picture, gloss: 0.9, reflect: 0.04, tileSize: 40 }),
    },
  ];
};

/** Pulls the corners of a square around (0, y) in to a circle. */
function roundOff(positions: Float32Array, y: number, r: number): void {
  for (let i = 0; i < positions.length; i += 3) {
    const a = positions[i], b = positions[i + 1] - y, d = Math.hypot(a, b);
    if (d > r) {
      positions[i] = a / d * r;
      positions[i + 1] = y + b / d * r;
    }
  }
}
