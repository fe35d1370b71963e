import { Stopped } from "./program.ts";

/**
 * Runs work that INT, TERM and USR1 ask to stop: the work puts its affairs in order and the command ends
 * with the status for that.
 *
 * @param goOn What the user is told about going on.
 * @throws {Stopped} If a signal has stopped it.
 */
export async function untilStopped<T>(
  work: (signal: AbortSignal) => Promise<T>,
  goOn = "the same command goes on from here",
): Promise<T> {
  const stop = new AbortController(), abort = () => stop.abort();
  const names = ["SIGINT", "SIGTERM", "SIGUSR1"] as const;
  for (const name of names) Deno.addSignalListener(name, abort);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) throw new Stopped(`Stopped; ${goOn}`);
    throw error;
  } finally {
    for (const name of names) Deno.removeSignalListener(name, abort);
  }
}
