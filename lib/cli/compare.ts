import { Argument, Command } from "commander";
import { join, relative } from "node:path";
import {
  type Comparison,
  type ComparisonOptions,
  runComparison,
} from "../experiments/comparison.ts";
import { runDecoderComparison } from "../experiments/decoder_comparison.ts";
import { type Replay, runReplay } from "../experiments/replay/replay.ts";
import { compareRotation } from "../experiments/rotation/compare_rotation.ts";
import type { RotationComparison } from "../experiments/rotation/rotation_record.ts";
import { ROTATION_METRICS } from "../experiments/rotation/rotation_slices.ts";
import { openStudy } from "../experiments/study.ts";
import { ROOT } from "../setup/layout.ts";
import type { Interval } from "../statistics/bootstrap.ts";
import type { Difference } from "../statistics/paired_differences.ts";
import { startTensors } from "../tensor/mod.ts";
import type { Progress } from "../types.ts";
import { userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

/** What is compared, and where the committed records are. */
const RECORDS = {
  encoders: "comparison",
  decoders: "decoders",
  replay: "replay",
  rotation: "rotation",
} as const;

/** What can be compared. */
type Compared = keyof typeof RECORDS;

/** The metric that the printed lines show. */
const METRIC = "CIDEr-D";

interface Options {
  seeds: number;
  images?: number;
  out?: string;
}

/** Trains captioners that differ in one thing, from each seed, and prints how their captions differ. */
async function compareCommand(what: Compared, { seeds, images, out }: Options): Promise<void> {
  console.error((await startTensors()).line);
  const line = new ProgressLine();
  const folder = out ?? join(ROOT, "data", "mini", "records", RECORDS[what]);
  try {
    const show = await untilStopped(async (signal) => {
      const study = await openStudy("mini", {
        root: ROOT,
        images,
        onProgress: (progress) => line.show("pictures", progress),
        signal,
      });
      const options = {
        study,
        root: ROOT,
        out: folder,
        seeds: Array.from({ length: seeds }, (_, i) => i + 1),
        onProgress: (stage: string, progress: Progress) => line.show(stage, progress),
        signal,
      };
      return await COMPARISONS[what](options);
    }, "the same command goes on from here");
    line.end();
    show();
    console.log(`Written to ${relative(Deno.cwd(), folder) || "."}`);
  } finally {
    line.end();
  }
}

/** Runs a comparison and gives what prints it. */
const COMPARISONS: Readonly<
  Record<Compared, (options: ComparisonOptions) => Promise<() => void>>
> = {
  async encoders(options) {
    const compared = await runComparison(options);
    return () => print(compared);
  },
  async decoders(options) {
    const compared = await runDecoderComparison(options);
    return () => print(compared);
  },
  async replay(options) {
    const replayed = await runReplay(options);
    return () => printReplay(replayed);
  },
  async rotation(options) {
    const compared = await compareRotation(options);
    return () => printRotation(compared);
  },
};

const number = (value: number) => value.toFixed(3);

/** A line of a name, a value and its interval, and p where it is a difference. */
function row(name: string, { value, low, high, p }: Interval & Partial<Difference>): string {
  const chance = p === undefined ? "" : `  p ${p < 0.001 ? "< 0.001" : number(p)}`;
  return `  ${name.padEnd(44)} ${number(value)}  [${number(low)}, ${number(high)}]${chance}`;
}

function print({ models, pairs }: Comparison): void {
  console.log(`${METRIC} on the validation pictures, mean of the seeds, 95 % interval`);
  for (const { model, scores } of models) console.log(row(model, scores[METRIC]));
  console.log("Differences, and p of the trained models");
  for (const { first, second, differences } of pairs) {
    console.log(row(`${first} − ${second}`, differences[METRIC]));
  }
}

function printReplay({ rows }: Replay): void {
  console.log(`${METRIC} on the validation pictures, mean of the seeds, 95 % interval`);
  for (const { model, switched, scores } of rows) {
    console.log(row(`${model}, ${switched}`, scores[METRIC]));
  }
  console.log("Differences to the same model without faults, and p");
  for (const { model, switched, differences } of rows) {
    if (differences !== undefined) console.log(row(`${model}, ${switched}`, differences[METRIC]));
  }
}

function printRotation({ models }: RotationComparison): void {
  for (const { model, encoder, head, conditions, pairs } of models) {
    console.log(`${model}: how often the head of ${encoder} is right, 95 % interval`);
    for (const { share, pictures, ...interval } of head.shares) {
      console.log(row(`${share} (${pictures})`, interval));
    }
    for (const metric of ROTATION_METRICS) {
      console.log(
        `${model}: ${metric} on the validation pictures, mean of the seeds, 95 % interval`,
      );
      for (const { condition, slices } of conditions) {
        for (const { slice, pictures, scores } of slices) {
          console.log(row(`${condition}, ${slice} (${pictures})`, scores[metric]));
        }
      }
      console.log("Differences, and p of the trained models");
      for (const { first, second, slices } of pairs) {
        for (const { slice, scores } of slices) {
          console.log(row(`${first} − ${second}, ${slice}`, scores[metric]));
        }
      }
    }
  }
}

await runProgram(
  new Command("deno task compare")
    .description(
      "Trains captioners that differ in one thing, from each seed, and compares their captions: on each of " +
        "the four miniature encoders; with each decoder, objective and search; with each fault of the " +
        "published code; with and without turning pictures upright before they are encoded. A stopped " +
        "comparison goes on with the same command.",
    )
    .addArgument(
      new Argument("[what]", "what they differ in").choices(Object.keys(RECORDS)).default(
        "encoders",
      ),
    )
    .option("--seeds <n>", "training seeds, from 1 on", wholeNumber(1), 3)
    .option("--images <n>", "a smaller mini of so many pictures in all", wholeNumber(20))
    .option(
      "--out <folder>",
      "where records and captions go; default: one under data/mini/records",
      userPath,
    )
    .action(compareCommand),
);
