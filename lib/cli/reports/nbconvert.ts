import { basename, dirname, join } from "node:path";
import { mkdir } from "node:fs/promises";
import { layoutOf } from "../../setup/layout.ts";
import { runChild } from "../child.ts";
import { Stopped } from "../program.ts";
import { codeCells, type Notebook, readNotebook } from "./ipynb.ts";

/** A cell that failed: which one, and what it said. */
export class CellError extends Error {
  override name = "CellError";
}

/** The environment of Jupyter's tools: nothing of the user's own, nothing outside the repository. */
export function jupyterEnvironment(): Record<string, string> {
  return {
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_NO_CONFIG: "1",
    JUPYTER_RUNTIME_DIR: join(layoutOf().venv, "runtime"),
    PYTHONNOUSERSITE: "1",
    PYDEVD_DISABLE_FILE_VALIDATION: "1",
  };
}

/** Settings of an execution. */
export interface ExecuteOptions {
  /** The notebook's parameters, as environment variables of its kernel. */
  env: Record<string, string>;
  /** Called when a cell starts: its number among the cells of code, from 1, and how many there are. */
  onCell?: (cell: number, cells: number) => void;
}

/**
 * Executes a notebook's file in place, with the project's kernel; its folder is the working directory.
 *
 * @throws {CellError} If a cell fails; the file is then as it was.
 * @throws {Stopped} If a signal stops it.
 */
export async function executeNotebook(path: string, options: ExecuteOptions): Promise<Notebook> {
  const cells = codeCells(await readNotebook(path));
  let started = 0;
  const log: string[] = [];
  const follow = (line: string) => {
    if (line.startsWith("[NbConvertApp] Executing cell:")) {
      started++;
      options.onCell?.(started, cells.length);
    }
    log.push(line);
  };
  const status = await nbconvert(path, [
    ...["--to", "notebook", "--execute", "--inplace", "--log-level=DEBUG"],
    "--ExecutePreprocessor.kernel_name=deno",
    "--ExecutePreprocessor.record_timing=False",
  ], { env: options.env, onLine: follow });
  if (status !== 0) throw new CellError(failureOf(log, started, basename(path)));
  return await readNotebook(path);
}

/** Renders an executed notebook as a page, with the template that set-up put into place. */
export async function renderNotebook(path: string, page: string): Promise<void> {
  const log: string[] = [];
  const status = await nbconvert(path, [
    ...["--to", "html", "--template", "report"],
    ...["--output-dir", dirname(page), "--output", basename(page)],
  ], { onLine: (line) => log.push(line) });
  if (status !== 0) {
    throw new Error(`Cannot render "${basename(path)}": ${log.slice(-8).join("\n")}`);
  }
}

async function nbconvert(
  path: string,
  args: readonly string[],
  options: { env?: Record<string, string>; onLine: (line: string) => void },
): Promise<number> {
  const env = { ...jupyterEnvironment(), ...options.env };
  await mkdir(env.JUPYTER_RUNTIME_DIR, { recursive: true });
  const { code, signal } = await runChild(
    layoutOf().python,
    ["-m", "nbconvert", ...args, path],
    { env, onLine: options.onLine, cwd: dirname(path), wholeTree: true },
  );
  if (signal) {
    throw new Stopped(`stopped by ${signal}: finished notebooks stay, run again to go on`);
  }
  return code;
}

const CELL_ERROR = "An error occurred while executing the following cell:";

/** What a reader needs of nbconvert's long log: the cell and its error, or the log's end. */
export function failureOf(log: readonly string[], cell: number, name: string): string {
  const at = log.findLastIndex((line) => line.includes(CELL_ERROR));
  if (at < 0) return `Cannot execute "${name}": ${log.slice(-8).join("\n")}`;
  const [, source = "", ...rest] = log.slice(at + 1).join("\n").split(/^-{18}$/m);
  const indent = (text: string) => text.trim().replaceAll(/^/gm, "    ");
  return `Cannot execute "${name}": code cell ${cell} failed\n${indent(source)}\n` +
    `which said\n${indent(rest.join(""))}`;
}
