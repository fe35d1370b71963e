/** Settings of a child process. */
export interface ChildOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Where its standard error goes: to ours (default), or line by line to a function. */
  onLine?: (line: string) => void;
  /** Whether a signal also ends what the child has started, which may not end by itself. */
  wholeTree?: boolean;
}

/** How a child ended. */
export interface ChildStatus {
  code: number;
  /** The signal that this process got and passed on, if any. */
  signal?: "SIGINT" | "SIGTERM";
}

/** Milliseconds in which the last lines of a child that has ended must have come. */
const LAST_WORDS = 500;

/** Runs a program to its end, passing the signals INT and TERM on to it. */
export async function runChild(
  program: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<ChildStatus> {
  const { onLine, cwd, env } = options;
  const child = new Deno.Command(program, {
    args: [...args],
    cwd,
    env,
    stdin: "inherit",
    stdout: onLine ? "null" : "inherit",
    stderr: onLine ? "piped" : "inherit",
  }).spawn();
  let signal: ChildStatus["signal"];
  const passOn = (name: "SIGINT" | "SIGTERM") => () => {
    // A terminal has sent INT to the whole group already, and a second one would mean "at once".
    const known = signal !== undefined || (name === "SIGINT" && Deno.stdin.isTerminal());
    signal ??= name;
    if (options.wholeTree) { for (const pid of descendants(child.pid)) kill(pid, "SIGTERM"); }
    if (!known) kill(child.pid, name);
  };
  const handlers = [["SIGINT", passOn("SIGINT")], ["SIGTERM", passOn("SIGTERM")]] as const;
  for (const [name, handler] of handlers) Deno.addSignalListener(name, handler);
  try {
    if (onLine) await eachLine(child.stderr, child.status, onLine);
    return { code: (await child.status).code, signal };
  } finally {
    for (const [name, handler] of handlers) Deno.removeSignalListener(name, handler);
  }
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof TypeError)) throw error;
  }
}

/** The processes that a process has started, and theirs. */
export function descendants(root: number): number[] {
  const { stdout } = new Deno.Command("ps", { args: ["-Ao", "pid=,ppid="], stderr: "null" })
    .outputSync();
  const rows = new TextDecoder().decode(stdout).trim().split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const parent of found) {
    for (const [pid, ppid] of rows) if (ppid === parent) found.push(pid);
  }
  return found.slice(1);
}

/** Reads to the end of the stream or of the child: its own children may keep the stream open. */
async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  status: Promise<unknown>,
  onLine: (line: string) => void,
): Promise<void> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  status.then(() => timer = setTimeout(() => reader.cancel(), LAST_WORDS));
  let rest = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const lines = (rest + chunk.value).split("\n");
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  }
  if (rest) onLine(rest);
  await status;
  clearTimeout(timer);
}
