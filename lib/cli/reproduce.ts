import { Command } from "commander";
import { relative } from "node:path";
import { inputsKey, renderingKey } from "./reports/keys.ts";
import { makeReport, notebookNames } from "./reports/report.ts";
import { imagesOption, readBy, studyOption } from "./arguments.ts";
import { runProgram } from "./program.ts";

interface Options {
  study: string;
  notebook?: string;
  images?: number;
  full?: boolean;
}

/** Makes the reports one after another and names each. */
async function reproduce(options: Options, command: Command): Promise<void> {
  const names = await readBy(command, () => notebookNames(options.notebook));
  const [inputs, rendering] = await Promise.all([inputsKey(options.study), renderingKey()]);
  for (const name of names) {
    const page = await makeReport(name, { parameters: options, inputs, rendering });
    console.log(relative(Deno.cwd(), page));
  }
}

await runProgram(
  new Command("deno task reproduce")
    .description(
      "Executes copies of the notebooks and writes figures/reports/*.html. A notebook is not executed " +
        "again while its source, the library, the parameters and the inputs are the same.",
    )
    .addOption(studyOption())
    .option("--notebook <start>", "only those whose name starts so, 02 for instance")
    .addOption(imagesOption())
    .option("--full", "also repeat the long studies whose records are committed")
    .action(reproduce),
);
