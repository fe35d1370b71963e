import { existsSync } from "node:fs";
import type { OptimizerState, SavedOptimizerState } from "../../optim/optimizer.ts";
import {
  readSafetensors,
  type StoredTensor,
  type Tensor,
  tensor,
  writeSafetensors,
} from "../../tensor/mod.ts";
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
  const moments = state.tensors();
  const tensors = new Map<string, StoredTensor>();
  const values: (readonly [string, Tensor])[] = [...valuesOf(objective), ...moments];
  for (const [name, value] of values) {
    const data = Float32Array.from(await value.data());
    tensors.set(name, { dtype: "F32", shape: value.shape, data });
  }
  for (const moment of moments.values()) moment.dispose();
  await writeSafetensors(path, {
    tensors,
    metadata: {
      settings: JSON.stringify(settings),
      count: String(state.count),
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
  const load = (name: string) => {
    const { data, shape } = tensors.get(name)!;
    return tensor(data as Float32Array, [...shape]);
  };
  const own = new Set<string>();
  for (const [name, variable] of valuesOf(objective)) {
    const value = load(name);
    variable.assign(value);
    value.dispose();
    own.add(name);
  }
  const moments = [...tensors.keys()].filter((name) => !own.has(name));
  return {
    count: Number(metadata.count),
    tensors: new Map(moments.map((name) => [name, load(name)])),
    course: JSON.parse(metadata.course),
  };
}

/** The objective's variables under names that the optimizer's do not have. */
function valuesOf(objective: Objective) {
  return [...objective.parameters, ...objective.statistics]
    .map(([name, variable]) => [`value/${name}`, variable] as const);
}
