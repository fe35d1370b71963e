import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { STUDY_NAMES } from "../experiments/study.ts";

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

/** The option that says which data set is meant. */
export function studyOption(): Option {
  const names = STUDY_NAMES.join(", ");
  return new Option(
    "--study <name>",
    `the data set: ${names}, or the path of a folder with pictures and captions.csv or captions.json`,
  ).default("mini").argParser((text) => {
    if ((STUDY_NAMES as readonly string[]).includes(text)) return text;
    if (/[/\\]/.test(text)) return userPath(text);
    throw new InvalidArgumentError(`It must be one of ${names}, or the path of a folder.`);
  });
}

/** The option that asks for a part of a data set. */
export function imagesOption(): Option {
  return new Option(
    "--images <n>",
    "a part of it with so many pictures in all; deno task data <name> --images <n> fetches it",
  ).argParser(wholeNumber(20));
}

/** A path as the user means it: `deno task` changes into the project's folder first. */
export function userPath(text: string): string {
  return resolve(Deno.env.get("INIT_CWD") || Deno.cwd(), text);
}
