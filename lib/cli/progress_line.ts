import type { Progress } from "../types.ts";

/** Seconds between two lines where standard error is not a terminal. */
const EVERY = 10;

/**
 * Shows progress on standard error: one line that is rewritten on a terminal, plain lines every ten
 * seconds elsewhere.
 */
export class ProgressLine {
  #terminal = Deno.stderr.isTerminal();
  #stage = "";
  #started = 0;
  #startedAt = 0;
  #shown = -Infinity;
  #open = false;

  /** Shows how far a stage is; the time left is reckoned from the pace of this run. */
  show(stage: string, progress: Progress): void {
    const now = performance.now() / 1000;
    if (stage !== this.#stage) {
      this.end();
      this.#stage = stage;
      this.#started = now;
      this.#startedAt = progress.done;
      this.#shown = -Infinity;
    }
    if (progress.warning) {
      this.end();
      this.#write(`${stage}: ${progress.warning}\n`);
    }
    const last = progress.done === progress.total;
    if (!last && now - this.#shown < (this.#terminal ? 0.1 : EVERY)) return;
    this.#shown = now;
    const text = describe(stage, progress, this.#secondsLeft(progress, now));
    this.#write(this.#terminal ? `\r\x1b[2K${text}` : `${text}\n`);
    this.#open = this.#terminal;
  }

  /** Ends the line, so that other output starts on a new one. */
  end(): void {
    if (this.#open) this.#write("\n");
    this.#open = false;
  }

  #secondsLeft({ done, total }: Progress, now: number): number | undefined {
    const made = done - this.#startedAt;
    if (made <= 0 || done >= total) return undefined;
    return (total - done) * (now - this.#started) / made;
  }

  #write(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  }
}

function describe(stage: string, progress: Progress, left: number | undefined): string {
  const { done, total, unit, note } = progress;
  const parts = [`${stage}: ${done}${total > 0 ? ` of ${total}` : ""} ${unit}`];
  if (note) parts.push(note);
  if (left !== undefined) parts.push(`${Math.ceil(left)} s left`);
  return parts.join(", ");
}
