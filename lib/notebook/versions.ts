import { machine } from "../io/machine.ts";
import type { Displayable } from "./bundle.ts";
import { table } from "./table.ts";

/** What a notebook ran on. Nothing that names the machine. */
export interface RunFacts {
  /** TensorFlow's version. */
  tensorflow: string;
  /** TensorFlow.js's version. */
  tfjs?: string;
  /** CPU or GPU. */
  device: string;
  /** Threads that one operation may use. */
  threads: number;
  /** Processor model; it, cores and memory are by default this machine's. */
  processor?: string;
  /** Processor cores. */
  cores?: number;
  /** Memory in GiB. */
  memory?: number;
  /** Deno's version; by default the running one. */
  deno?: string;
}

/**
 * Shows versions and machine in a first cell: `versions(await startTensors())`.
 *
 * Only the facts named here are shown, whatever else the argument holds.
 *
 * @example
 * ```ts
 * import { DISPLAY, versions } from "#lib/notebook";
 * import assert from "node:assert/strict";
 *
 * const shown = versions({
 *   ...{ deno: "2.8.1", tensorflow: "2.21.0", device: "CPU", threads: 2 },
 *   ...{ processor: "A model", cores: 2, memory: 16 },
 * });
 * assert.match(String((await shown[DISPLAY]())["text/plain"]), /TensorFlow +2\.21\.0/);
 * ```
 */
export function versions(facts: RunFacts): Displayable {
  const { tensorflow, tfjs, device, threads, processor, cores, memory } = {
    ...machine(),
    ...facts,
  };
  const rows: [string, string][] = [
    ["Deno", facts.deno ?? Deno.version.deno],
    ["TensorFlow", tensorflow],
    ...(tfjs === undefined ? [] : [["TensorFlow.js", tfjs] as [string, string]]),
    ["Device", `${device}, ${threads} ${threads === 1 ? "thread" : "threads"}`],
    ["Processor", `${processor}, ${cores} ${cores === 1 ? "core" : "cores"}`],
    ["Memory", `${memory} GiB`],
  ];
  return table(rows.map(([what, which]) => ({ what, which })), {
    columns: [{ key: "what", label: "Runs on" }, { key: "which", label: "" }],
  });
}
