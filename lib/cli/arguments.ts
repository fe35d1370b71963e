import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";

/** Reads an option that must be a whole number, from `least` on. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    }
    return value;
  };
}

/** Lets a function of the library read arguments: what it finds out of range is then a wrong argument. */
export async function readBy<T>(command: Command, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RangeError) command.error(`error: ${error.message}`);
    throw error;
  }
}

/** Gathers an option that may be given several times. */
export function gather(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** A path as the user means it: `deno task` changes into the project's folder first. */
export function userPath(text: string): string {
  return resolve(Deno.env.get("INIT_CWD") || Deno.cwd(), text);
}
