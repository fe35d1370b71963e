import { Command } from "commander";
import { join, relative } from "node:path";
import { type CaptionedFile, Captioner } from "../experiments/captioner.ts";
import { newestRun } from "../experiments/run_folder.ts";
import { ROOT } from "../setup/layout.ts";
import { userPath } from "./arguments.ts";
import { runProgram } from "./program.ts";

/** The captioner that comes with the repository. */
const COMMITTED = join(ROOT, "data", "mini", "captioner");

/** Photographs that are captioned at once. */
const BATCH = 32;

interface Options {
  run?: string;
  json?: boolean;
}

/** Captions photographs; those that cannot be read are named, and the status says so at the end. */
async function captionCommand(files: string[], options: Options): Promise<void> {
  const run = options.run === undefined
    ? await newestRun(join(ROOT, "runs")) ?? COMMITTED
    : userPath(options.run);
  const name = relative(Deno.cwd(), run) || ".";
  const captioner = await Captioner.load(run, { root: ROOT });
  const all: CaptionedFile[] = [];
  for (let from = 0; from < files.length; from += BATCH) {
    const part = files.slice(from, from + BATCH);
    const captioned = (await captioner.caption(part.map(userPath)))
      .map((each, i) => ({ ...each, file: part[i] }));
    all.push(...captioned);
    if (!options.json) captioned.forEach(printLine);
  }
  captioner.dispose();
  if (options.json) {
    const rows = all.map((each) =>
      "error" in each
        ? each
        : { file: each.file, caption: each.caption, logProbability: each.logProbability, run: name }
    );
    console.log(JSON.stringify(rows, null, 2));
  } else {
    console.error(`Captions by ${name}`);
  }
  const failed = all.filter((each) => "error" in each).length;
  if (failed > 0) throw new Error(`${failed} of ${files.length} files could not be captioned`);
}

function printLine(each: CaptionedFile): void {
  if ("error" in each) console.error(`${each.file}: ${each.error}`);
  else console.log(`${each.file}: ${each.caption}`);
}

await runProgram(
  new Command("deno task caption")
    .description("Captions photographs (JPEG, PNG or WebP).")
    .argument("<image...>", "files")
    .option(
      "--run <folder>",
      "the captioner; default: the newest finished run under runs/, before any data/mini/captioner",
    )
    .option("--json", "an array of {file, caption, logProbability, run} or {file, error}")
    .action(captionCommand),
);
