import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeJson } from "../io/write.ts";

/** What was done, by step: the key under which it was done. */
export type Stamp = Record<string, string>;

/** One thing that a machine needs. */
export interface Step {
  name: string;
  /** Changes when the step must be done again: versions, and the content of the files it works from. */
  key: string;
  /** Whether its result is still there; a user may have deleted a part. */
  present(): boolean | Promise<boolean>;
  /** Does it, from whatever an earlier, perhaps interrupted run left; may return a remark. */
  run(): Promise<string | void>;
}

/** Short hash of texts or bytes, for keys. */
export function contentKey(...contents: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** Reads the stamp; a missing or broken one means that nothing is known to be done. */
export async function readStamp(path: string): Promise<Stamp> {
  try {
    const stamp = JSON.parse(await readFile(path, "utf8"));
    return typeof stamp === "object" && stamp !== null ? stamp : {};
  } catch {
    return {};
  }
}

/** Steps that are not done, or whose key has changed, or whose result is gone. */
export async function pendingSteps(steps: readonly Step[], stamp: Stamp): Promise<Step[]> {
  const pending: Step[] = [];
  for (const step of steps) {
    if (stamp[step.name] !== step.key || !(await step.present())) pending.push(step);
  }
  return pending;
}

/**
 * Does the steps one after another and notes each in the stamp as soon as it is done.
 *
 * @param report Gets a line for each step: its name, its seconds, its remark.
 */
export async function runSteps(
  steps: readonly Step[],
  path: string,
  report: (line: string) => void,
): Promise<void> {
  for (const step of steps) {
    const start = performance.now();
    const remark = await step.run();
    const stamp = await readStamp(path);
    await writeJson(path, { ...stamp, [step.name]: step.key });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    report(`${step.name}: ${seconds} s${remark ? ` (${remark})` : ""}`);
  }
}
