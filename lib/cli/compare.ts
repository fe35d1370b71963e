import { Command } from "commander";
import { join, relative } from "node:path";
import { type Comparison, runComparison } from "../experiments/comparison.ts";
import { openStudy } from "../experiments/study.ts";
import { ROOT } from "../setup/layout.ts";
import { startTensors } from "../tensor/mod.ts";
import { userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

/** Where the committed comparison is. */
const OUT = join(ROOT, "data", "mini", "records", "comparison");

/** The metric that the printed lines show. */
const METRIC = "CIDEr-D";

interface Options {
  seeds: number;
  images?: number;
  out?: string;
}

/** Trains one captioner on each encoder and seed, and prints how they differ. */
async function compareCommand({ seeds, images, out = OUT }: Options): Promise<void> {
  console.error((await startTensors()).line);
  const line = new ProgressLine();
  try {
    const comparison = await untilStopped(async (signal) => {
      const study = await openStudy("mini", {
        root: ROOT,
        images,
        onProgress: (progress) => line.show("pictures", progress),
        signal,
      });
      return await runComparison({
        study,
        root: ROOT,
        out,
        seeds: Array.from({ length: seeds }, (_, i) => i + 1),
        onProgress: (stage, progress) => line.show(stage, progress),
        signal,
      });
    }, "the same command goes on from here");
    line.end();
    print(comparison);
    console.log(`Written to ${relative(Deno.cwd(), out) || "."}`);
  } finally {
    line.end();
  }
}

function print({ models, pairs }: Comparison): void {
  const number = (value: number) => value.toFixed(3);
  console.log(`${METRIC} on the validation pictures, mean of the seeds, 95 % interval`);
  for (const { model, scores: { [METRIC]: { value, low, high } } } of models) {
    console.log(`  ${model.padEnd(44)} ${number(value)}  [${number(low)}, ${number(high)}]`);
  }
  console.log("Differences, and p of the trained models");
  for (const { first, second, differences: { [METRIC]: { value, low, high, p } } } of pairs) {
    console.log(
      `  ${`${first} − ${second}`.padEnd(44)} ${number(value)}  [${number(low)}, ${
        number(high)
      }]  p ${p < 0.001 ? "< 0.001" : number(p)}`,
    );
  }
}

await runProgram(
  new Command("deno task compare")
    .description(
      "Trains one captioner on each of the four miniature encoders and each seed, and compares them. " +
        "A stopped comparison goes on with the same command.",
    )
    .option("--seeds <n>", "training seeds, from 1 on", wholeNumber(1), 3)
    .option("--images <n>", "a smaller mini of so many pictures in all", wholeNumber(20))
    .option(
      "--out <folder>",
      "where records and captions go; default: data/mini/records/comparison",
      userPath,
    )
    .action(compareCommand),
);
