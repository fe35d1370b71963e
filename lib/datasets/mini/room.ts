import type { Random } from "../../tensor/random.ts";
import { type Colour, COLOURS, mix, shade } from "./colours.ts";
import { blob } from "./blob.ts";
import { made } from "./materials.ts";
import { patch, rotation, transformed, translation } from "./mesh.ts";
import { placeFacts, type PlaceName } from "./places.ts";
import { merged, roundedBox } from "./shapes.ts";
import { type Part, surface } from "./surface.ts";

const WALLS = [
  [226, 218, 202],
  [206, 210, 208],
  [196, 178, 150],
  [180, 196, 206],
  [214, 196, 176],
  [170, 164, 156],
] as const;

/** What things lie on, and the room around it. The surface is at y = 0. */
export function buildRoom(place: PlaceName, colour: Colour, random: Random, held: boolean): Part[] {
  const facts = placeFacts(place), tint = shade(colour, random);
  const top = surface(tint, {
    dark: mix([0, 0, 0], tint, facts.dark),
    tile: facts.tile,
    tileSize: facts.tileSize * random.uniform(0.85, 1.2),
    bump: facts.bump,
    gloss: facts.gloss,
    reflect: 0.01 + 0.04 * facts.gloss,
    fuzz: facts.folds > 0 || place === "carpet" ? 0.25 : 0,
  });
  const level = held ? -random.uniform(16, 60) : 0;
  const parts: Part[] = [{ mesh: ground(facts.folds, facts.raised, random, level), surface: top }];
  const far = random.uniform(facts.raised ? 34 : 70, held ? 170 : 130);
  if (place === "grass") return [...parts, ...bushes(random, far + 120)];
  if (facts.raised) {
    const floor = surface(mix(random.pick(WALLS), [90, 70, 50], 0.5), {
      tile: "planks",
      tileSize: 80,
    });
    parts.push({ mesh: plane(700, level - 74), surface: floor });
  }
  if (place === "couch" || place === "bed") parts.push(...cushions(place, random, top, level));
  return [...parts, ...walls(random, far, level), ...furniture(random, far, level)];
}

function ground(folds: number, raised: boolean, random: Random, level: number) {
  const w = raised ? random.uniform(90, 190) : 600, d = raised ? random.uniform(60, 110) : 600;
  const a = random.uniform(0, 6), b = random.uniform(0, 6), turn = random.uniform(-0.3, 0.3);
  const mesh = patch((u, v) => {
    const x = (u - 0.5) * w, z = (v - 0.5) * d + (raised ? 4 : -100);
    const fold = folds *
      (Math.sin(0.16 * x + 0.09 * z + a) * Math.sin(0.05 * z - 0.07 * x + b) - 1) * 0.5;
    const edge = raised && (u === 0 || u === 1 || v === 0 || v === 1) ? -3 : 0;
    return [x, level + edge + fold * Math.min(1, Math.hypot(x, z) / 14), z];
  }, { columns: folds > 0 ? 36 : 12, rows: folds > 0 ? 36 : 12, extent: [w, d] });
  return transformed(mesh, rotation("y", turn));
}

function plane(size: number, y: number) {
  return patch((u, v) => [(u - 0.5) * size, y, (v - 0.6) * size], {
    columns: 10,
    rows: 10,
    extent: [size, size],
  });
}

function wall(x0: number, z0: number, x1: number, z1: number, low: number, high: number) {
  const width = Math.hypot(x1 - x0, z1 - z0);
  return patch((u, v) => [x0 + u * (x1 - x0), high + v * (low - high), z0 + u * (z1 - z0)], {
    columns: 8,
    rows: 6,
    extent: [width, high - low],
  });
}

function walls(random: Random, far: number, level: number): Part[] {
  const paint = random.pick(WALLS), low = level - 90, high = 190, turn = random.uniform(-40, 40);
  const side = random.chance(0.5) ? 1 : -1, away = side * random.uniform(70, 200);
  return [
    {
      mesh: wall(-400, -far - turn, 400, -far + turn, low, high),
      surface: surface(paint, { tile: "plaster", tileSize: 40, bump: 0.25 }),
    },
    {
      mesh: wall(away, -far - 60, away, 260, low, high),
      surface: surface(mix(paint, [255, 255, 255], 0.1), { tile: "plaster", tileSize: 40 }),
    },
  ];
}

/** Shelves, cabinets, a window, pictures: shapes in the background. */
function furniture(random: Random, far: number, level: number): Part[] {
  const parts: Part[] = [];
  const count = 3 + random.integer(5);
  for (let k = 0; k < count; k++) {
    const w = random.uniform(8, 60), h = random.uniform(10, 80), d = random.uniform(6, 22);
    const tone = shade(random.pick([...COLOURS, "brown", "white", "black", "beige"]), random);
    const mesh = transformed(
      merged(roundedBox([w, h, d], random.uniform(0.4, 4))),
      translation(
        random.uniform(-110, 110),
        level + random.pick([0, 0, -60, 12]),
        -far + d / 2 + random.uniform(0, 0.2) * far,
      ),
    );
    parts.push({
      mesh,
      surface: made(
        random.pick(["wood", "plastic", "fabric", "cardboard"]),
        mix(tone, [120, 110, 100], 0.35),
        random,
      ),
    });
  }
  if (random.chance(0.3)) {
    const mesh = transformed(
      roundedBox([50, 70, 1], 0.3)[4],
      translation(random.uniform(-90, 90), level + 20, -far + 1.5),
    );
    parts.push({ mesh, surface: surface([236, 242, 250], { glow: random.uniform(0.8, 2) }) });
  }
  return parts;
}

function cushions(place: PlaceName, random: Random, cloth: Part["surface"], level: number): Part[] {
  const back = random.uniform(26, 44);
  if (place === "couch") {
    const seat = [-1, 0, 1].map((k) =>
      transformed(
        merged(roundedBox([62, 50, 20], 7, { bulge: 4 })),
        translation(k * 62 + random.uniform(-20, 20), level - 6, -back - 8),
      )
    );
    return [{ mesh: merged(seat), surface: cloth }];
  }
  const tone = shade(random.pick(["white", "blue", "beige", "gray", "pink"]), random);
  const pillow = transformed(
    merged(roundedBox([62, 15, 38], 7, { bulge: 4 })),
    translation(random.uniform(-30, 30), level - 2, -back - 14),
  );
  return [{ mesh: pillow, surface: made("fabric", tone, random, { bump: 0.15 }) }];
}

function bushes(random: Random, far: number): Part[] {
  const parts: Part[] = [];
  for (let k = 0; k < 5; k++) {
    const x = random.uniform(-170, 170), r = random.uniform(24, 60);
    const limbs = Array.from({ length: 6 }, () => {
      const at = [
        x + random.uniform(-r, r),
        random.uniform(0, r),
        -far + random.uniform(-r, r),
      ] as const;
      return { from: at, to: at, r0: r * 0.6, r1: r * 0.6 };
    });
    const green = mix([50, 96, 40], [110, 130, 60], random.uniform());
    parts.push({
      mesh: blob(limbs, 8, 16),
      surface: surface(green, {
        dark: mix(green, [0, 10, 0], 0.7),
        tile: "crumbs",
        tileSize: 3,
        bump: 1,
        wrap: 0.3,
      }),
    });
  }
  return parts;
}
