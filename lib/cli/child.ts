/** Settings of a child process. */
export interface ChildOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Where its standard error goes: to ours (default), or line by line to a function. */
  onLine?: (line: string) => void;
}

/** How a child ended. */
export interface ChildStatus {
  code: number;
  /** The signal that this process got and passed on, if any. */
  signal?: "SIGINT" | "SIGTERM";
}

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
    // A terminal has sent INT to the whole group already, and a second one means "at once".
    const known = signal !== undefined || (name === "SIGINT" && Deno.stdin.isTerminal());
    signal ??= name;
    if (!known) child.kill(name);
  };
  const handlers = [["SIGINT", passOn("SIGINT")], ["SIGTERM", passOn("SIGTERM")]] as const;
  for (const [name, handler] of handlers) Deno.addSignalListener(name, handler);
  try {
    if (onLine) await eachLine(child.stderr, onLine);
    const { code } = await child.status;
    return { code, signal };
  } finally {
    for (const [name, handler] of handlers) Deno.removeSignalListener(name, handler);
  }
}

async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  }
  if (rest) onLine(rest);
}
