import { Batches, type CaptionPair } from "../../datasets/batches.ts";
import { matMulRate } from "../../experiments/matmul_rate.ts";
import { adam } from "../../optim/mod.ts";
import {
  executedOperations,
  liveHandles,
  type Precision,
  Random,
  startTensors,
  tensor2d,
  tensor3d,
} from "../../tensor/mod.ts";
import { train } from "../../training/train.ts";
import type { Benchmark, Measured } from "./benchmark.ts";
import { SHAPE, TRAIN_CASES, type TrainCase } from "./train_cases.ts";
import { type Slips, slips } from "./train_errors.ts";

/** Updates that are timed, after some that are not: the first ones also fill caches and pools. */
const TIMED = 5, WARM_UP = 3;

/** Captions a second in training, as a share of what a matrix product would allow. */
export const TRAIN: Benchmark = {
  about: "one update of each captioner (widths 512, vocabulary 8,000, grid 49 × 768, T = 20)",
  async run(onProgress): Promise<Measured> {
    onProgress((await startTensors()).line);
    const measured: { how: How; update: Update; errors: Slips }[] = [];
    let bound = matMulRate();
    for (const how of allWays()) {
      const { subject, precision, batch } = how;
      onProgress(`${subject.name}, ${precision}, batch ${batch}`);
      const errors = await slips(subject, { precision, batch });
      measured.push({ how, update: await measure(how), errors });
      // The machine may have been busy before: the bound is the best of all measurements.
      bound = Math.max(bound, matMulRate());
    }
    return {
      rows: measured.map(
        ({ how: { subject: { name, flops }, precision, batch }, update, errors }) => {
          const perSecond = batch / update.seconds, gflops = flops * perSecond / 1e9;
          return {
            decoder: name,
            precision,
            batch,
            "ms/update": Number((1000 * update.seconds).toFixed(1)),
            "captions/s": Math.round(perSecond),
            "GFLOP/s": Math.round(gflops),
            "share of bound": Number((gflops / bound).toFixed(3)),
            operations: update.operations,
            "tensors left": update.left,
            "error of loss": errors.loss,
            "of gradients": errors.gradients,
          };
        },
      ),
      facts: {
        ...Object.fromEntries(
          TRAIN_CASES.map((
            { name, flops },
          ) => [`MFLOP a caption, ${name}`, Math.round(flops / 1e6)]),
        ),
        "bound in float32, GFLOP/s": Math.round(bound),
      },
    };
  },
};

/** What is measured: a line of the table. */
interface How {
  subject: TrainCase;
  precision: Precision;
  batch: number;
}

function allWays(): How[] {
  return TRAIN_CASES.flatMap((subject) =>
    subject.precisions.flatMap((precision) =>
      [64, 128].map((batch) => ({ subject, precision, batch }))
    )
  );
}

/** One update by the loop that trains for real: median time, operations, tensors left. */
interface Update {
  seconds: number;
  operations: number;
  left: number;
}

async function measure({ subject, precision, batch: batchSize }: How): Promise<Update> {
  const random = new Random(1), { V, F, P, G, T } = SHAPE;
  const decoder = subject.make(random, precision);
  const pairs = Array.from({ length: batchSize }, (_, imageId): CaptionPair => ({
    imageId,
    tokens: Array.from({ length: T - 1 }, () => 4 + random.integer(V - 4)),
  }));
  const draw = (length: number) => Float32Array.from({ length }, () => random.uniform(0, 1));
  const pooled = draw(batchSize * F), grid = draw(batchSize * P * G);
  const times: number[] = [], operations: number[] = [], left: number[] = [];
  await train(decoder, {
    optimizer: adam(1e-3),
    batches: new Batches(pairs, { batchSize, maximumLength: T }),
    features: () => {
      times.push(performance.now());
      operations.push(executedOperations());
      left.push(liveHandles());
      return {
        pooled: tensor2d(pooled, [batchSize, F]),
        grid: tensor3d(grid, [batchSize, P, G]),
      };
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
