import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { descendants } from "../../lib/cli/child.ts";

/** A running JupyterLab; `await using` ends it. */
export interface Lab extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  url: string;
  /** What a request must know. */
  token: string;
  /** What it has printed so far. */
  log(): string;
  /**
   * Ends it as Control-C does.
   *
   * @returns Its processes that did not end with it, kernels for instance; they are killed.
   */
  stop(): Promise<number[]>;
}

/** Seconds in which it must answer, and in which it must end. */
const PATIENCE = 120;

/**
 * Starts what `deno task lab` starts for the project in `root`, on a free port of this machine only.
 *
 * @param env What the kernels get besides.
 * @throws {Error} If it does not answer; its last lines are in the message.
 */
export async function startLab(root: string, env: Record<string, string>): Promise<Lab> {
  const port = freePort(), token = crypto.randomUUID(), url = `http://127.0.0.1:${port}`;
  const temporary = join(root, "runs", "temporary");
  mkdirSync(temporary, { recursive: true });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "lib/cli/lab.ts", "--", "--no-browser", `--port=${port}`],
      // A port that was taken in the meantime is an error; nobody is there to confirm the end.
      ...["--ServerApp.port_retries=0", "--ServerApp.answer_yes=True"],
    ],
    cwd: root,
    // Its list of trusted notebooks and its settings are the copy's own, too.
    env: {
      ...env,
      JUPYTER_TOKEN: token,
      JUPYTER_DATA_DIR: join(temporary, "jupyter"),
      TMPDIR: temporary,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let log = "", ended = false;
  const reading = child.stderr.pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write: (text) => void (log += text) }));
  const status = child.status.finally(() => ended = true);
  const stop = async () => {
    if (ended) return [];
    const pids = descendants(child.pid);
    child.kill("SIGTERM");
    for (let i = 0; i < PATIENCE && (!ended || pids.some(isAlive)); i++) await sleep(1000);
    const left = pids.filter(isAlive);
    for (const pid of left) Deno.kill(pid, "SIGKILL");
    if (!ended) child.kill("SIGKILL");
    await Promise.all([status, reading]);
    return left;
  };
  for (let i = 0; i < PATIENCE && !ended; i++) {
    if (await answers(`${url}/api/status?token=${token}`)) {
      return {
        url,
        token,
        log: () => log,
        stop,
        [Symbol.asyncDispose]: async () => void await stop(),
      };
    }
    await sleep(1000);
  }
  await stop();
  throw new Error(`Cannot start JupyterLab: ${log.trim().split("\n").slice(-8).join("\n")}`);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 is what Node sends to see who is there.
    return Boolean(process.kill(pid, 0));
  } catch {
    return false;
  }
}
