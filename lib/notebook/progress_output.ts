import type { Bundle } from "./bundle.ts";
import { progressHtml, progressLine, type ProgressState, share } from "./progress_state.ts";

/** Where a progress bar is shown. */
export interface ProgressOutput {
  /** Least time between two states, in milliseconds. The last state is shown in any case. */
  readonly interval: number;
  /** Shows a state in place of the one before. */
  write(state: ProgressState): void | Promise<void>;
}

/** The part of `Deno.jupyter` that a progress bar needs. */
export type Display = (
  bundle: Bundle,
  options: { raw: true; display_id: string; update: boolean },
) => Promise<void>;

/** Text to a terminal or a log, `Deno.stderr` for instance. */
export interface TextSink {
  /** Writes bytes; may write only some of them. */
  writeSync(bytes: Uint8Array): number;
  /** Whether somebody looks at it. */
  isTerminal(): boolean;
}

let bars = 0;

/** Shows the bar in a notebook: one output that is updated in place, every 100 ms at most. */
export function notebookOutput(display: Display): ProgressOutput {
  const id = `progress-${++bars}`;
  let shown = false;
  return {
    interval: 100,
    async write(state) {
      const bundle = { "text/html": progressHtml(state), "text/plain": progressLine(state) };
      const update = shown;
      shown = true;
      await display(bundle, { raw: true, display_id: id, update });
    },
  };
}

/** Shows the bar in a terminal, in one line that is written over; elsewhere a line every 10 s. */
export function textOutput(sink: TextSink): ProgressOutput {
  const terminal = sink.isTerminal();
  return {
    interval: terminal ? 100 : 10_000,
    write(state) {
      const line = terminal
        ? `\r\x1b[2K${terminalBar(state)}${progressLine(state)}${state.ended ? "\n" : ""}`
        : `${progressLine(state)}\n`;
      let bytes = new TextEncoder().encode(line);
      while (bytes.length > 0) bytes = bytes.subarray(sink.writeSync(bytes));
    },
  };
}

function terminalBar(state: ProgressState): string {
  const part = share(state);
  if (part === undefined) return "";
  const cells = Math.round(20 * part);
  return `${"█".repeat(cells)}${"░".repeat(20 - cells)} `;
}

/** The notebook where there is one, else the standard error stream. */
export function defaultOutput(): ProgressOutput {
  const display = kernelDisplay();
  return display === undefined ? textOutput(Deno.stderr) : notebookOutput(display);
}

/** `Deno.jupyter` throws where no kernel runs. */
function kernelDisplay(): Display | undefined {
  try {
    const { display } = Deno.jupyter;
    return (bundle, options) => display(bundle, options);
  } catch {
    return undefined;
  }
}
