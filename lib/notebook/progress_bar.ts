import type { Progress } from "../types.ts";
import { defaultOutput, type ProgressOutput } from "./progress_output.ts";

/** A progress bar: call it with the state of the work, as often as you like. */
export interface ProgressBar {
  /** Shows a state, unless the last one is too recent; resolves when it is shown. */
  (progress: Progress): Promise<void>;
  /** Shows the last state, for work that ends before its total, or whose total is not known. */
  end(note?: string): Promise<void>;
}

/** Options of {@link progressBar}. */
export interface ProgressBarOptions {
  /** Where it is shown; by default the notebook, or outside of one the standard error stream. */
  output?: ProgressOutput;
  /** Milliseconds that only grow. Default `performance.now`. */
  clock?: () => number;
}

/** Time and work must have this size before the rest is estimated. */
const LEAST_TIME = 1500;

/**
 * Makes a progress bar with the time that is left.
 *
 * In a notebook it moves in one output, which keeps the last state; in a terminal in one line; in a
 * log a line is written now and then. Work that is resumed may begin above 0: the speed counts from
 * the first state on. The state with `done = total` is always shown and ends the bar.
 *
 * @param title What is being done: "Training cnn-lstm".
 *
 * @example
 * ```ts
 * import { progressBar, textOutput } from "#lib/notebook";
 * import assert from "node:assert/strict";
 *
 * const lines: string[] = [];
 * const sink = {
 *   isTerminal: () => false,
 *   writeSync: (bytes: Uint8Array) => {
 *     lines.push(new TextDecoder().decode(bytes));
 *     return bytes.length;
 *   },
 * };
 * const bar = progressBar("Encoding", { output: textOutput(sink), clock: () => 0 });
 * await bar({ done: 8, total: 8, unit: "pictures" });
 * assert.deepEqual(lines, ["Encoding: 8 pictures in 0.0 s\n"]);
 * ```
 */
export function progressBar(title: string, options: ProgressBarOptions = {}): ProgressBar {
  const { output = defaultOutput(), clock = () => performance.now() } = options;
  const start = clock();
  let first: { done: number; time: number } | undefined;
  let latest: Progress | undefined;
  let warning: string | undefined;
  let shownAt = -Infinity;
  let ended = false;
  let queue: Promise<void> = Promise.resolve();

  function write(progress: Progress, end: boolean): Promise<void> {
    const now = clock();
    shownAt = now;
    ended = end;
    const left = end || first === undefined ? undefined : timeLeft(progress, first, now);
    const state = { ...progress, warning, title, elapsed: now - start, left, ended: end };
    // One after the other: an update must not overtake what it updates.
    queue = queue.then(() => output.write(state));
    return queue;
  }
  const bar = (progress: Progress): Promise<void> => {
    first ??= { done: progress.done, time: clock() };
    latest = progress;
    warning = progress.warning ?? warning; // it stays, whatever is shown later
    if (ended) return queue;
    const complete = progress.total > 0 && progress.done >= progress.total;
    if (!complete && clock() - shownAt < output.interval) return queue;
    return write(progress, complete);
  };
  const end = (note?: string): Promise<void> => {
    if (ended || latest === undefined) return queue;
    return write(note === undefined ? latest : { ...latest, note }, true);
  };
  return Object.assign(bar, { end });
}

/** The time for the rest at the speed so far; undefined while there is too little to tell. */
function timeLeft(
  { done, total }: Progress,
  first: { done: number; time: number },
  now: number,
): number | undefined {
  const worked = done - first.done, time = now - first.time;
  if (total <= 0 || worked <= 0 || time < LEAST_TIME) return undefined;
  return time * (total - done) / worked;
}
