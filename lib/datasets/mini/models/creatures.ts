import type { Random } from "../../../tensor/random.ts";
import { blob, type Limb } from "../blob.ts";
import { mix } from "../colours.ts";
import { made, skin } from "../materials.ts";
import { chain, rotation, transformed, translation, type Vec3 } from "../mesh.ts";
import { ellipsoid } from "../shapes.ts";
import { type Part, surface } from "../surface.ts";
import type { Look, Model } from "./look.ts";

const limb = (from: Vec3, r0: number, to: Vec3 = from, r1 = r0): Limb => ({ from, to, r0, r1 });

function bead(at: Vec3, r: number, colour: readonly [number, number, number], flat = 1): Part {
  return {
    mesh: transformed(ellipsoid([r, r, r * flat], 12), translation(...at)),
    surface: surface(colour, { gloss: 0.95, reflect: 0.06 }),
  };
}

function pelt(look: Look, second = false): Part["surface"] {
  const { shade, random } = look;
  const colour = second ? mix(shade, [244, 238, 228], 0.75) : shade;
  return made("fur", colour, random);
}

function turned(parts: Part[], random: Random, spread: number): Part[] {
  const turn = rotation("y", random.split("yaw").uniform(-spread, spread));
  return parts.map((p) => ({ ...p, mesh: transformed(p.mesh, turn) }));
}

/** A dog: lying with its head up, or sitting. */
export const dog: Model = (look) => {
  const { random } = look, sits = random.chance(0.45);
  const floppy = random.chance(0.7), nose = random.uniform(4.5, 7);
  const hx = sits ? 0 : random.uniform(-3, 3), hy = sits ? 33 : 20, hz = sits ? 8 : 17;
  const body = sits
    ? [
      limb([0, 10, -6], 10, [0, 22, 1], 8),
      limb([0, 22, 1], 8, [hx, hy - 4, hz - 6], 6.5),
      limb([-4.5, 18, 5], 3.4, [-4.5, 2, 8], 2.5),
      limb([4.5, 18, 5], 3.4, [4.5, 2, 8], 2.5),
      limb([-9, 5, -2], 5.5, [-10, 2.4, 8], 2.6),
      limb([9, 5, -2], 5.5, [10, 2.4, 8], 2.6),
    ]
    : [
      limb([3, 8.5, -18], 9, [0, 9.5, 2], 8.5),
      limb([0, 10, 2], 8, [hx, hy - 5, hz - 7], 6),
      limb([-5, 4, 4], 3.4, [-6, 2.4, 19], 2.5),
      limb([5, 4, 4], 3.4, [6, 2.4, 18], 2.5),
      limb([10, 5, -16], 5, [12, 2.4, -6], 2.6),
      limb([7, 4, -24], 2.2, [18, 3, -28], 1.4),
    ];
  const head = [
    limb([hx, hy, hz - 4], 6.6),
    limb([hx, hy - 1.6, hz], 4.6, [hx, hy - 2.6, hz + nose], 2.7),
    limb(
      [hx - 6, hy + 4, hz - 5],
      2,
      [hx - (floppy ? 8 : 6.5), hy + (floppy ? -4 : 10), hz - 3.5],
      floppy ? 2.6 : 0.9,
    ),
    limb(
      [hx + 6, hy + 4, hz - 5],
      2,
      [hx + (floppy ? 8 : 6.5), hy + (floppy ? -4 : 10), hz - 3.5],
      floppy ? 2.6 : 0.9,
    ),
  ];
  const parts: Part[] = [
    { mesh: blob([...body, ...head], 2.2, 38), surface: pelt(look) },
    bead([hx, hy - 1.4, hz + nose + 2.3], 1.7, [18, 16, 18], 0.8),
    bead([hx - 2.8, hy + 2, hz + 1.7], 0.95, [22, 14, 10]),
    bead([hx + 2.8, hy + 2, hz + 1.7], 0.95, [22, 14, 10]),
    {
      mesh: blob([limb([hx, hy - 3.6, hz + 1], 2.2, [hx, hy - 3.9, hz + nose], 1.6)], 1, 16),
      surface: pelt(look, true),
    },
  ];
  if (random.chance(0.6)) {
    const y = sits ? 27 : 14, z = sits ? 4 : 7.5;
    const ring = transformed(
      ellipsoid([7.2, 1, 7], 18),
      chain(rotation("x", 0.45), translation(hx * 0.6, y, z)),
    );
    parts.push({ mesh: ring, surface: made("leather", look.trim, random) });
  }
  return turned(parts, random, 0.9);
};

/** A cat: curled loaf or sitting, with pointed ears and a tail around it. */
export const cat: Model = (look) => {
  const { random, trim: _ } = look, sits = random.chance(0.45);
  const hx = random.uniform(-2, 2), hy = sits ? 24 : 14.5, hz = sits ? 6 : 11;
  const body = sits
    ? [
      limb([0, 7, -4], 7.6, [0, 16, 1], 5.6),
      limb([0, 16, 1], 5.4, [hx, hy - 3, hz - 3], 4.6),
      limb([-2.6, 13, 4], 2.4, [-2.6, 1.6, 6], 1.8),
      limb([2.6, 13, 4], 2.4, [2.6, 1.6, 6], 1.8),
      limb([-6.5, 3.6, 0], 3.8, [-6.5, 1.8, 6], 2),
      limb([6.5, 3.6, 0], 3.8, [6.5, 1.8, 6], 2),
      limb([7, 2, -6], 1.7, [12, 1.6, 4], 1.3),
    ]
    : [
      limb([2, 6.6, -13], 7.4, [0, 7.4, 2], 6.6),
      limb([0, 8, 2], 6, [hx, hy - 4, hz - 4], 4.8),
      limb([-3, 2, 4], 2.2, [-3, 1.7, 13], 1.9),
      limb([3, 2, 4], 2.2, [3, 1.7, 13], 1.9),
      limb([8, 2.2, -16], 1.7, [11, 1.7, 0], 1.4),
      limb([11, 1.7, 0], 1.4, [4, 1.6, 10], 1.2),
    ];
  const ear = (side: number) =>
    limb([hx + side * 3, hy + 3.2, hz - 1], 2, [hx + side * 4.3, hy + 7.4, hz - 1], 0.35);
  const head = [
    limb([hx, hy, hz], 5.1),
    limb([hx - 2, hy - 1.4, hz + 2.4], 2.2),
    limb([hx + 2, hy - 1.4, hz + 2.4], 2.2),
    ear(1),
    ear(-1),
  ];
  const eye = random.pick([[150, 170, 40], [200, 150, 30], [70, 140, 150]] as const);
  const tabby = random.chance(0.45)
    ? { tile: "stripes" as const, tileSize: 15, bump: 0.4, dark: mix(look.shade, [20, 12, 8], 0.5) }
    : {};
  const parts: Part[] = [
    { mesh: blob([...body, ...head], 1.7, 38), surface: { ...pelt(look), ...tabby } },
    {
      mesh: blob(
        [limb([hx - 1.1, hy - 2, hz + 4.2], 1.3, [hx + 1.1, hy - 2, hz + 4.2], 1.3)],
        0.8,
        12,
      ),
      surface: pelt(look, true),
    },
    bead([hx, hy - 1, hz + 5.6], 0.7, [196, 120, 120], 0.7),
  ];
  for (const side of [-1, 1]) {
    parts.push(
      bead([hx + side * 2.2, hy + 0.9, hz + 4.25], 1.05, eye, 0.8),
      bead([hx + side * 2.3, hy + 0.9, hz + 4.95], 0.55, [10, 10, 10], 0.7),
    );
  }
  return turned(parts, random, 0.9);
};

/** How a hand holds something. */
export interface Grip {
  /** Half of the width that the fingers reach around, in centimetres. */
  half: number;
  /** Half of its depth. */
  depth: number;
  /** Too wide to reach around: the fingers stay behind, the thumb in front of the left edge. */
  pinch: boolean;
  random: Random;
}

/**
 * A right hand that holds something at the origin from below and behind: the palm behind, fingers
 * around its right edge to the front, the thumb over its left edge, the arm down and out of sight.
 */
export function hand({ half, depth, pinch, random }: Grip): Part[] {
  const surface = skin(random), w = Math.max(1.4, half), d = depth + 1;
  // Where the palm is, behind the thing.
  const p = pinch ? -w + 2.2 : 0, wide = pinch ? 2 : w;
  const fingers: Limb[] = [];
  for (let k = 0; k < 4; k++) {
    const y = 2.6 - 2.15 * k + random.uniform(-0.3, 0.3), r = [0.88, 0.95, 0.9, 0.78][k];
    const reach = [0.9, 1, 0.95, 0.75][k] * random.uniform(2, 3.2);
    const knuckle: Vec3 = [w + 0.9, y - 0.4, -0.2];
    if (pinch) {
      fingers.push(limb([p + 1, y - 3, -d - 0.6], r * 1.15, [p + 6 * reach / 2, y + 0.5, -d], r));
      continue;
    }
    fingers.push(
      limb([w * 0.35, y - 1.2, -d - 0.6], r * 1.15, [w + 0.7, y - 0.6, -d * 0.7], r * 1.08),
      limb([w + 0.7, y - 0.6, -d * 0.7], r * 1.08, knuckle, r),
      limb(knuckle, r, [w + 0.6, y - 0.1, d * 0.9], r * 0.95),
      limb([w + 0.6, y - 0.1, d * 0.9], r * 0.95, [w - reach, y + 0.3, d + 0.15], r * 0.82),
    );
  }
  const across = random.uniform(0.6, 2.6), high = random.uniform(-1, 3);
  const thumb = [
    limb([p - wide * 0.5, -5.5, -d - 0.3], 1.7, [-w - 0.9, -3.2, -d * 0.3], 1.25),
    limb([-w - 0.9, -3.2, -d * 0.3], 1.25, [-w - 0.6, high - 1.5, d * 0.9], 1.1),
    limb([-w - 0.6, high - 1.5, d * 0.9], 1.1, [-w + across, high, d + 0.35], 0.92),
  ];
  const palm = [
    limb([p + wide * 0.5, -1.5, -d - 1.2], 1.9, [p - wide * 0.4, -5, -d - 1.2], 2.2),
    limb([p + wide * 0.4, -4.4, -d - 1.2], 2, [p, -9, -d - 1.6], 2.6),
    limb([p, -9, -d - 1.6], 2.7, [p + 0.6, -30, -d - 4], 3.4),
  ];
  const nail = (at: Vec3, r: number): Part => ({
    mesh: transformed(ellipsoid([r, r * 0.72, 0.3], 10), translation(...at)),
    surface: {
      ...surface,
      colour: mix(surface.colour, [240, 200, 190], 0.4),
      dark: surface.colour,
      gloss: 0.75,
      bump: 0,
    },
  });
  return [
    { mesh: blob([...palm, ...fingers, ...thumb], 0.55, 46), surface },
    nail([-w + across - 0.05, high + 0.02, d + 1.12], 0.62),
  ];
}
