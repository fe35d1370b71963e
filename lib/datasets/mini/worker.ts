import { access } from "node:fs/promises";
import { writeFileAtomic } from "../../io/write.ts";
import { fileName, type Split } from "./annotations.ts";
import { photograph } from "./photograph.ts";

/** A request for some pictures of a part. */
export interface Order {
  folder: string;
  seed: number;
  split: Split;
  indices: readonly number[];
}

/** What a worker reports: pictures finished since the last message, or what went wrong. */
export type Report = { done: number } | { error: string };

/** Files being written while the next picture is rendered. */
const IN_FLIGHT = 8;

const self = globalThis as unknown as {
  onmessage: (event: { data: Order }) => void;
  postMessage(report: Report): void;
};

/** Makes the pictures of an order that are not there yet. */
async function fulfil({ folder, seed, split, indices }: Order): Promise<void> {
  let failure: unknown;
  const writing = new Set<Promise<void>>();
  for (const index of indices) {
    const path = `${folder}/${split}/${fileName(split, index)}`;
    if (!await exists(path)) {
      const bytes = await photograph(seed, split, index);
      const write = writeFileAtomic(path, bytes).catch((error) => void (failure ??= error))
        .finally(() => writing.delete(write));
      writing.add(write);
      if (writing.size >= IN_FLIGHT) await Promise.race(writing);
      if (failure !== undefined) break;
    }
  }
  // Also after a failure: a worker that ends at its work would leave half a picture behind.
  await Promise.all(writing);
  if (failure !== undefined) throw failure;
  self.postMessage({ done: indices.length });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

self.onmessage = async ({ data }) => {
  try {
    await fulfil(data);
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
