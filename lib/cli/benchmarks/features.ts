import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { FeatureStore } from "../../datasets/feature_store.ts";
import type { RowPlace } from "../../datasets/grid_reader.ts";
import type { FrozenEncoder } from "../../experiments/encoders.ts";
import { extractFeatures } from "../../experiments/extract.ts";
import { CLIP_PIPELINE } from "../../image/preprocess.ts";
import { ROOT } from "../../setup/layout.ts";
import { matMul, mean, Random, reshape, startTensors, tensor } from "../../tensor/mod.ts";
import type { Benchmark, Measured } from "./benchmark.ts";

/** Pictures of each extraction. */
const SIZES = [1_000, 10_000, 40_000] as const;

/** The features of CLIP ViT-B/32: pooled width, positions and width of the grid. */
const F = 512, P = 49, G = 768;

/** VizWiz's pictures, which the size on disk is stated for. */
const VIZWIZ = 39_181;

/** Rows of a random batch; batches that are timed, after some that are not. */
const BATCH = 128, TIMED = 100, WARM_UP = 10;

/** The feature store at full size: memory and disk of an extraction, then reading at random. */
export const FEATURES: Benchmark = {
  about:
    `a feature store of ${SIZES.at(-1)} pictures with grids of ${P} × ${G}, made by the real ` +
    "extraction around a cheap encoder and then read at random; needs 3.1 GB of disk",
  async run(onProgress): Promise<Measured> {
    onProgress((await startTensors()).line);
    const folder = join(ROOT, "runs", "bench", "features");
    await rm(folder, { recursive: true, force: true }); // what a run that was killed has left
    try {
      const path = await drawPicture(folder), frozen = cheapEncoder();
      const rows: Measured["rows"] = [];
      for (const count of SIZES) {
        onProgress(`${count} pictures`);
        const store = join(folder, String(count));
        rows.push(await measureExtraction(frozen, { path, count, store }));
        if (count !== SIZES.at(-1)) await rm(store, { recursive: true });
      }
      onProgress("random batches");
      const reading = await measureReading(
        await FeatureStore.open(join(folder, `${SIZES.at(-1)}`)),
      );
      const bytes = Number(rows.at(-1)!["bytes a picture"]);
      return {
        rows,
        facts: {
          [`GB of ${VIZWIZ} pictures`]: Number((bytes * VIZWIZ / 1e9).toFixed(3)),
          ...reading,
        },
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Features of the real widths that depend on the picture, at no cost worth mentioning. */
function cheapEncoder(): FrozenEncoder {
  const random = new Random(1);
  const weights = (width: number) =>
    tensor(Float32Array.from({ length: 3 * width }, () => random.uniform(-1, 1)), [3, width]);
  const toPooled = weights(F), toGrid = weights(P * G);
  return {
    encoder: {
      name: "cheap",
      imageSize: CLIP_PIPELINE.side,
      encode(images) {
        const colours = mean(images, [1, 2]);
        const grid = reshape(matMul(colours, toGrid), [images.shape[0], P, G]);
        return { pooled: matMul(colours, toPooled), grid };
      },
      dispose() {},
    },
    pipeline: CLIP_PIPELINE,
    checksum: "random",
  };
}

/** One small picture: many names of it are read and decoded like as many pictures. */
async function drawPicture(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "picture.jpg"), side = CLIP_PIPELINE.side;
  await sharp({ create: { width: side, height: side, channels: 3, background: "teal" } })
    .jpeg().toFile(path);
  return path;
}

/** Time, the highest memory after any batch, and size on disk. */
async function measureExtraction(
  frozen: FrozenEncoder,
  { path, count, store }: { path: string; count: number; store: string },
): Promise<Measured["rows"][number]> {
  const pictures = Array.from({ length: count }, (_, id) => ({
    id,
    fileName: `VizWiz_train_${String(id).padStart(8, "0")}.jpg`,
    path,
  }));
  const started = performance.now();
  let peak = 0;
  const onProgress = () => {
    peak = Math.max(peak, Deno.memoryUsage().rss);
  };
  await extractFeatures(pictures, { frozen, folder: store, grid: true, onProgress });
  const seconds = (performance.now() - started) / 1000;
  return {
    pictures: count,
    seconds: Number(seconds.toFixed(1)),
    "pictures/s": Math.round(count / seconds),
    "peak MB resident": Math.round(peak / 1e6),
    "bytes a picture": Math.round(await folderSize(store) / count),
  };
}

async function folderSize(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

/** Grids a second in random batches, as stored and widened, all files in the system's memory. */
async function measureReading(store: FeatureStore): Promise<Measured["facts"]> {
  const reader = await store.openGrids(), random = new Random(2);
  const places = store.placesOf(store.pictures.map(({ id }) => id!));
  const batch = () => Array.from({ length: BATCH }, () => places[random.integer(places.length)]);
  try {
    const out = reader.raw(places.slice(0, BATCH)), wide = reader.widened(places.slice(0, BATCH));
    for (let i = 0; i + BATCH <= places.length; i += BATCH) {
      reader.raw(places.slice(i, i + BATCH), out);
    }
    return {
      [`random batches of ${BATCH}, 16-bit grids/s`]: rate(batch, (each) => reader.raw(each, out)),
      [`random batches of ${BATCH}, widened grids/s`]: rate(
        batch,
        (each) => reader.widened(each, wide),
      ),
    };
  } finally {
    reader.close();
  }
}

/** Rows a second, by the median time of a batch. */
function rate(batch: () => RowPlace[], read: (places: RowPlace[]) => void): number {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + TIMED; i++) {
    const places = batch(), started = performance.now();
    read(places);
    if (i >= WARM_UP) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return Math.round(1000 * BATCH / times[TIMED / 2]);
}
