import { existsSync } from "node:fs";
import type { OptimizerState, SavedOptimizerState } from "../../optim/optimizer.ts";
import { readSafetensors, writeSafetensors } from "../../tensor/mod.ts";
import {
  assignWeights,
  savedOptimizer,
  storedOptimizer,
  storedTensors,
} from "../../training/checkpoint.ts";
import type { Parameters } from "../../types.ts";
import type { Objective, PretrainingCourse, PretrainingSettings } from "./pretrain.ts";

/** What a checkpoint holds besides the objective's own values. */
export interface SavedPretraining extends SavedOptimizerState {
  /** How it went so far. */
  course: PretrainingCourse;
}

/** Writes everything that going on needs into one file, complete or absent. */
export async function writePretraining(
  path: string,
  { objective, settings, state, course }: {
    objective: Objective;
    settings: PretrainingSettings;
    state: OptimizerState;
    course: PretrainingCourse;
  },
): Promise<void> {
  const { count, tensors: moments } = await storedOptimizer(state);
  const tensors = new Map([...await storedTensors(valuesOf(objective)), ...moments]);
  await writeSafetensors(path, {
    tensors,
    metadata: {
      settings: JSON.stringify(settings),
      count: String(count),
      course: JSON.stringify(course),
    },
  });
}

/**
 * Puts a checkpoint's values into an objective and returns what the optimizer goes on from; nothing if
 * there is no checkpoint or it is of other settings.
 *
 * The caller disposes of the tensors returned.
 */
export async function readPretraining(
  path: string,
  objective: Objective,
  settings: PretrainingSettings,
): Promise<SavedPretraining | undefined> {
  if (!existsSync(path)) return undefined;
  const { tensors, metadata } = await readSafetensors(path);
  if (metadata.settings !== JSON.stringify(settings)) return undefined;
  const own: Parameters = new Map(valuesOf(objective));
  assignWeights(own, tensors);
  const moments = new Map([...tensors].filter(([name]) => !own.has(name)));
  const saved = savedOptimizer({ count: Number(metadata.count), tensors: moments });
  return { ...saved, course: JSON.parse(metadata.course) };
}

/** The objective's variables under names that the optimizer's do not have. */
function valuesOf(objective: Objective) {
  return [...objective.parameters, ...objective.statistics]
    .map(([name, variable]) => [`value/${name}`, variable] as const);
}
