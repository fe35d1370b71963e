import { loadBatch, type LoadedBatch } from "./load_batch.ts";
import type { Pipeline } from "./preprocess.ts";

/** Pictures that a worker is to load. */
export interface Order {
  paths: readonly string[];
  pipeline: Pipeline;
}

/** What came of an order. */
export type Report = { batch: LoadedBatch } | { error: string };

const self = globalThis as unknown as {
  onmessage: (event: { data: Order }) => void;
  postMessage(report: Report, transfer?: Transferable[]): void;
};

self.onmessage = async ({ data: { paths, pipeline } }) => {
  try {
    const batch = await loadBatch(paths, pipeline);
    self.postMessage({ batch }, [batch.pixels.buffer as ArrayBuffer]);
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
