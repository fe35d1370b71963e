import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { writeFileAtomic, writeJson } from "../../io/write.ts";
import type { Progress } from "../../types.ts";
import { annotationsOf, type Counts, firstId, type Split, SPLITS, truthOf } from "./annotations.ts";
import { describe } from "./photograph.ts";
import type { Order, Report } from "./worker.ts";

/** Raised whenever the same seed gives other files. */
export const VERSION = 1;

/** Pictures a worker makes before it reports. */
const BATCH = 10;

/** What to generate and where. */
export interface MiniOptions {
  /** Receives `train/ val/ test/ annotations/ generator.json`. */
  folder: string;
  /** A whole number from 0; 1 if not given. */
  seed?: number;
  /** Pictures in each part; 3,000, 600 and 400 if not given. */
  counts?: Counts;
  /** Web workers that render side by side; 2 if not given. They do not change the result. */
  workers?: number;
  /** Told after each batch of ten pictures. */
  onProgress?: (progress: Progress) => void;
  /** Stops when the pictures in hand are written; the same call goes on from there. */
  signal?: AbortSignal;
}

/** What a finished data set says about itself, in its `generator.json`. */
export interface MiniInfo {
  /** Of the generator: another one draws other pictures. */
  version: number;
  /** What everything was drawn from. */
  seed: number;
  /** Pictures of each split. */
  counts: Counts;
}

/**
 * Generates the miniature data set: pictures, annotations in VizWiz's layout, and the truth about them.
 *
 * The same seed and counts give the same bytes with any number of workers. `generator.json` is written
 * last: a folder that has it is finished, and the call returns at once if it says the same seed and
 * counts. A generation that was interrupted goes on with the pictures that are missing.
 *
 * @throws {RangeError} If the seed, a count or the number of workers is out of range.
 * @throws {DOMException} If `signal` says so.
 * @throws {Error} If the folder holds a data set that was not generated.
 * @throws {Error} If a file cannot be written.
 */
export async function generateMini(options: MiniOptions): Promise<MiniInfo> {
  const { folder, seed = 1, counts = { train: 3000, val: 600, test: 400 }, workers = 2 } = options;
  const info: MiniInfo = {
    version: VERSION,
    seed,
    counts: { train: counts.train, val: counts.val, test: counts.test },
  };
  checkOptions(info, workers);
  const { onProgress = () => {} } = options, total = counts.train + counts.val + counts.test;
  const settings = JSON.stringify(info);
  if (await recorded(`${folder}/generator.json`) === settings) {
    onProgress({ done: total, total, unit: "pictures", note: "already there" });
    return info;
  }
  refuseForeign(folder);
  if (await recorded(`${folder}/generator.started.json`) !== settings) await clear(folder);
  await writeFileAtomic(`${folder}/generator.started.json`, settings);
  await removeParts(folder);
  const onDone = (done: number) => onProgress({ done, total, unit: "pictures" });
  await renderAll(folder, info, { workers, onDone, signal: options.signal });
  for (const split of SPLITS) await annotate(folder, split, info);
  await writeJson(`${folder}/generator.json`, info);
  await rm(`${folder}/generator.started.json`, { force: true });
  return info;
}

function checkOptions({ seed, counts }: MiniInfo, workers: number): void {
  const check = (good: boolean, requirement: string, value: unknown) => {
    if (!good) {
      throw new RangeError(
        `Cannot generate the data set: ${requirement}, current value is ${value}`,
      );
    }
  };
  check(
    Number.isSafeInteger(seed) && seed >= 0,
    "the seed must be a whole number from 0 to 2^53 - 1",
    seed,
  );
  for (const split of SPLITS) {
    const n = counts[split];
    check(
      Number.isInteger(n) && n >= 0 && n <= 1e6,
      `the count of "${split}" must be a whole number from 0 to 1000000`,
      n,
    );
  }
  check(firstId("test", counts) + counts.test > 0, "there must be at least one picture", 0);
  check(
    Number.isInteger(workers) && workers >= 1 && workers <= 64,
    "the workers must be from 1 to 64",
    workers,
  );
}

/** Refuses a folder with annotations that no generator has marked as its own: VizWiz's, for instance. */
function refuseForeign(folder: string): void {
  const has = (name: string) => existsSync(`${folder}/${name}`);
  const own = has("generator.json") || has("generator.started.json");
  const found = SPLITS.map((split) => `annotations/${split}.json`).find(has);
  if (own || found === undefined) return;
  throw new Error(
    `Cannot generate into "${folder}": it must be empty or hold an earlier generated set, ` +
      `current value is a data set of another origin ("${found}")`,
  );
}

/** The settings that a record file names, in their canonical form; nothing if there is no such file. */
async function recorded(path: string): Promise<string | undefined> {
  try {
    const { version, seed, counts } = JSON.parse(await readFile(path, "utf8"));
    return JSON.stringify({ version, seed, counts });
  } catch {
    return undefined;
  }
}

/** Removes what an earlier generation left, and only that; the mark of completeness first. */
async function clear(folder: string): Promise<void> {
  await rm(`${folder}/generator.json`, { force: true });
  for (const split of SPLITS) {
    for (const name of await readdir(`${folder}/${split}`).catch(() => [])) {
      if (/^Mini_\w+_\d{8}\.jpg/.test(name)) await rm(`${folder}/${split}/${name}`);
    }
    await rm(`${folder}/annotations/${split}.json`, { force: true });
    await rm(`${folder}/annotations/truth_${split}.json`, { force: true });
  }
}

/** Removes the half pictures that a kill has left. */
async function removeParts(folder: string): Promise<void> {
  for (const split of SPLITS) {
    for (const name of await readdir(`${folder}/${split}`).catch(() => [])) {
      if (/^Mini_\w+\.jpg\..+\.partial$/.test(name)) await rm(`${folder}/${split}/${name}`);
    }
  }
}

async function annotate(folder: string, split: Split, { seed, counts }: MiniInfo): Promise<void> {
  const pictures = Array.from({ length: counts[split] }, (_, i) => describe(seed, split, i));
  const path = `${folder}/annotations`;
  // A split without pictures has a folder too: the loader looks into it.
  await mkdir(`${folder}/${split}`, { recursive: true });
  await writeFileAtomic(
    `${path}/${split}.json`,
    JSON.stringify(annotationsOf(split, counts, pictures)) + "\n",
  );
  await writeFileAtomic(
    `${path}/truth_${split}.json`,
    JSON.stringify(truthOf(split, counts, pictures)) + "\n",
  );
}

/** Hands out batches to workers until all pictures are there, one fails, or the signal says stop. */
async function renderAll(
  folder: string,
  info: MiniInfo,
  { workers, onDone, signal }: {
    workers: number;
    onDone: (done: number) => void;
    signal?: AbortSignal;
  },
): Promise<void> {
  const orders = ordersOf(folder, info), failures: string[] = [];
  let next = 0, done = 0;
  const crew = Array.from(
    { length: Math.min(workers, orders.length) },
    () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    // A worker is never ended at its work: half a picture would stay behind.
    await Promise.all(crew.map((worker) =>
      new Promise<void>((resolve) => {
        const order = () => {
          const goesOn = next < orders.length && failures.length === 0 && !signal?.aborted;
          if (goesOn) worker.postMessage(orders[next++]);
          else resolve();
        };
        worker.onmessage = ({ data }: MessageEvent<Report>) => {
          if ("error" in data) failures.push(data.error);
          else onDone(done += data.done);
          order();
        };
        worker.onerror = (event) => {
          event.preventDefault();
          failures.push(`Cannot generate the data set: a worker failed, ${event.message}`);
          resolve();
        };
        order();
      })
    ));
  } finally {
    for (const worker of crew) worker.terminate();
  }
  if (failures.length > 0) throw new Error(failures[0]);
  signal?.throwIfAborted();
}

/** The work of all workers, in batches. */
function ordersOf(folder: string, { seed, counts }: MiniInfo): Order[] {
  const orders: Order[] = [];
  for (const split of SPLITS) {
    for (let i = 0; i < counts[split]; i += BATCH) {
      const length = Math.min(BATCH, counts[split] - i);
      orders.push({ folder, seed, split, indices: Array.from({ length }, (_, k) => i + k) });
    }
  }
  return orders;
}
