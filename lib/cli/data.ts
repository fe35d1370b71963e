import { Command } from "commander";
import { join } from "node:path";
import { generateMini } from "../datasets/mini/mod.ts";
import { shareOut } from "../datasets/share_out.ts";
import { ROOT } from "../setup/layout.ts";
import { fetchParaphrases } from "../setup/paraphrases.ts";
import { userPath, wholeNumber } from "./arguments.ts";
import { addFetchCommands } from "./data_fetch.ts";
import { fetchSpice, SPICE_FOLDER } from "./data_spice.ts";
import { runProgram } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { untilStopped } from "./stop_signal.ts";

const FULL = 4000, SEED = 1;

/** The set that everything uses has a place of its own; so has each other size and seed. */
function folderOf(images: number, seed: number): string {
  if (images === FULL && seed === SEED) return join(ROOT, "data", "mini", "generated");
  const name = `mini-${images}` + (seed === SEED ? "" : `-seed-${seed}`);
  return join(ROOT, "runs", "data", name);
}

interface MiniOptions {
  images: number;
  seed: number;
  dir?: string;
}

/** Draws the miniature data set, or what is missing of it. */
async function mini({ images, seed, dir = folderOf(images, seed) }: MiniOptions): Promise<void> {
  const line = new ProgressLine();
  try {
    const { counts } = await untilStopped((signal) =>
      generateMini({
        folder: dir,
        seed,
        counts: shareOut(images),
        onProgress: (progress) => line.show("mini", progress),
        signal,
      })
    );
    line.end();
    console.log(`${counts.train} train, ${counts.val} val and ${counts.test} test pictures`);
  } finally {
    line.end();
  }
}

/** Fetches what METEOR needs beside what is in the repository. */
async function meteor({ dir = join(ROOT, "data", "meteor") }: { dir?: string }): Promise<void> {
  const fetched = await untilStopped(
    (signal) => fetchParaphrases(dir, { signal }),
    "the same command starts anew",
  );
  console.log(`METEOR's paraphrases: ${fetched ? "fetched" : "already there"}`);
}

const program = new Command("deno task data").description("Generates or fetches data.")
  .exitOverride();
program.command("mini")
  .description("Generates the miniature data set, in VizWiz's layout.")
  .option(
    "--images <n>",
    "pictures in all, 75 / 15 / 10 % for train, val and test",
    wholeNumber(20),
    FULL,
  )
  .option("--seed <n>", "seed of the generator", wholeNumber(0), SEED)
  .option(
    "--dir <folder>",
    "folder to write to; default: data/mini/generated; other sizes and seeds: runs/data/",
    userPath,
  )
  .action(mini);
addFetchCommands(program);
program.command("meteor")
  .description("Fetches METEOR's table of paraphrases: 104 MB, of which 62 MB are kept.")
  .option("--dir <folder>", "folder to write to; default: data/meteor", userPath)
  .action(meteor);
program.command("spice")
  .description("Fetches the official SPICE with Maven, 490 MB; licences AGPL and GPL.")
  .option("--dir <folder>", "folder to write to", userPath, SPICE_FOLDER)
  .action(({ dir }: { dir: string }) => fetchSpice(dir, console.error));

await runProgram(program);
