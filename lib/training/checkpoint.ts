import { existsSync } from "node:fs";
import type { OptimizerState, SavedOptimizerState } from "../optim/mod.ts";
import {
  readSafetensors,
  type StoredTensor,
  type Tensor,
  tensor,
  writeSafetensors,
} from "../tensor/mod.ts";
import type { Parameters } from "../types.ts";
import type { Course } from "./course.ts";

/** Weights by name, as they are stored. */
export type Weights = ReadonlyMap<string, StoredTensor>;

/** Everything that going on needs. */
export interface Checkpoint {
  /** The weights after the last update. */
  parameters: Weights;
  /** What the optimizer keeps, by its own names, and the number of updates. */
  optimizer: { count: number; tensors: Weights };
  /** How it went so far. */
  course: Course;
  /** The weights of the best evaluation so far. */
  best: Weights;
  /** What the objective keeps from update to update. */
  memory: readonly number[];
  /** What the weights belong to: configuration, vocabulary, settings. */
  metadata: Readonly<Record<string, string>>;
}

/** Copies the values of tensors. */
export async function storedTensors(
  tensors: Iterable<readonly [string, Tensor]>,
): Promise<Map<string, StoredTensor>> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    const data = Float32Array.from(await tensor.data());
    stored.set(name, { dtype: "F32", shape: tensor.shape, data });
  }
  return stored;
}

/** Copies what an optimizer keeps. */
export async function storedOptimizer(state: OptimizerState): Promise<Checkpoint["optimizer"]> {
  const moments = state.tensors();
  const tensors = await storedTensors(moments);
  for (const moment of moments.values()) moment.dispose();
  return { count: state.count, tensors };
}

/** Writes a checkpoint as one safetensors file, complete or absent. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { parameters, optimizer, best, course, memory, metadata } = checkpoint;
  const tensors = new Map<string, StoredTensor>();
  for (const [part, values] of Object.entries({ parameters, optimizer: optimizer.tensors, best })) {
    for (const [name, value] of values) tensors.set(`${part}/${name}`, value);
  }
  await writeSafetensors(path, {
    tensors,
    metadata: {
      ...metadata,
      updates: String(optimizer.count),
      course: JSON.stringify(course),
      memory: JSON.stringify(memory),
    },
  });
}

/**
 * Reads a checkpoint; nothing if there is none.
 *
 * @param expected What the run that goes on is about: a checkpoint of anything else is refused.
 * @throws {Error} If the checkpoint belongs to something else.
 * @throws {SyntaxError} If the file is damaged.
 */
export async function readCheckpoint(
  path: string,
  expected: Readonly<Record<string, string>>,
): Promise<Checkpoint | undefined> {
  if (!existsSync(path)) return undefined;
  const { tensors, metadata } = await readSafetensors(path);
  const other = Object.keys(expected).find((key) => metadata[key] !== expected[key]);
  if (other !== undefined) {
    throw new Error(
      `Cannot go on from "${path}": it must be of the same run, but its "${other}" is another`,
    );
  }
  const course: Course | null = JSON.parse(metadata.course ?? "null");
  if (course?.losses?.length !== Number(metadata.updates)) {
    throw new SyntaxError(
      `Cannot go on from "${path}": it must have a loss for each of its ${metadata.updates} updates, ` +
        `current number is ${course?.losses?.length ?? 0}`,
    );
  }
  const part = (prefix: string) =>
    new Map(
      [...tensors].filter(([name]) => name.startsWith(`${prefix}/`))
        .map(([name, value]) => [name.slice(prefix.length + 1), value]),
    );
  return {
    parameters: part("parameters"),
    optimizer: { count: Number(metadata.updates), tensors: part("optimizer") },
    best: part("best"),
    course,
    memory: JSON.parse(metadata.memory ?? "[]"),
    metadata,
  };
}

/** Puts stored weights into parameters of the same names and shapes. */
export function assignWeights(parameters: Parameters, weights: Weights): void {
  for (const [name, variable] of parameters) {
    const value = asTensor(weights.get(name)!);
    variable.assign(value);
    value.dispose();
  }
}

/** What an optimizer's `init` goes on from; the caller disposes of the tensors. */
export function savedOptimizer({ count, tensors }: Checkpoint["optimizer"]): SavedOptimizerState & {
  tensors: Map<string, Tensor>;
} {
  return {
    count,
    tensors: new Map([...tensors].map(([name, value]) => [name, asTensor(value)])),
  };
}

function asTensor({ data, shape }: StoredTensor): Tensor {
  return tensor(data as Float32Array, [...shape]);
}
