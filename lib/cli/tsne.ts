import { Command, InvalidArgumentError, Option } from "commander";
import { relative } from "node:path";
import { type Matrix, matrixSize } from "../projection/matrix.ts";
import type { Iteration } from "../projection/descent.ts";
import {
  StoppedDescent,
  tsne,
  type TsneMap,
  type TsneMethod,
  type TsneOptions,
} from "../projection/tsne.ts";
import {
  readSafetensors,
  startTensors,
  type StoredTensor,
  writeSafetensors,
} from "../tensor/mod.ts";
import { readBy, userPath, wholeNumber } from "./arguments.ts";
import { runProgram, Stopped } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

interface Options {
  in: string;
  tensor?: string;
  method?: TsneMethod;
  perplexity: number;
  init: string;
  seed: number;
  out: string;
}

/** Maps the rows of a stored matrix into the plane. */
async function map(options: Options, command: Command): Promise<void> {
  const { in: path, out } = options;
  if (path === out) {
    command.error(`error: --out must be another file than --in, both are "${path}"`);
  }
  const { tensors } = await readSafetensors(path);
  const points = matrix(tensors, { name: options.tensor ?? onlyMatrix(tensors, path), path });
  const [rows] = matrixSize(points);
  // Of what the library finds out of range this alone is an argument; the rest are faults of the file.
  const wrong = rows >= 3 && options.perplexity >= rows;
  const made = await untilStopped(async (signal) => {
    await startTensors();
    const make = () => shownMap(points, { ...options, init: startOf(tensors, options), signal });
    const made = await (wrong ? readBy(command, make) : make());
    await write(made, options);
    return made;
  });
  console.log(
    `KL ${made.divergence.toFixed(4)} after ${made.iterations} iterations (${made.method}, ` +
      `${made.ended}): map [${made.map.shape.join(", ")}]; ` +
      `written to ${relative(Deno.cwd(), out)}`,
  );
}

/** Makes the map with a line of progress. @throws {Stopped} If the signal has stopped it. */
async function shownMap(
  points: Matrix,
  { method, perplexity, seed, init, signal }:
    & Pick<Options, "method" | "perplexity" | "seed">
    & Pick<TsneOptions, "init" | "signal">,
): Promise<TsneMap> {
  const line = new ProgressLine();
  const onIteration = ({ iteration: done, iterations: total }: Iteration) =>
    line.show("map", { done, total, unit: "iterations" });
  try {
    return await tsne(points, {
      ...{ method, seed, init, signal, onIteration },
      tsnePerplexity: perplexity,
    });
  } catch (error) {
    if (!(error instanceof StoppedDescent)) throw error;
    const { iteration, iterations } = error;
    throw new Stopped(
      `Stopped after ${iteration} of ${iterations} iterations; nothing was written, ` +
        "the same command starts again",
    );
  } finally {
    line.end();
  }
}

async function write(
  { map: { shape, data }, method, divergence, iterations }: TsneMap,
  { perplexity, init, seed, out }: Options,
): Promise<void> {
  await writeSafetensors(out, {
    tensors: new Map([["map", { dtype: "F32", shape, data: Float32Array.from(data) }]]),
    metadata: {
      method,
      tsnePerplexity: String(perplexity),
      init,
      seed: String(seed),
      divergence: String(divergence),
      iterations: String(iterations),
    },
  });
}

function startOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  { init, in: path }: Options,
): TsneOptions["init"] {
  return init === "pca" || init === "random" ? init : matrix(tensors, { name: init, path });
}

/** The name of the file's matrix, if it has but one. */
function onlyMatrix(tensors: ReadonlyMap<string, StoredTensor>, path: string): string {
  const names = [...tensors].filter(([, { shape }]) => shape.length === 2).map(([name]) => name);
  if (names.length === 1) return names[0];
  const current = names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
  throw new Error(
    `Cannot map "${path}": --tensor must say which matrix is meant, current matrices are ${current}`,
  );
}

function matrix(
  tensors: ReadonlyMap<string, StoredTensor>,
  { name, path }: { name: string; path: string },
): Matrix {
  const found = tensors.get(name);
  if (found === undefined) {
    const current = [...tensors.keys()].map((each) => `"${each}"`).join(", ");
    throw new Error(
      `Cannot map "${path}": it must hold "${name}", current tensors are ${current}`,
    );
  }
  const { shape, data } = found;
  if (data instanceof Float32Array || data instanceof Float64Array) return { shape, data };
  return { shape, data: Float64Array.from(data as ArrayLike<number | bigint>, Number) };
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a number from 1.");
}

await runProgram(
  new Command("deno task tsne")
    .description(
      "Maps the rows of a matrix by t-SNE, prints the divergence and writes the tensor `map`, [n, 2].",
    )
    .requiredOption("--in <file>", "a safetensors file", userPath)
    .option("--tensor <name>", "the matrix; default: the only one of the file")
    .addOption(
      new Option("--method <name>", "default: exact up to 3,000 rows")
        .choices(["exact", "barnes-hut"]),
    )
    .option("--perplexity <n>", "about how many neighbours a row has", positive, 30)
    .option("--init <start>", "pca, random, or a tensor [n, 2] of the file", "pca")
    .option("--seed <n>", "of a start at random", wholeNumber(0), 0)
    .requiredOption("--out <file>", "a safetensors file", userPath)
    .action(map),
);
