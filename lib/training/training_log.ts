import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { TrainingEvent } from "./training_event.ts";

/**
 * Makes a function that keeps the events of a training in a file, one JSON object a line.
 *
 * A line is in the file when the function returns, so a checkpoint never knows more than the file. A
 * training that goes on from an update drops the lines of later ones first: it makes them again.
 *
 * @param path The file; its folder is made if it is missing.
 * @returns To be called with every event, `begin` first.
 *
 * @example
 * ```ts
 * import { trainingLog } from "#lib/training";
 * import assert from "node:assert/strict";
 *
 * const path = await Deno.makeTempFile(), log = trainingLog(path);
 * log({ kind: "begin", update: 0, evaluations: 0 });
 * log({ kind: "checkpoint", update: 7, file: "checkpoint" });
 * assert.equal(
 *   await Deno.readTextFile(path),
 *   '{"kind":"begin","update":0,"evaluations":0}\n{"kind":"checkpoint","update":7,"file":"checkpoint"}\n',
 * );
 * await Deno.remove(path);
 * ```
 */
export function trainingLog(path: string): (event: TrainingEvent) => void {
  return (event) => {
    if (event.kind === "begin") dropAfter(path, event);
    appendFileSync(path, JSON.stringify(event) + "\n");
  };
}

/** Keeps the lines of what is not made again. */
function dropAfter(path: string, from: { update: number; evaluations: number }): void {
  mkdirSync(dirname(path), { recursive: true });
  if (from.update === 0 || !existsSync(path)) {
    writeFileSync(path, "");
    return;
  }
  let evaluations = 0;
  const lines = readFileSync(path, "utf8").split("\n");
  const end = lines.findIndex((line) => {
    const event = parsed(line);
    if (event?.kind === "evaluation") evaluations++;
    return event === undefined || event.kind === "end" || event.update > from.update ||
      evaluations > from.evaluations;
  });
  writeFileSync(`${path}.partial`, lines.slice(0, end).map((line) => line + "\n").join(""));
  renameSync(`${path}.partial`, path);
}

/** A line's event; nothing if a kill has cut the line, and after the last one. */
function parsed(line: string): TrainingEvent | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
