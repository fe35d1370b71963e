import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { Clip } from "../../encoders/clip.ts";
import { CLIP_VIT_B32, clipImageCost } from "../../encoders/clip_config.ts";
import { randomClipWeights, randomResnetWeights } from "../../encoders/random_weights.ts";
import { Resnet } from "../../encoders/resnet.ts";
import { planResnet, RESNET50, resnetCost } from "../../encoders/resnet_config.ts";
import type { FrozenEncoder } from "../../experiments/encoders.ts";
import { extractFeatures } from "../../experiments/extract.ts";
import { narrowed } from "../../experiments/narrowed.ts";
import { matMulRate } from "../../experiments/matmul_rate.ts";
import { executedOperations, Random, startTensors, tensor4d } from "../../tensor/mod.ts";
import type { Benchmark, Measured } from "./benchmark.ts";
import { featureErrors, readFeatures } from "./feature_errors.ts";

/** Images of a batch; batches that are timed, after some that are not; photographs. */
const BATCH = 32, TIMED = 6, WARM_UP = 2, PHOTOGRAPHS = 128;

/** The size of VizWiz's photographs, more or less. */
const SIZE = { width: 1224, height: 1632 } as const;

/** Images a second through the paper's two encoders, as a share of what a matrix product would allow. */
export const ENCODE: Benchmark = {
  about:
    `ResNet-50 and CLIP ViT-B/32 with random weights, batch ${BATCH}: the network alone, and from ` +
    `JPEG photographs of ${SIZE.width} × ${SIZE.height} to a feature store with grids`,
  async run(onProgress): Promise<Measured> {
    onProgress((await startTensors()).line);
    const folder = await mkdtemp(join(tmpdir(), "bench-encode-"));
    try {
      const photographs = await drawPhotographs(folder);
      const rows: Row[] = [];
      let bound = matMulRate();
      const errors: Record<string, number> = {};
      for (const { frozen, flops } of [clip(), resnet()]) {
        const { name } = frozen.encoder, wide = await readFeatures(frozen, BATCH);
        for (const precision of ["float32", "bfloat16"] as const) {
          const own = precision === "float32" ? frozen : narrowed(frozen);
          onProgress(`${name} in ${precision}, the network alone`);
          const alone = await measureNetwork(own);
          bound = Math.max(bound, matMulRate());
          onProgress(`${name} in ${precision}, from photographs`);
          const perSecond = await measureExtraction(own, { photographs, folder });
          bound = Math.max(bound, matMulRate());
          const which = { encoder: name, precision, flops };
          rows.push({ ...which, from: "pixels", ...alone });
          rows.push({ ...which, from: "photographs", perSecond });
        }
        Object.assign(errors, featureErrors(await readFeatures(frozen, BATCH), { wide, name }));
        frozen.encoder.dispose();
      }
      return {
        rows: rows.map(({ encoder, precision, from, flops, perSecond, operations }) => ({
          encoder,
          precision,
          from,
          "images/s": Number(perSecond.toFixed(1)),
          "GFLOP/s": Math.round(flops * perSecond / 1e9),
          "share of bound": Number((flops * perSecond / 1e9 / bound).toFixed(3)),
          "operations a batch": operations ?? "",
        })),
        facts: {
          "bound (32 bits), GFLOP/s": Math.round(bound),
          ...Object.fromEntries(
            rows.map((row) => [
              `bound of ${row.encoder}, images/s`,
              Number((bound * 1e9 / row.flops).toFixed(1)),
            ]),
          ),
          ...errors,
        },
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Row {
  encoder: string;
  precision: "float32" | "bfloat16";
  from: "pixels" | "photographs";
  flops: number;
  perSecond: number;
  operations?: number;
}

function clip(): { frozen: FrozenEncoder; flops: number } {
  const config = { ...CLIP_VIT_B32, text: undefined };
  const encoder = new Clip(config, randomClipWeights(config, { random: new Random(1) }));
  const { flops } = clipImageCost(config);
  return { frozen: { encoder, pipeline: config.pipeline, checksum: "random" }, flops };
}

function resnet(): { frozen: FrozenEncoder; flops: number } {
  const encoder = new Resnet(RESNET50, randomResnetWeights(RESNET50, { random: new Random(1) }));
  const { flops } = resnetCost(planResnet(RESNET50));
  return { frozen: { encoder, pipeline: RESNET50.pipeline, checksum: "random" }, flops };
}

/** Median time of whole batches, features read back, and operations of one. */
async function measureNetwork(
  { encoder }: FrozenEncoder,
): Promise<{ perSecond: number; operations: number }> {
  const random = new Random(2), side = encoder.imageSize;
  const pixels = Float32Array.from(
    { length: BATCH * side * side * 3 },
    () => random.uniform(-2, 2),
  );
  const times: number[] = [];
  let operations = 0;
  for (let i = 0; i < WARM_UP + TIMED; i++) {
    const started = performance.now(), before = executedOperations();
    const images = tensor4d(pixels, [BATCH, side, side, 3]);
    const { pooled, grid } = encoder.encode(images);
    await Promise.all([pooled.data(), grid.data()]);
    for (const each of [images, pooled, grid]) each.dispose();
    operations = executedOperations() - before;
    if (i >= WARM_UP) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { perSecond: 1000 * BATCH / times[TIMED / 2], operations };
}

/** The whole way from files to a store, as `deno task encode` goes it. */
async function measureExtraction(
  frozen: FrozenEncoder,
  { photographs, folder }: { photographs: string[]; folder: string },
): Promise<number> {
  const pictures = photographs.map((path, i) => ({ fileName: `${i}.jpg`, path }));
  const started = performance.now();
  await extractFeatures(pictures, {
    frozen,
    folder: join(folder, `${frozen.encoder.name}-${frozen.precision ?? "float32"}`),
    grid: true,
  });
  return 1000 * photographs.length / (performance.now() - started);
}

/** Photographs with as much detail as real ones, half a megabyte each; the same content under many names. */
async function drawPhotographs(folder: string): Promise<string[]> {
  const random = new Random(3), { width, height } = SIZE, coarse = 6;
  const noise = (w: number, h: number) =>
    sharp(Uint8Array.from({ length: w * h * 3 }, () => random.integer(256)), {
      raw: { width: w, height: h, channels: 3 },
    }).resize(width, height, { kernel: "cubic", fit: "fill" });
  const large = await noise(width >> coarse, height >> coarse).png().toBuffer();
  const fine = await noise(width >> 1, height >> 1).ensureAlpha(0.3).png().toBuffer();
  const bytes = await sharp(large).composite([{ input: fine }]).jpeg({ quality: 88 }).toBuffer();
  return await Promise.all(Array.from({ length: PHOTOGRAPHS }, async (_, i) => {
    const path = join(folder, `${i}.jpg`);
    await Deno.writeFile(path, bytes);
    return path;
  }));
}
