import { type Command, CommanderError } from "commander";
import process from "node:process";
import { SetupError } from "../setup/advice.ts";

/** Exit statuses of every command. */
export const EXIT = {
  /** It failed and said why. */
  failed: 1,
  /** Its arguments are wrong. */
  usage: 2,
  /** It was stopped by a signal and can be resumed. */
  stopped: 85,
} as const;

/** Thrown by a command that a signal has stopped after it has put its affairs in order. */
export class Stopped extends Error {
  override name = "Stopped";
}

/**
 * Runs a command to its end: reads the arguments, prints the reason of a failure without a stack
 * trace, and sets the exit status (`EXIT`). With the variable `DEBUG` set, the trace is printed too.
 */
export async function runProgram(program: Command): Promise<void> {
  program.exitOverride();
  try {
    await program.parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Asked-for help is no mistake; commander has printed what there is to say.
      process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
    } else {
      if (!(error instanceof Stopped) || error.message) console.error(reasonOf(error));
      process.exitCode = error instanceof Stopped ? EXIT.stopped : EXIT.failed;
    }
  }
  // A backend's threads or a forgotten timer must not keep a finished command alive.
  Deno.exit(process.exitCode as number | undefined);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = Deno.env.get("DEBUG") ? String(error.stack) : error.message;
  return error instanceof SetupError ? `${reason}\n${error.advice}` : reason;
}
