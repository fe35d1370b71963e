import { createHash } from "node:crypto";
import { join } from "node:path";
import { renderScene } from "../../datasets/mini/render.ts";
import { COLOURS } from "../../datasets/mini/colours.ts";
import { KINDS } from "../../datasets/mini/kinds.ts";
import { MATERIALS } from "../../datasets/mini/materials.ts";
import { sampleScene, type Scene } from "../../datasets/mini/scene.ts";
import { MINI_PIPELINE, preprocess } from "../../image/preprocess.ts";
import { Random } from "../../tensor/random.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../tensor/safetensors.ts";
import type { Progress } from "../../types.ts";

/** What a picture's labels are about, and the classes of each. */
export const LABELS = { kind: KINDS, material: MATERIALS, colour: COLOURS } as const;

/** One of the three labels. */
export type Label = "kind" | "material" | "colour";

/** Pictures of the generator with what they show, held in memory. */
export interface LabelledPictures {
  /** Number of pictures. */
  count: number;
  /** Side of a picture in pixels, `S`. */
  side: number;
  /** 8-bit RGB, `[count, S, S, 3]`. */
  pixels: Uint8Array;
  /** Class of each picture, as an index into `LABELS`. */
  labels: Record<Label, Int32Array>;
  /** Checksum of the generator's look; see {@linkcode generatorFingerprint}. */
  generator: string;
}

/** Pictures a file: a kill loses at most the files in the making. */
const SHARD = 500;

/** Longer sides of the rendered pictures, before they are reduced. */
export const RENDERED_SIDES = [160, 176, 192] as const;

/** What the picture `index` of a seed shows. */
export function sceneAt(seed: number, index: number): Scene {
  return sampleScene(new Random(seed).split(index).split("scene"));
}

/** Renders a run of pictures. */
export function renderPictures(
  { seed, first, count }: { seed: number; first: number; count: number },
): Pick<LabelledPictures, "pixels" | "labels"> {
  const size = MINI_PIPELINE.side ** 2 * 3;
  const pixels = new Uint8Array(count * size);
  const labels = emptyLabels(count);
  for (let i = 0; i < count; i++) {
    const scene = sceneAt(seed, first + i), random = new Random(seed).split(first + i);
    const maxSide = random.split("size").pick(RENDERED_SIDES);
    const picture = renderScene(scene, random.split("picture"), { maxSide });
    pixels.set(preprocess(picture, MINI_PIPELINE), i * size);
    labels.kind[i] = KINDS.indexOf(scene.kind);
    labels.material[i] = MATERIALS.indexOf(scene.material);
    labels.colour[i] = COLOURS.indexOf(scene.colour);
  }
  return { pixels, labels };
}

/**
 * Identifies the look of the generator by a few of its pictures, so that pictures which an older one
 * left behind are not taken for its own.
 */
export function generatorFingerprint(): string {
  const { pixels, labels } = renderPictures({ seed: 20_000_003, first: 0, count: 6 });
  const hash = createHash("sha256").update(pixels);
  for (const values of Object.values(labels)) hash.update(new Uint8Array(values.buffer));
  return hash.update(JSON.stringify(LABELS)).digest("hex").slice(0, 16);
}

/**
 * Makes the pictures of a seed, or reads those that are there already.
 *
 * They are rendered by workers and kept in files of 500 in `folder`, each complete or absent, so that a
 * broken-off run goes on where it was. The first pictures of a seed are the same however many are made.
 *
 * @param options.workers Number of workers; default 2.
 * @throws {DOMException} If `signal` says so.
 */
export async function pretrainingPictures(options: {
  folder: string;
  seed: number;
  count: number;
  workers?: number;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}): Promise<LabelledPictures> {
  const { folder, seed, count, workers = 2, onProgress, signal } = options;
  const generator = generatorFingerprint();
  const side = MINI_PIPELINE.side, size = side ** 2 * 3;
  const all: LabelledPictures = {
    count,
    side,
    pixels: new Uint8Array(count * size),
    labels: emptyLabels(count),
    generator,
  };
  let done = 0;
  const keep = (first: number, part: Pick<LabelledPictures, "pixels" | "labels">) => {
    const taken = Math.min(SHARD, count - first);
    all.pixels.set(part.pixels.subarray(0, taken * size), first * size);
    for (const label of labelNames()) {
      all.labels[label].set(part.labels[label].subarray(0, taken), first);
    }
    done += taken;
    onProgress?.({ done, total: count, unit: "pictures" });
  };
  const missing: number[] = [];
  for (let first = 0; first < count; first += SHARD) {
    const part = await readShard(shardPath(folder, seed, first), generator);
    if (part) keep(first, part);
    else missing.push(first);
  }
  await renderShards(missing, { seed, workers, signal }, async (first, part) => {
    await writeShard(shardPath(folder, seed, first), part, generator);
    keep(first, part);
  });
  return all;
}

function shardPath(folder: string, seed: number, first: number): string {
  return join(folder, `${seed}-${String(first).padStart(6, "0")}.safetensors`);
}

async function renderShards(
  firsts: number[],
  { seed, workers, signal }: { seed: number; workers: number; signal?: AbortSignal },
  keep: (first: number, part: Pick<LabelledPictures, "pixels" | "labels">) => Promise<void>,
): Promise<void> {
  const queue = [...firsts];
  const work = async () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      type: "module",
    });
    try {
      for (let first = queue.shift(); first !== undefined; first = queue.shift()) {
        signal?.throwIfAborted();
        await keep(first, await ask(worker, { seed, first, count: SHARD }));
      }
    } finally {
      worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, queue.length) }, work));
}

/** One question, one answer. */
function ask(
  worker: Worker,
  question: { seed: number; first: number; count: number },
): Promise<Pick<LabelledPictures, "pixels" | "labels">> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot render pictures: ${event.message}`));
    };
    worker.postMessage(question);
  });
}

async function readShard(
  path: string,
  generator: string,
): Promise<Pick<LabelledPictures, "pixels" | "labels"> | undefined> {
  const file = await readSafetensors(path).catch(() => undefined);
  if (file?.metadata.generator !== generator) return undefined;
  const labels = labelNames().map((name) => [name, file.tensors.get(name)!.data]);
  return {
    pixels: file.tensors.get("pixels")!.data as Uint8Array,
    labels: Object.fromEntries(labels),
  };
}

async function writeShard(
  path: string,
  { pixels, labels }: Pick<LabelledPictures, "pixels" | "labels">,
  generator: string,
): Promise<void> {
  const side = MINI_PIPELINE.side, count = labels.kind.length;
  await writeSafetensors(path, {
    tensors: new Map<string, StoredTensor>([
      ["pixels", { dtype: "U8", shape: [count, side, side, 3], data: pixels }],
      ...labelNames().map((name): [string, StoredTensor] => {
        return [name, { dtype: "I32", shape: [count], data: labels[name] }];
      }),
    ]),
    metadata: { generator },
  });
}

function labelNames(): Label[] {
  return Object.keys(LABELS) as Label[];
}

function emptyLabels(count: number): Record<Label, Int32Array> {
  return {
    kind: new Int32Array(count),
    material: new Int32Array(count),
    colour: new Int32Array(count),
  };
}
