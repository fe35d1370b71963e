import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { removeBegun } from "../io/write.ts";
import type { OptimizerState, SavedOptimizerState } from "../optim/mod.ts";
import { readSealed, type StoredTensor, type Tensor, tensor, writeSealed } from "../tensor/mod.ts";
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

/** What the checkpoint before the last one is called. */
export function previousOf(path: string): string {
  return `${path}.previous`;
}

/** Whether there is a checkpoint, or the one before it. */
export function hasCheckpoint(path: string): boolean {
  return existsSync(path) || existsSync(previousOf(path));
}

/** Removes a checkpoint, the one before it, and what a killed training had begun to write. */
export async function removeCheckpoints(path: string): Promise<void> {
  await Promise.all([path, previousOf(path)].map((each) => rm(each, { force: true })));
  await removeBegun(path);
}

/**
 * Writes a checkpoint as one sealed safetensors file, complete or absent.
 *
 * @param options.keep Keeps the checkpoint that is there as the previous one; default true.
 */
export async function writeCheckpoint(
  path: string,
  checkpoint: Checkpoint,
  { keep = true }: { keep?: boolean } = {},
): Promise<void> {
  const { parameters, optimizer, best, course, memory, metadata } = checkpoint;
  const tensors = new Map<string, StoredTensor>();
  for (const [part, values] of Object.entries({ parameters, optimizer: optimizer.tensors, best })) {
    for (const [name, value] of values) {
      tensors.set(`${part}/${name}`, value);
    }
  }
  const texts = {
    ...metadata,
    updates: String(optimizer.count),
    course: JSON.stringify(course),
    memory: JSON.stringify(memory),
  };
  await writeSealed(
    path,
    { tensors, metadata: texts },
    keep ? { previous: previousOf(path) } : {},
  );
}

/** The name of a value that is not finite everywhere; nothing if all are. */
export function notFinite({ parameters, optimizer }: Checkpoint): string | undefined {
  return [...parameters, ...optimizer.tensors].find(([, { data }]) => {
    // Floats sum to a finite number in double precision if and only if each is finite.
    let sum = 0;
    for (const value of data as Float32Array) sum += value;
    return !Number.isFinite(sum);
  })?.[0];
}

/** A checkpoint as it was found. */
export interface FoundCheckpoint extends Checkpoint {
  /** The file. */
  path: string;
  /** Files that were refused before it, and why. */
  refused: readonly { path: string; reason: string }[];
}

/**
 * Reads a checkpoint, or the one before it if it is not good; nothing if there is none.
 *
 * @param expected What the run that goes on is about: a checkpoint of anything else is refused.
 * @throws {Error} If there are files but none of them is good: it names them, says why, and what to delete.
 */
export async function readCheckpoint(
  path: string,
  expected: Readonly<Record<string, string>>,
): Promise<FoundCheckpoint | undefined> {
  const refused: { path: string; reason: string }[] = [];
  for (const each of [path, previousOf(path)].filter((each) => existsSync(each))) {
    try {
      return { ...await readOne(each, expected), path: each, refused };
    } catch (error) {
      const { message } = error as Error, naming = `Cannot read "${each}": `;
      const reason = message.startsWith(naming) ? message.slice(naming.length) : message;
      refused.push({ path: each, reason });
    }
  }
  if (refused.length === 0) return undefined;
  const each = refused.map(({ path, reason }) => `"${path}": ${reason}`);
  throw new Error(
    `Cannot go on from ${each.join("; nor from ")}; delete ${
      refused.length === 1 ? "it" : "both"
    } to start anew`,
  );
}

async function readOne(
  path: string,
  expected: Readonly<Record<string, string>>,
): Promise<Checkpoint> {
  const { tensors, metadata } = await readSealed(path);
  const other = Object.keys(expected).find((key) => metadata[key] !== expected[key]);
  if (other !== undefined) {
    throw new Error(`it must be of the same run, but its "${other}" is another`);
  }
  const course: Course | null = JSON.parse(metadata.course ?? "null");
  if (course?.losses?.length !== Number(metadata.updates)) {
    throw new SyntaxError(
      `it must have a loss for each of its ${metadata.updates} updates, ` +
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
