import { Command } from "commander";
import { join, relative } from "node:path";
import { DATA_SOURCES, type DataSourceName } from "../datasets/fetch/sources.ts";
import { type CheckpointName, CHECKPOINTS } from "../encoders/checkpoints.ts";
import { findWeights } from "../encoders/load_checkpoint.ts";
import { weightsFile } from "../experiments/encoders.ts";
import { ROOT } from "../setup/layout.ts";
import { acceptOption, dataSet, type FetchOptions, weights } from "./data_fetch.ts";
import { inputsKey, renderingKey } from "./reports/keys.ts";
import { makeReport, notebookNames } from "./reports/report.ts";
import { imagesOption, readBy, studyOption } from "./arguments.ts";
import { runProgram } from "./program.ts";

interface Options extends Pick<FetchOptions, "mirror" | "acceptChecksum"> {
  study: string;
  notebook?: string;
  images?: number;
  full?: boolean;
}

/** Fetches what a study needs and is not there: pictures and captions, and the weights of both encoders. */
async function fetchWhatIsMissing(options: Options, command: Command): Promise<void> {
  const { study } = options;
  if (study === "mini") return;
  if (Object.hasOwn(DATA_SOURCES, study)) await dataSet(study as DataSourceName, options, command);
  for (const name of Object.keys(CHECKPOINTS) as CheckpointName[]) {
    if (findWeights(join(ROOT, weightsFile(name))) === undefined) {
      await weights(name, options, command);
    }
  }
}

/** Makes the reports one after another and names each. */
async function reproduce(options: Options, command: Command): Promise<void> {
  const names = await readBy(command, () => notebookNames(options.notebook));
  await fetchWhatIsMissing(options, command);
  const { study, images, full } = options, parameters = { study, images, full };
  const [inputs, rendering] = await Promise.all([inputsKey(parameters), renderingKey()]);
  for (const name of names) {
    const page = await makeReport(name, { parameters, inputs, rendering });
    console.log(relative(Deno.cwd(), page));
  }
}

await runProgram(
  new Command("deno task reproduce")
    .description(
      "Executes copies of the notebooks and writes figures/reports/*.html. A notebook is not executed " +
        "again while its source, the library, the parameters and the inputs are the same. Other studies " +
        "than mini are fetched first, with the weights of their encoders: with --images a part of the " +
        "pictures, which costs megabytes; without, everything.",
    )
    .addOption(studyOption())
    .option("--notebook <start>", "only those whose name starts so, 02 for instance")
    .addOption(imagesOption())
    .option("--full", "also repeat the long studies whose records are committed")
    .option("--mirror <url>", "another host that has the paths of what is fetched")
    .addOption(acceptOption())
    .action(reproduce),
);
