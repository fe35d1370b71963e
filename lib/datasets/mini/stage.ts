import type { Random } from "../../tensor/random.ts";
import type { Camera } from "./camera.ts";
import { skin } from "./materials.ts";
import {
  chain,
  rotation,
  scaling,
  type Transform,
  transformed,
  translation,
  type Vec3,
} from "./mesh.ts";
import { hand } from "./models/creatures.ts";
import { buildThing } from "./models/models.ts";
import { buildRoom } from "./room.ts";
import type { Scene } from "./scene.ts";
import { ellipsoid } from "./shapes.ts";
import type { Part } from "./surface.ts";

/** Everything in its place, and the phone that looks at it. */
export interface Stage {
  parts: Part[];
  camera: Camera;
  /** Middle and radius of the thing that the picture is about. */
  centre: Vec3;
  radius: number;
  portrait: boolean;
}

interface Bounds {
  low: number[];
  high: number[];
}

function bounds(parts: readonly Part[]): Bounds {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (const { mesh: { positions } } of parts) {
    for (let i = 0; i < positions.length; i++) {
      const x = positions[i], k = i % 3;
      if (x < low[k]) low[k] = x;
      if (x > high[k]) high[k] = x;
    }
  }
  return { low, high };
}

function moved(parts: readonly Part[], transform: Transform): Part[] {
  return parts.map((part) => ({ ...part, mesh: transformed(part.mesh, transform) }));
}

/** Builds the scene in space. @param detail Pixels of the longer side of a print, a power of two. */
export function buildStage(scene: Scene, random: Random, detail: number): Stage {
  const layout = random.split("layout"), held = scene.pose === "held";
  let thing = buildThing(scene, random.split("thing"), detail);
  thing = held ? inHand(thing, scene, layout) : onGround(thing, scene, layout);
  const { low, high } = bounds(held ? thing.slice(0, -2) : thing);
  const centre = [0, 1, 2].map((k) => (low[k] + high[k]) / 2) as unknown as Vec3;
  const radius = Math.hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2]) / 2;
  const room = buildRoom(scene.place, scene.placeColour, random.split("room"), held);
  const parts = [...thing, ...room, ...clutter(scene, random.split("clutter"), radius, detail)];
  const portrait = layout.chance(0.7);
  const camera = aim(scene, layout, centre, radius);
  if (scene.quality.obstruction > 0) parts.push(finger(scene, random.split("finger"), camera));
  return { parts, camera, centre, radius, portrait };
}

function onGround(parts: Part[], scene: Scene, random: Random): Part[] {
  const lies = scene.pose === "lie";
  let placed = lies ? moved(parts, rotation("x", -Math.PI / 2)) : parts;
  const { low, high } = bounds(placed);
  const middle = translation(-(low[0] + high[0]) / 2, -low[1], -(low[2] + high[2]) / 2);
  const spin = lies ? random.normal(0, 0.4) : random.normal(0, 0.3);
  placed = moved(placed, chain(middle, rotation("y", spin)));
  return placed;
}

/** The last two parts are the hand's. */
function inHand(parts: Part[], scene: Scene, random: Random): Part[] {
  const first = bounds(parts);
  const middle = [0, 1, 2].map((k) => -(first.low[k] + first.high[k]) / 2);
  const upright = scene.kind === "pen"
    ? rotation("z", random.uniform(0.7, 1.4))
    : rotation("z", random.normal(0, 0.06));
  const centred = moved(parts, chain(translation(middle[0], middle[1], middle[2]), upright));
  const { low, high } = bounds(centred);
  const width = (high[0] - low[0]) / 2, tall = high[1] - low[1], depth = (high[2] - low[2]) / 2;
  const pinch = width > 4.8;
  const grip = hand({ half: width * (pinch ? 1 : 0.97), depth: Math.min(depth, 5), pinch, random });
  const at = translation(
    0,
    pinch ? low[1] + Math.min(5, tall * 0.3) : -tall * random.uniform(0.02, 0.2),
    0,
  );
  const mirror = random.chance(0.4) ? scaling(-1, 1, 1) : scaling(1, 1, 1);
  const tilt = chain(
    rotation("z", random.normal(0, 0.22)),
    rotation("y", random.normal(0, 0.22)),
    rotation("x", random.normal(0.1, 0.2)),
  );
  return [...moved(centred, tilt), ...moved(grip, chain(at, mirror, tilt))];
}

/** Other things: behind or beside, at their natural size. */
function clutter(scene: Scene, random: Random, radius: number, detail: number): Part[] {
  const parts: Part[] = [], held = scene.pose === "held";
  scene.clutter.forEach((thing, k) => {
    const own = random.split(k), built = buildThing(thing, own, Math.max(32, detail / 2));
    const lies = thing.kind === "pen" ||
      (["book", "phone", "remote control"].includes(thing.kind) && own.chance(0.8));
    const flat = lies && thing.kind !== "pen" ? moved(built, rotation("x", -Math.PI / 2)) : built;
    const { low, high } = bounds(flat);
    const reach = Math.hypot(high[0] - low[0], high[2] - low[2]) / 2;
    const side = own.chance(0.5) ? 1 : -1, angle = own.uniform(-0.2, 1.3);
    const away = radius * own.uniform(0.75, 1.1) + reach + 1;
    const x = side * away * Math.cos(angle), z = -away * Math.sin(angle) - (held ? 12 : 0);
    parts.push(...moved(
      flat,
      chain(
        translation(
          -(low[0] + high[0]) / 2,
          -low[1] - (held ? own.uniform(14, 30) : 0),
          -(low[2] + high[2]) / 2,
        ),
        rotation("y", own.uniform(-0.8, 0.8)),
        translation(x, 0, z),
      ),
    ));
  });
  return parts;
}

/** Points the phone at the thing, as well as someone can who does not see it. */
function aim(scene: Scene, random: Random, centre: Vec3, radius: number): Camera {
  const { pose, quality, rotation: turn } = scene;
  const [low, high] = pose === "lie" ? [0.75, 1.45] : pose === "held" ? [-0.05, 0.5] : [0.2, 0.85];
  const elevation = random.uniform(low, high), around = random.normal(0, 0.28);
  const field = random.uniform(0.85, 1.1),
    fill = random.uniform(0.62, 0.98) * (1 + 0.55 * quality.framing);
  const distance = Math.max(9, radius * 1.02 / (Math.tan(field * 0.4) * fill));
  const aside = random.uniform(0, 2 * Math.PI),
    off = radius * (random.uniform(0, 0.22) + 0.95 * quality.framing);
  const right: Vec3 = [Math.cos(around), 0, -Math.sin(around)];
  const target: Vec3 = [
    centre[0] + right[0] * off * Math.cos(aside),
    centre[1] + off * Math.sin(aside) * Math.cos(elevation),
    centre[2] + right[2] * off * Math.cos(aside) - off * Math.sin(aside) * Math.sin(elevation),
  ];
  const eye: Vec3 = [
    target[0] + distance * Math.cos(elevation) * Math.sin(around),
    Math.max(pose === "held" ? -12 : 3, target[1] + distance * Math.sin(elevation)),
    target[2] + distance * Math.cos(elevation) * Math.cos(around),
  ];
  return { eye, target, roll: (turn * Math.PI) / 180 + random.normal(0, 0.09), field };
}

/** A finger over a part of the lens: the worse, the nearer to the middle. */
function finger(scene: Scene, random: Random, camera: Camera): Part {
  const level = scene.quality.obstruction, { eye, target } = camera;
  const length = Math.hypot(target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]);
  const ahead = [0, 1, 2].map((k) => (target[k] - eye[k]) / length);
  const angle = random.uniform(0, 2 * Math.PI), off = Math.max(0.2, 2.9 - 1.35 * level);
  const side = [ahead[2], 0, -ahead[0]], norm = Math.hypot(side[0], side[2]) || 1;
  const up = [-ahead[1] * side[0] / norm, norm, -ahead[1] * side[2] / norm];
  const at = [0, 1, 2].map((k) =>
    eye[k] + 3.4 * ahead[k] + off * (Math.cos(angle) * side[k] / norm + Math.sin(angle) * up[k])
  );
  const tip = transformed(ellipsoid([1.5, 1.5, 1.5], 14), translation(at[0], at[1], at[2]));
  return { mesh: tip, surface: { ...skin(random), glow: 0.12 } };
}
