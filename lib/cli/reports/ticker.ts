/** Shows what is going on: on a terminal in one line that moves, else a line now and then. */
export interface Ticker {
  /** Says what is going on now. */
  update(note: string): void;
  /** Ends with a last word in place of the moving line. */
  end(note: string): void;
}

const encoder = new TextEncoder();
/** Milliseconds between two lines where there is no terminal. */
const PAUSE = 15_000;

/** Starts to show the seconds and notes of a piece of work on standard error. */
export function startTicker(label: string): Ticker {
  const terminal = Deno.stderr.isTerminal();
  const start = performance.now();
  let current = "";
  let shown = start;
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  const write = (text: string) => void Deno.stderr.writeSync(encoder.encode(text));
  const draw = () => terminal && write(`\r\x1b[K${label}: ${current} ${seconds()}`);
  const timer = terminal ? setInterval(draw, 500) : undefined;
  return {
    update(note) {
      current = note;
      if (terminal) draw();
      else if (performance.now() - shown > PAUSE) {
        shown = performance.now();
        write(`${label}: ${current} ${seconds()}\n`);
      }
    },
    end(note) {
      clearInterval(timer);
      write(`${terminal ? "\r\x1b[K" : ""}${label}: ${note}, ${seconds()}\n`);
    },
  };
}
