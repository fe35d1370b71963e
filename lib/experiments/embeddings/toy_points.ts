import type { Matrix } from "../../projection/matrix.ts";
import { Random } from "../../tensor/random.ts";

/** Points of which everything is known, and the group of each. */
export interface ToyPoints {
  /** `[N, 10]`. */
  points: Matrix;
  /** The group of each point. */
  groups: readonly string[];
}

/** Width of the toy's space. */
const WIDTH = 10;

/** Groups of 30 points: name, place along the first axis, standard deviation of a point on each axis. */
const GROUPS = [["tight", 0, 0.05], ["wide", 5, 1], ["far", 60, 1]] as const;

/** Three groups of 30 points: one twenty times as tight as the others, and one far away from both. */
export function toyGroups(seed: number): ToyPoints {
  const random = new Random(seed), each = 30;
  const rows = GROUPS.flatMap(([, place, deviation]) =>
    Array.from(
      { length: each * WIDTH },
      (_, at) => random.normal(at % WIDTH === 0 ? place : 0, deviation),
    )
  );
  return {
    points: { shape: [GROUPS.length * each, WIDTH], data: Float64Array.from(rows) },
    groups: GROUPS.flatMap(([name]) => Array.from({ length: each }, () => name)),
  };
}

/** Points without any structure: 90 from one normal distribution. */
export function toyNoise(seed: number): ToyPoints {
  const random = new Random(seed), rows = 90;
  const data = Float64Array.from({ length: rows * WIDTH }, () => random.normal());
  return {
    points: { shape: [rows, WIDTH], data },
    groups: Array.from({ length: rows }, () => "noise"),
  };
}
