import { Command, InvalidArgumentError, Option } from "commander";
import { join } from "node:path";
import { pretrainMini } from "../experiments/pretraining/pretrain_mini.ts";
import { ROOT } from "../setup/layout.ts";
import { runProgram, Stopped } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";

interface Options {
  encoder: "resnet";
  out: string;
  updates?: number;
  images?: number;
}

/** Trains a miniature encoder and says how well it names pictures it has not seen. */
async function miniPretrain({ out, updates, images }: Options): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(name, abort);
  const line = new ProgressLine();
  try {
    const { heldOut, seconds } = await pretrainMini({
      workFolder: join(ROOT, "data", "mini", "pretraining"),
      out,
      updates,
      images,
      onProgress: (stage, progress) => line.show(stage, progress),
      signal: stop.signal,
    });
    line.end();
    for (const label of ["kind", "material", "colour"] as const) {
      const { accuracy, constant, classes } = heldOut[label];
      console.log(
        `${label.padEnd(8)} ${percent(accuracy)} of ${heldOut.scenes} held-out pictures right ` +
          `(${classes} classes, the most frequent one ${percent(constant)})`,
      );
    }
    console.log(`${seconds.total} s; written to ${out}`);
  } catch (error) {
    line.end();
    if (stop.signal.aborted) {
      throw new Stopped("Stopped; the same command goes on from here");
    }
    throw error;
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function atLeastOne(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("A whole number from 1 is needed.");
  return Number(text);
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
    .option("--out <folder>", "where weights and record go", join(ROOT, "data", "mini"))
    .option("--updates <n>", "updates; default 2500", atLeastOne)
    .option("--images <n>", "scenes to learn from; default 20000", atLeastOne)
    .action(miniPretrain),
);
