import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ROOT } from "#lib/setup";

/** How a command ended and what it said. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Names of the files of `lib/cli` that are commands. */
export const COMMANDS: readonly string[] = globSync("lib/cli/*.ts", { cwd: ROOT })
  .filter((path) => readFileSync(join(ROOT, path), "utf8").includes("await runProgram("))
  .map((path) => basename(path, ".ts")).sort();

/** The tasks of `deno.json` with what they run. */
export const TASKS: Readonly<Record<string, { command: string; description?: string }>> =
  JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8")).tasks;

/** How a command of `lib/cli` is started; its own output has no colours. */
export function command(name: string, args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(ROOT, "lib", "cli", `${name}.ts`), ...args],
    cwd: ROOT,
    // Paths are relative to the repository, wherever the tests were started.
    env: { NO_COLOR: "1", TF_CPP_MIN_LOG_LEVEL: "2", INIT_CWD: ROOT },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a command of `lib/cli` to its end. */
export async function runCommand(name: string, ...args: string[]): Promise<Ended> {
  return ended(await command(name, args).output());
}

/** Runs a few lines of TypeScript in a process of their own, with the repository's packages. */
export async function runCode(
  code: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Ended> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", code, "--", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  });
  return ended(await process.output());
}

function ended({ code, stdout, stderr }: Deno.CommandOutput): Ended {
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
