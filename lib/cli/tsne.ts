import { Command, InvalidArgumentError, Option } from "commander";
import { relative } from "node:path";
import type { Matrix } from "../projection/matrix.ts";
import { StoppedDescent, tsne, type TsneMethod } from "../projection/tsne.ts";
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
async function map(
  { in: path, tensor, method, perplexity, init, seed, out }: Options,
  command: Command,
): Promise<void> {
  const { tensors } = await readSafetensors(path);
  const name = tensor ?? onlyMatrix(tensors, path);
  const points = matrix(tensors, { name, path });
  const drawn = init === "pca" || init === "random";
  const start = drawn ? init : matrix(tensors, { name: init, path });
  await startTensors();
  const line = new ProgressLine();
  try {
    const made = await untilStopped((signal) =>
      readBy(command, () =>
        tsne(points, {
          method,
          tsnePerplexity: perplexity,
          init: start,
          seed,
          signal,
          onIteration: ({ iteration: done, iterations: total }) =>
            line.show("map", { done, total, unit: "iterations" }),
        }))
    );
    const { shape, data } = made.map;
    await writeSafetensors(out, {
      tensors: new Map([["map", { dtype: "F32", shape, data: Float32Array.from(data) }]]),
      metadata: {
        method: made.method,
        tsnePerplexity: String(perplexity),
        init,
        seed: String(seed),
        divergence: String(made.divergence),
        iterations: String(made.iterations),
      },
    });
    line.end();
    console.log(
      `KL ${made.divergence.toFixed(4)} after ${made.iterations} iterations (${made.method}, ` +
        `${made.ended}): map [${shape.join(", ")}]; written to ${relative(Deno.cwd(), out)}`,
    );
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
