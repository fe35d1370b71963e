import { Command, Option } from "commander";
import { relative } from "node:path";
import {
  EXPERIMENTS,
  type Settings,
  settingsFor,
  withOverrides,
} from "../experiments/experiment.ts";
import { type Material, prepareMaterial } from "../experiments/material.ts";
import { isUnfinished, type Run, runExperiment } from "../experiments/run.ts";
import { openStudy, scaleOf } from "../experiments/study.ts";
import { ROOT } from "../setup/layout.ts";
import { startTensors } from "../tensor/mod.ts";
import { gather, imagesOption, readBy, studyOption, userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

interface Options {
  experiment: string;
  study: string;
  images?: number;
  set: string[];
  seed: number;
  out: string;
  resume?: boolean;
  checkpointEvery: number;
}

/** Trains one captioner and prints how good it is. */
async function trainCommand(options: Options, command: Command): Promise<void> {
  const experiment = EXPERIMENTS[options.experiment], folder = userPath(options.out);
  const settings = await readBy(
    command,
    () => withOverrides(settingsFor(experiment, scaleOf(options.study)), options.set),
  );
  if (isUnfinished(folder) && !options.resume) {
    throw new Error(
      `Cannot train into "${options.out}": it holds a run that was broken off; ` +
        "--resume goes on with it, or choose another folder",
    );
  }
  console.error((await startTensors()).line);
  const line = new ProgressLine();
  try {
    const run = await untilStopped(
      (signal) => trainOne({ ...options, experiment, settings, folder, line, signal }),
      "the same command with --resume goes on from here",
    );
    line.end();
    print(run);
  } finally {
    line.end();
  }
}

async function trainOne(
  { study: name, images, experiment, settings, seed, checkpointEvery, folder, line, signal }: {
    study: string;
    images?: number;
    experiment: (typeof EXPERIMENTS)[string];
    settings: Settings;
    seed: number;
    checkpointEvery: number;
    folder: string;
    line: ProgressLine;
    signal: AbortSignal;
  },
): Promise<Run> {
  const study = await openStudy(name, {
    root: ROOT,
    images,
    onProgress: (progress) => line.show("pictures", progress),
    signal,
  });
  const material = await prepareMaterial(study, settings, {
    root: ROOT,
    onProgress: (progress) => line.show("features", progress),
    signal,
  });
  line.end();
  console.error(describe(material));
  return await runExperiment(experiment, {
    material,
    seed,
    settings,
    folder,
    checkpointEvery,
    onProgress: (progress) => line.show("training", progress),
    signal,
  });
}

/** What is trained on, in a line; marks that a data set does not have are not spoken of. */
function describe({ counts: { train, val }, vocabulary }: Material): string {
  const rejected = train.rejected + val.rejected, precanned = train.precanned + val.precanned;
  const dropped = rejected + precanned === 0
    ? ""
    : `dropped ${rejected} rejected and ${precanned} canned ones; `;
  return `${train.images + val.images} pictures, ${train.captions + val.captions} captions; ` +
    `${dropped}${vocabulary.size} words`;
}

function print({ folder, record }: Run): void {
  const { intervals, statistics, unknownUnsuppressed } = record.results;
  for (const [metric, { value, low, high }] of Object.entries(intervals)) {
    console.log(
      `${metric.padEnd(8)} ${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]`,
    );
  }
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(
    `${percent(statistics.distinct)} of ${statistics.captions} captions distinct, ` +
      `${percent(statistics.ended ?? 0)} end by themselves, ` +
      `<unk> ${percent(unknownUnsuppressed)} if allowed`,
  );
  console.log(
    `95 % intervals over validation pictures, one seed; ${record.training.seconds} s of updates, ` +
      `${record.training.captionsPerSecond} captions/s; written to ${
        relative(Deno.cwd(), folder) || "."
      }`,
  );
}

await runProgram(
  new Command("deno task train")
    .description(
      "Trains a captioner from one seed: a folder with weights, captions and scores of the validation " +
        "pictures, and a record. A run that was stopped goes on with --resume.",
    )
    .addOption(
      new Option("--experiment <name>", "which one").choices(Object.keys(EXPERIMENTS))
        .makeOptionMandatory(),
    )
    .addOption(studyOption())
    .addOption(imagesOption())
    .option("--set <key=value>", "changes a setting; may be repeated", gather, [])
    .option("--seed <n>", "first weights, order, dropout", wholeNumber(0), 1)
    .requiredOption("--out <folder>", "the run's folder, runs/x for instance")
    .option("--resume", "go on with a run that was broken off")
    .option(
      "--checkpoint-every <seconds>",
      "what a kill loses at most; 0: an update",
      wholeNumber(0),
      45,
    )
    .action(trainCommand),
);
