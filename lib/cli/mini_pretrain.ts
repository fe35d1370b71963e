import { Command, Option } from "commander";
import { join, relative } from "node:path";
import { pretrainMini } from "../experiments/pretraining/pretrain_mini.ts";
import { ROOT } from "../setup/layout.ts";
import { userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

const MINI = join(ROOT, "data", "mini");

interface Options {
  encoder: "resnet";
  out?: string;
  updates?: number;
  images?: number;
}

/** Trains a miniature encoder and says how well it names pictures it has not seen. */
async function miniPretrain({ out = MINI, updates, images }: Options): Promise<void> {
  const line = new ProgressLine();
  try {
    const { heldOut, seconds } = await untilStopped((signal) =>
      pretrainMini({
        workFolder: join(MINI, "pretraining"),
        out,
        updates,
        images,
        onProgress: (stage, progress) => line.show(stage, progress),
        signal,
      })
    );
    line.end();
    for (const label of ["kind", "material", "colour"] as const) {
      const { accuracy, constant, classes } = heldOut[label];
      console.log(
        `${label.padEnd(8)} ${percent(accuracy)} of ${heldOut.scenes} held-out pictures right ` +
          `(${classes} classes, the most frequent one ${percent(constant)})`,
      );
    }
    console.log(`${seconds.total} s; written to ${relative(Deno.cwd(), out) || "."}`);
  } finally {
    line.end();
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

await runProgram(
  new Command("deno task mini:pretrain")
    .description(
      "Trains a miniature encoder on generated scenes that are not in the data set, as ImageNet trains " +
        "the real one. A stopped run goes on from its checkpoint.",
    )
    .addOption(
      new Option("--encoder <name>", "which one").choices(["resnet"]).makeOptionMandatory(),
    )
    .option("--out <folder>", "where weights and record go; default: data/mini", userPath)
    .option("--updates <n>", "updates; default 2500", wholeNumber(1))
    .option("--images <n>", "scenes to learn from; default 20000", wholeNumber(64))
    .action(miniPretrain),
);
