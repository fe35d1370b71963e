import type { LoadedBatch } from "./load_batch.ts";
import type { Order, Report } from "./load_worker.ts";
import type { Pipeline } from "./preprocess.ts";

/**
 * Loads batches of pictures in a worker, one after the other, so that a network can run meanwhile: what
 * `loadBatch` gives, to the byte.
 *
 * Memory holds the batches that were asked for and not taken yet: ask for few ahead.
 *
 * @example
 * ```ts
 * import { BatchLoader, MINI_PIPELINE } from "#lib/image";
 * import assert from "node:assert/strict";
 *
 * const loader = new BatchLoader(MINI_PIPELINE);
 * const { skipped: [{ reason }] } = await loader.load(["no-such.jpg"]);
 * assert.equal(reason, 'Cannot read "no-such.jpg": there is no such file');
 * loader.close();
 * ```
 */
export class BatchLoader {
  readonly #pipeline: Pipeline;
  readonly #worker: Worker;
  #last: Promise<unknown> = Promise.resolve();

  /** Starts the worker; {@linkcode BatchLoader.close} ends it. */
  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#worker = new Worker(new URL("./load_worker.ts", import.meta.url), { type: "module" });
  }

  /** Loads pictures, after those that were asked for before. */
  load(paths: readonly string[]): Promise<LoadedBatch> {
    const loaded = this.#last.then(() => this.#ask({ paths, pipeline: this.#pipeline }));
    this.#last = loaded.catch(() => {});
    return loaded;
  }

  /** Ends the worker, also in the middle of its work: it only reads. */
  close(): void {
    this.#worker.terminate();
  }

  #ask(order: Order): Promise<LoadedBatch> {
    const { promise, resolve, reject } = Promise.withResolvers<LoadedBatch>();
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) =>
      "batch" in data ? resolve(data.batch) : reject(new Error(data.error));
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot load pictures: ${event.message}`));
    };
    this.#worker.postMessage(order);
    return promise;
  }
}
