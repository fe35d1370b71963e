import { Command, Option } from "commander";
import { join, relative } from "node:path";
import { MINIATURE_NAMES } from "../experiments/miniatures.ts";
import { pretrainMini } from "../experiments/pretraining/pretrain_mini.ts";
import { RECALL_DEPTHS } from "../experiments/pretraining/retrieval.ts";
import type { Named, PretrainingRecord, Retrieved } from "../experiments/pretraining/record.ts";
import { ROOT } from "../setup/layout.ts";
import { userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

const MINI = join(ROOT, "data", "mini");

/** The encoders by what the command line calls them: `mini-` is said by the task's name. */
const ENCODERS = new Map(MINIATURE_NAMES.map((name) => [name.replace("mini-", ""), name]));

interface Options {
  encoder: string;
  out?: string;
  updates?: number;
  images?: number;
}

/** Trains a miniature encoder and says how well it does on pictures it has not seen. */
async function miniPretrain({ encoder, out = MINI, updates, images }: Options): Promise<void> {
  const line = new ProgressLine();
  try {
    const { heldOut, seconds } = await untilStopped((signal) =>
      pretrainMini(ENCODERS.get(encoder)!, {
        workFolder: join(MINI, "pretraining"),
        out,
        updates,
        images,
        onProgress: (stage, progress) => line.show(stage, progress),
        signal,
      })
    );
    line.end();
    for (const sentence of findings(heldOut)) console.log(sentence);
    console.log(`${seconds.total} s; written to ${relative(Deno.cwd(), out) || "."}`);
  } finally {
    line.end();
  }
}

/** What the record says of held-out pictures, in sentences. */
function findings(
  heldOut: PretrainingRecord<Named | Retrieved>["heldOut"],
): string[] {
  if ("retrieval" in heldOut) {
    const { among, textByImage, chance } = heldOut.retrieval;
    return RECALL_DEPTHS.map((depth) =>
      `the text of a held-out picture is among the first ${depth} of ${among} in ` +
      `${percent(textByImage[depth])} (by chance ${percent(chance[depth])})`
    );
  }
  return (["kind", "material", "colour"] as const).map((label) => {
    const { accuracy, classes, constant } = heldOut[label];
    return `${label.padEnd(8)} ${percent(accuracy)} of ${heldOut.scenes} held-out pictures right ` +
      `(${classes} classes, the most frequent one ${percent(constant)})`;
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

await runProgram(
  new Command("deno task mini:pretrain")
    .description(
      "Trains a miniature encoder on generated scenes that are not in the data set: resnet and vit name " +
        "what they show, as ImageNet trains the real one; clip and resnet-text find their texts, as " +
        "CLIP does. A stopped run goes on from its checkpoint.",
    )
    .addOption(
      new Option("--encoder <name>", "which one").choices([...ENCODERS.keys()])
        .makeOptionMandatory(),
    )
    .option("--out <folder>", "where weights and record go; default: data/mini", userPath)
    .option("--updates <n>", "updates; default 2500", wholeNumber(1))
    .option("--images <n>", "scenes to learn from; default 20000", wholeNumber(64))
    .action(miniPretrain),
);
