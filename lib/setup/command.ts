import { adviceFor, SetupError } from "./advice.ts";

/** Settings of one call of a tool. */
export interface CommandOptions {
  /** What the call is for, "install JupyterLab" for instance. */
  purpose: string;
  env?: Record<string, string>;
  /** Ends the tool. */
  signal?: AbortSignal;
}

/**
 * Runs a tool to its end and gives what it printed on its standard output.
 *
 * @throws {SetupError} If it cannot be started or fails, with the tool's last lines and advice.
 * @throws The signal's reason, if that has ended it.
 */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const failed = (detail: string) =>
    new SetupError(`Cannot ${options.purpose}: ${detail}`, adviceFor(detail));
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, {
      args: [...args],
      env: options.env,
      stdin: "null",
      signal: options.signal,
    }).output();
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
  options.signal?.throwIfAborted();
  const decoder = new TextDecoder();
  if (output.success) return decoder.decode(output.stdout);
  const printed = (decoder.decode(output.stdout) + decoder.decode(output.stderr)).trim();
  throw failed(printed.split("\n").slice(-12).join("\n") || `${program} failed without a word`);
}

/** What a tool prints, or `undefined` if it is not there or fails. */
export async function probe(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await run(program, args, { purpose: `run ${program}` });
  } catch {
    return undefined;
  }
}
