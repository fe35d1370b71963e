/**
 * Trainings in a process of their own, that are sent a signal at a moment of their course.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TrainingEvent } from "#lib/training";
import { command, type Ended } from "./command.ts";

/** When a training gets a signal. */
export interface Moment {
  /** The first update after which it may come. */
  update: number;
  /** Milliseconds after it; default none. */
  delay?: number;
  /** Waits until a file whose name begins like this is being written. */
  writing?: string;
}

/** The events in the log of a run's folder; a line that is being written is none. */
export function eventsIn(folder: string): TrainingEvent[] {
  const path = join(folder, "training.log.jsonl");
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8").split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** Starts `train`, sends it a signal at a moment, and waits for its end. */
export async function stopTraining(
  args: readonly string[],
  { folder, moment, signal }: { folder: string; moment: Moment; signal: Deno.Signal },
): Promise<Ended & { seconds: number }> {
  Deno.mkdirSync(folder, { recursive: true });
  const watcher = Deno.watchFs(folder);
  const child = command("train", args).spawn();
  const output = Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  child.status.then(() => watcher.close()).catch(() => {});
  let sentAt = NaN;
  for await (const { kind, paths } of watcher) {
    if (sentAt > 0 || !reached(folder, moment.update)) continue;
    const names = kind === "create" ? paths.map((path) => path.slice(folder.length + 1)) : [];
    const { writing, delay } = moment;
    const begun = (name: string) => name.startsWith(writing!) && name.endsWith(".partial");
    if (writing !== undefined && !names.some(begun)) continue;
    if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
    sentAt = performance.now();
    child.kill(signal);
  }
  const { code } = await child.status, [stdout, stderr] = await output;
  return { code, stdout, stderr, seconds: (performance.now() - sentAt) / 1000 };
}

/** Whether an update is in the log. */
function reached(folder: string, update: number): boolean {
  return eventsIn(folder).some((event) => event.kind === "update" && event.update >= update);
}

/** Files that a process had begun to write when it was killed. */
export function begunIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".partial"));
}
