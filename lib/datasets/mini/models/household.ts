import { blob } from "../blob.ts";
import { mix } from "../colours.ts";
import { made } from "../materials.ts";
import { chain, type Mesh, patch, rotation, transformed, translation, type Vec3 } from "../mesh.ts";
import { ellipsoid, lathe, merged, roundedBox, tube } from "../shapes.ts";
import { type Part, surface } from "../surface.ts";
import type { Model } from "./look.ts";

/** A plate with food on it. */
export const plate: Model = (look) => {
  const { random, shade, material } = look, r = random.uniform(11, 14);
  const rim = lathe([
    [0, 0.5],
    [r * 0.6, 0.5],
    [r * 0.68, 0.9],
    [r * 0.74, 1.5],
    [r * 0.97, 2],
    [r, 2.05],
    [r * 0.98, 1.8],
    [r * 0.6, 0],
  ], 36);
  const parts: Part[] = [{
    mesh: rim,
    surface: made(material, shade, random, { gloss: material === "ceramic" ? 0.85 : 0.5 }),
  }];
  const helping = (x: number, z: number, size: number, height: number): Mesh => {
    const limbs = Array.from({ length: 9 }, () => {
      const angle = random.uniform(0, 6.28), d = size * 0.75 * Math.sqrt(random.uniform());
      const at: Vec3 = [
        x + d * Math.cos(angle),
        0.6 + random.uniform(0, height),
        z + d * Math.sin(angle),
      ];
      const s = random.uniform(0.3, 0.48) * size;
      return { from: at, to: at, r0: s, r1: s };
    });
    const mesh = blob(limbs, 0.8, 26);
    for (let i = 1; i < mesh.positions.length; i += 3) {
      mesh.positions[i] = Math.max(0.55, 0.6 + (mesh.positions[i] - 0.6) * 0.6);
    }
    return mesh;
  };
  const foods = random.shuffle(
    [
      [[214, 176, 84], [150, 90, 30]],
      [[150, 66, 34], [70, 30, 18]],
      [[96, 140, 46], [36, 74, 22]],
      [[236, 224, 196], [190, 166, 120]],
      [[200, 60, 34], [120, 24, 14]],
      [[230, 150, 50], [170, 84, 24]],
    ] as const,
  ).slice(0, 2 + random.integer(2));
  foods.forEach(([light, dark], k) => {
    const angle = 2.1 * k + random.uniform(0, 1), d = r * 0.3;
    const mesh = helping(
      d * Math.cos(angle),
      d * Math.sin(angle),
      r * random.uniform(0.26, 0.38),
      random.uniform(0.8, 2),
    );
    parts.push({
      mesh,
      surface: surface(light, {
        dark,
        tile: "crumbs",
        tileSize: 6,
        bump: 0.7,
        gloss: 0.5,
        wrap: 0.2,
      }),
    });
  });
  if (random.chance(0.45)) {
    const handle = tube([[r + 2, 1, 8, 0.5], [r + 2.2, 0.8, 0, 0.35], [r + 2, 0.9, -6, 0.4]], 7);
    const head = transformed(ellipsoid([1.3, 0.35, 2.4], 12), translation(r + 2, 1, -8));
    parts.push({
      mesh: merged([handle, head]),
      surface: made("metal", [200, 200, 204], random, { gloss: 0.85 }),
    });
  }
  return parts;
};

/** A plant in a pot. */
export const plant: Model = (look) => {
  const { random, shade, material } = look,
    r = random.uniform(5, 8),
    h = r * random.uniform(1.3, 1.9);
  const parts: Part[] = [
    {
      mesh: lathe(
        [[r, h], [r * 0.97, h * 0.86], [r * 0.95, h * 0.84], [r * 0.72, 0.1], [0, 0]],
        28,
      ),
      surface: made(material, shade, random),
    },
    {
      mesh: lathe([[0, h * 0.92], [r * 0.95, h * 0.9], [r, h]], 22),
      surface: surface([62, 42, 28], {
        tile: "crumbs",
        tileSize: 5,
        bump: 0.8,
        dark: [26, 16, 10],
      }),
    },
  ];
  const green = mix(
    [44, 120, 44],
    random.pick([[120, 160, 60], [30, 80, 50], [70, 130, 40]] as const),
    random.uniform(),
  );
  const narrow = random.chance(0.4), leaves: Mesh[] = [];
  const count = narrow ? 22 : 17;
  for (let k = 0; k < count; k++) {
    const angle = 2.4 * k,
      length = r * random.uniform(1.6, 2.8),
      width = narrow ? 0.7 : r * random.uniform(0.3, 0.5);
    const lean = random.uniform(0.25, 1.15), sag = random.uniform(0.4, 1.3);
    leaves.push(transformed(
      patch((u, v) => {
        const across = (u - 0.5) * 2 * width *
          Math.sin(Math.PI * Math.min(1, 0.08 + v * 0.92)) ** 0.8;
        const a = lean + sag * v,
          out = length * (Math.sin(a) * v),
          up = length * v * Math.cos(a * 0.8);
        return [across, h * 0.85 + up, 0.8 + out + 0.15 * Math.abs(across)];
      }, { columns: 4, rows: 7, extent: [2 * width, length] }),
      rotation("y", angle),
    ));
  }
  parts.push({
    mesh: merged(leaves),
    surface: surface(green, {
      dark: mix(green, [10, 40, 10], 0.5),
      tile: "foliage",
      tileSize: 7,
      wrap: 0.5,
      gloss: 0.5,
      reflect: 0.045,
      bump: 0.3,
    }),
  });
  if (random.chance(0.3)) {
    const bloom = random.pick(
      [[220, 50, 70], [240, 200, 60], [200, 120, 200], [245, 240, 240]] as const,
    );
    const petals = Array.from({ length: 7 }, (_, k) => {
      const a = 2.4 * k, d = r * random.uniform(0.2, 1);
      return transformed(
        ellipsoid([1.5, 1, 1.5], 9),
        translation(d * Math.cos(a), h + r * random.uniform(1.2, 2.1), d * Math.sin(a)),
      );
    });
    parts.push({
      mesh: merged(petals),
      surface: surface(bloom, { wrap: 0.4, tile: "foliage", tileSize: 4 }),
    });
  }
  return parts;
};

/** A pen with a cap or a button and a clip; it lies along x. */
export const pen: Model = (look) => {
  const { random, shade, trim, material } = look, r = random.uniform(0.45, 0.65), l = 14;
  const along = chain(rotation("z", Math.PI / 2), translation(l / 2, r, 0));
  const body = lathe([[0, l], [r * 0.6, l], [r, l * 0.98], [r, l * 0.6], [r, l * 0.55], [
    r * 0.95,
    l * 0.3,
  ], [r * 0.85, l * 0.16]], 16);
  const tip = lathe([[r * 0.85, l * 0.16], [r * 0.5, l * 0.07], [0.12, l * 0.03], [0, 0]], 14);
  const clip = transformed(
    merged(roundedBox([0.5, l * 0.28, 0.2], 0.08)),
    translation(0, l * 0.68, r + 0.15),
  );
  const metal = made("metal", [200, 200, 204], random, { gloss: 0.85 });
  const ring = lathe([[r * 1.06, l * 0.6], [r * 1.06, l * 0.57]], 14);
  const cap = lathe([[r * 1.12, l * 0.99], [r * 1.12, l * 0.66]], 16), capped = random.chance(0.4);
  return [
    { mesh: transformed(body, along), surface: made(material, shade, random) },
    {
      mesh: transformed(tip, along),
      surface: material === "wood" ? made("wood", [208, 176, 128], random) : metal,
    },
    { mesh: transformed(clip, along), surface: metal },
    {
      mesh: transformed(capped ? cap : ring, along),
      surface: capped ? made("plastic", trim, random) : metal,
    },
  ];
};

/** A lamp with a shade, lit or not. */
export const lamp: Model = (look) => {
  const { random, shade, trim, material } = look,
    h = random.uniform(26, 36),
    r = random.uniform(9, 12);
  const lit = random.chance(0.55) ? random.uniform(0.5, 1.3) : 0;
  const top = r * random.uniform(0.45, 0.9);
  const solid = material === "glass" || material === "ceramic" ? "ceramic" : material;
  const foot = random.chance(0.5)
    ? lathe([[0.9, h * 0.62], [0.9, h * 0.5], [2.6, h * 0.38], [4.6, h * 0.2], [3.4, h * 0.06], [
      4.4,
      0.4,
    ], [4.4, 0]], 22)
    : lathe([[0.7, h * 0.62], [0.7, h * 0.3], [0.7, 1.6], [5.6, 1.2], [6, 0.6], [6, 0]], 22);
  const base = made(
    material === "fabric" ? "ceramic" : solid,
    material === "fabric" ? trim : shade,
    random,
  );
  const cone = lathe([[top, h], [top + (r - top) * 0.5, h * 0.76], [r, h * 0.54]], 28);
  const cover = made(material === "metal" ? "metal" : "fabric", shade, random, {
    glow: material === "metal" ? 0 : lit,
  });
  const bulb = transformed(ellipsoid([2.2, 2.6, 2.2], 12), translation(0, h * 0.6, 0));
  return [
    { mesh: foot, surface: base },
    { mesh: cone, surface: cover },
    { mesh: bulb, surface: surface([255, 236, 190], { glow: lit * 3 }) },
  ];
};

/** A chair: four legs, seat and back. */
export const chair: Model = (look) => {
  const { random, shade, material } = look,
    w = random.uniform(38, 46),
    seat = 44,
    h = random.uniform(80, 95);
  const frame = made(
    material === "fabric" || material === "leather" ? "wood" : material,
    material === "fabric" || material === "leather" ? [84, 52, 30] : shade,
    random,
    { tileSize: 30 },
  );
  const cover = made(material, shade, random, { tileSize: material === "wood" ? 30 : 8 });
  const bar = (x: number, y: number, z: number, size: Vec3) =>
    transformed(merged(roundedBox(size, Math.min(...size) * 0.3)), translation(x, y, z));
  const legs = [[-1, 1], [1, 1], [-1, -1], [1, -1]].map(([a, b]) =>
    tube([[a * w * 0.42, seat - 2, b * w * 0.42, 1.9], [a * w * 0.46, 0, b * w * 0.47, 1.4]], 8)
  );
  const back: Mesh[] = [], slats = random.integer(3);
  const lean = chain(rotation("x", -0.14), translation(0, seat, -w * 0.42));
  if (slats === 0) back.push(bar(0, 8, 0, [w * 0.9, h - seat - 10, 2.4]));
  else if (slats === 1) {
    for (const y of [10, 22, 34]) {
      back.push(bar(0, y, 0, [w * 0.86, 7, 1.8]));
    }
  } else {
    for (let k = -2; k <= 2; k++) back.push(bar(k * w * 0.17, 2, 0, [2.6, h - seat - 8, 1.6]));
    back.push(bar(0, h - seat - 9, 0, [w * 0.92, 7, 2.4]));
  }
  const posts = [-1, 1].map((s) => bar(s * w * 0.43, -2, 0, [3, h - seat, 3]));
  const cushion = bar(0, seat - 3, 0, [
    w,
    material === "fabric" || material === "leather" ? 8 : 3.6,
    w,
  ]);
  return [
    { mesh: merged([...legs, ...posts.map((m) => transformed(m, lean))]), surface: frame },
    { mesh: cushion, surface: cover },
    { mesh: merged(back.map((m) => transformed(m, lean))), surface: cover },
  ];
};

/** Keys on a ring with a tag. */
export const keys: Model = (look) => {
  const { random, shade, trim, material } = look, parts: Part[] = [];
  const centre: Vec3 = [0, 9, 0.5];
  const ring = Array.from({ length: 17 }, (_, k) => {
    const t = 2 * Math.PI * k / 16;
    return [
      1.5 * Math.cos(t),
      centre[1] + 1.5 * Math.sin(t),
      0.6 + 0.15 * Math.sin(2 * t),
      0.14,
    ] as const;
  });
  parts.push({
    mesh: tube(ring, 6),
    surface: made("metal", [200, 200, 204], random, { gloss: 0.9 }),
  });
  const count = 2 + random.integer(3);
  for (let k = 0; k < count; k++) {
    const angle = Math.PI + (k - (count - 1) / 2) * random.uniform(0.4, 0.75), z = 0.3 + 0.22 * k;
    const bow = transformed(
      lathe([[0.35, 0.28], [1.25, 0.25], [1.3, 0.1], [1.2, 0]], 18),
      chain(rotation("x", Math.PI / 2), translation(0, 2.4, 0)),
    );
    const blade = transformed(
      merged(roundedBox([0.85, 4.4, 0.22], 0.06)),
      translation(0, 3.4, 0.1),
    );
    const teeth = [0.4, 1.2, 2, 2.7].map((y) =>
      transformed(
        merged(roundedBox([0.5, 0.5, 0.2], 0.05)),
        translation(random.uniform(0.3, 0.6), 4.6 + y, 0.1),
      )
    );
    const place = chain(rotation("z", angle), translation(centre[0], centre[1], z));
    const tone = k === 0 ? shade : random.chance(0.5) ? [202, 172, 92] as const : shade;
    parts.push({
      mesh: transformed(merged([bow, blade, ...teeth]), place),
      surface: made(material, tone, random, { gloss: 0.7 }),
    });
  }
  const tag = random.chance(0.5)
    ? transformed(
      merged(roundedBox([2.6, 4.6, 0.7], 0.3)),
      chain(
        translation(0, 1.6, 0),
        rotation("z", random.uniform(-0.9, 0.9)),
        translation(centre[0], centre[1], 0.6),
      ),
    )
    : transformed(
      lathe([[0, 0.8], [1.9, 0.7], [2.3, 0.4], [2.2, 0]], 22),
      chain(rotation("x", Math.PI / 2), translation(-2.6, 11.4, 0.3)),
    );
  parts.push({
    mesh: tag,
    surface: made(random.chance(0.5) ? "plastic" : "leather", trim, random),
  });
  return parts;
};
