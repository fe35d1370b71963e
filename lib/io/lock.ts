import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does something while holding a lock that no other process, and no other caller in this one, holds.
 *
 * The lock is the operating system's, on a file: it ends with the process that holds it, however that ends.
 *
 * @param path The lock's file; removed afterwards.
 * @param options.signal Ends the waiting.
 */
export async function withLock<T>(
  path: string,
  { signal }: { signal?: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const file = await acquire(path, signal);
  try {
    return await work();
  } finally {
    // Removed while it is held: who waits sees that it waits for a file that is gone.
    await Deno.remove(path).catch(() => {});
    file.close();
  }
}

const POLL = 100; // milliseconds

async function acquire(path: string, signal?: AbortSignal): Promise<Deno.FsFile> {
  for (;;) {
    const file = await Deno.open(path, { create: true, write: true });
    try {
      while (!await file.tryLock(true)) {
        await sleep(POLL, undefined, { signal }).catch(() => {});
        signal?.throwIfAborted(); // with the caller's own reason
      }
      const [held, there] = [await file.stat(), await stat(path).catch(() => undefined)];
      if (there !== undefined && held.ino === there.ino) return file;
      file.close();
    } catch (error) {
      file.close();
      throw error;
    }
  }
}
