import { Batches, type CaptionPair } from "../../datasets/batches.ts";
import { LstmDecoder } from "../../decoders/lstm.ts";
import { matMulRate } from "../../experiments/matmul_rate.ts";
import { adam } from "../../optim/mod.ts";
import {
  executedOperations,
  liveHandles,
  Random,
  startTensors,
  tensor2d,
  zeros,
} from "../../tensor/mod.ts";
import { train } from "../../training/train.ts";
import type { Benchmark, Measured } from "./benchmark.ts";

/** The decoder that is measured: the published widths, a vocabulary of VizWiz's size. */
const SHAPE = { V: 8000, E: 512, H: 512, F: 2048, T: 20 } as const;

/** Updates that are timed, after some that are not: the first ones also fill caches and pools. */
const TIMED = 5, WARM_UP = 3;

/**
 * Operations of one caption's training, a multiplication and an addition each counted as one: three times
 * those of `T` steps of the LSTM and of the output layer. The image's step is not counted.
 */
function flopsPerCaption({ V, E, H, T }: typeof SHAPE): number {
  return 3 * T * (2 * 4 * H * (E + H) + 2 * H * V);
}

/** Captions a second in training, as a share of what a matrix product would allow. */
export const TRAIN: Benchmark = {
  about: "one update of the LSTM captioner (1 layer, widths 512, vocabulary 8,000, T = 20)",
  async run(onProgress): Promise<Measured> {
    onProgress((await startTensors()).line);
    const flops = flopsPerCaption(SHAPE);
    const measured: ({ batch: number } & Awaited<ReturnType<typeof measure>>)[] = [];
    let bound = matMulRate();
    for (const batch of [64, 128]) {
      onProgress(`batch ${batch}`);
      measured.push({ batch, ...await measure(batch) });
      // The machine may have been busy before: the bound is the best of all measurements.
      bound = Math.max(bound, matMulRate());
    }
    return {
      rows: measured.map(({ batch, seconds, operations, left }) => {
        const perSecond = batch / seconds, gflops = flops * perSecond / 1e9;
        return {
          batch,
          "ms/update": Number((1000 * seconds).toFixed(1)),
          "captions/s": Math.round(perSecond),
          "GFLOP/s": Math.round(gflops),
          "share of bound": Number((gflops / bound).toFixed(3)),
          operations,
          "tensors left": left,
        };
      }),
      facts: {
        "MFLOP a caption": Math.round(flops / 1e6),
        "bound, GFLOP/s": Math.round(bound),
        "bound, captions/s": Math.round(bound * 1e9 / flops),
      },
    };
  },
};

/** Median time, operations and tensors left of whole updates, by the loop that trains for real. */
async function measure(
  batchSize: number,
): Promise<{ seconds: number; operations: number; left: number }> {
  const random = new Random(1), { V, E, H, F, T } = SHAPE;
  const decoder = new LstmDecoder(
    {
      vocabularySize: V,
      featureWidth: F,
      embeddingWidth: E,
      hiddenWidth: H,
      layers: 1,
      dropout: 0,
    },
    random,
  );
  const pairs = Array.from({ length: batchSize }, (_, imageId): CaptionPair => ({
    imageId,
    tokens: Array.from({ length: T - 1 }, () => 4 + random.integer(V - 4)),
  }));
  const pooled = Float32Array.from({ length: batchSize * F }, () => random.uniform(0, 1));
  const times: number[] = [], operations: number[] = [], left: number[] = [];
  await train(decoder, {
    optimizer: adam(1e-3),
    batches: new Batches(pairs, { batchSize, maximumLength: T }),
    features: () => {
      times.push(performance.now());
      operations.push(executedOperations());
      left.push(liveHandles());
      return { pooled: tensor2d(pooled, [batchSize, F]), grid: zeros([batchSize, 0, F]) };
    },
    updates: WARM_UP + TIMED + 1,
    evaluateEvery: WARM_UP + TIMED + 1,
    evaluate: () => Promise.resolve({ loss: 0, score: 0 }),
    random,
  });
  decoder.dispose();
  const timed = times.slice(WARM_UP + 1).map((time, i) => time - times[WARM_UP + i]);
  timed.sort((a, b) => a - b);
  return {
    seconds: timed[Math.floor(TIMED / 2)] / 1000,
    operations: operations.at(-1)! - operations.at(-2)!,
    left: left.at(-1)! - left.at(-2)!,
  };
}
