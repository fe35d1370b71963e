import type { Vec3 } from "./mesh.ts";
import { cross, unit } from "./shapes.ts";

/** Where the phone is, what it looks at, and how it is held. */
export interface Camera {
  eye: Vec3;
  target: Vec3;
  /** Rotation of the phone about the line of sight in radians, clockwise. */
  roll: number;
  /** Angle that the longer side of the picture covers, in radians. */
  field: number;
}

/** A camera with a picture size: the axes of the picture in space and the focal length in pixels. */
export interface View {
  eye: Vec3;
  right: Vec3;
  down: Vec3;
  forward: Vec3;
  focal: number;
  centreX: number;
  centreY: number;
}

/** Turns a camera into the axes of a picture of `width` × `height` pixels. */
export function lookThrough(camera: Camera, width: number, height: number): View {
  const { eye, target, roll, field } = camera;
  const forward = unit([target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]]);
  // Straight down or up there is no horizon: the top of the picture is then away from the viewer.
  const upright: Vec3 = Math.abs(forward[1]) > 0.999 ? [0, 0, -1] : [0, 1, 0];
  const right = unit(cross(forward, upright));
  const down = cross(forward, right);
  const c = Math.cos(roll), s = Math.sin(roll);
  return {
    eye,
    right: [0, 1, 2].map((k) => c * right[k] + s * down[k]) as unknown as Vec3,
    down: [0, 1, 2].map((k) => c * down[k] - s * right[k]) as unknown as Vec3,
    forward,
    focal: Math.max(width, height) / 2 / Math.tan(field / 2),
    centreX: width / 2,
    centreY: height / 2,
  };
}
