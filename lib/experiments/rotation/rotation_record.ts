import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../../io/json.ts";
import type { Provenance } from "../provenance.ts";
import type { JudgedTurns } from "./judged_turns.ts";
import type { RotationScores } from "./rotation_slices.ts";

/** One captioner with and without turning. */
export interface RotationModel extends RotationScores {
  /** Name of the experiment. */
  model: string;
  /** The encoder whose features it has. */
  encoder: string;
  /** The head, and how often it is right about validation pictures. */
  head: { pictures: number; loss: number; prior: readonly number[] } & JudgedTurns;
}

/** What the record says; `rotation.json`, written last. */
export interface RotationComparison extends Provenance {
  /** The data set, and how many of its pictures have captions to train with and to score. */
  study: { name: string; trainImages: number; valImages: number };
  /** Updates of each training. */
  updates: number;
  /** Training seeds. */
  seeds: readonly number[];
  /** One an experiment. */
  models: RotationModel[];
}

/** The record's name in its folder. */
export const ROTATION_FILE = "rotation.json";

/**
 * Reads the record of the comparison.
 *
 * @throws {SyntaxError | TypeError} If it is not one.
 */
export async function readRotation(folder: string): Promise<RotationComparison> {
  const path = join(folder, ROTATION_FILE), root = await readJson(path);
  root.get("models").items("model").forEach((model) => model.get("model").string());
  return JSON.parse(await readFile(path, "utf8"));
}
