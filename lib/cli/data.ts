import { Command, CommanderError, InvalidArgumentError } from "commander";
import { fileURLToPath } from "node:url";
import { generateMini } from "../datasets/mini/mod.ts";
import type { Progress } from "../types.ts";

/** `deno task data`: generates or fetches a data set. */

const MINI_FOLDER = fileURLToPath(new URL("../../data/mini/generated", import.meta.url));

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    }
    return value;
  };
}

/** Splits a number of pictures 75 / 15 / 10 %, the rest to training. */
function split(images: number): { train: number; val: number; test: number } {
  const val = Math.round(images * 0.15), test = Math.round(images * 0.1);
  return { train: images - val - test, val, test };
}

/** A line on the terminal that is rewritten, or a line for each tenth where the output is a file. */
function progressPrinter(): (progress: Progress) => void {
  const start = performance.now(), terminal = Deno.stdout.isTerminal();
  let tenth = -1;
  return ({ done, total, unit, note }) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const text = `${done} of ${total} ${unit}${note ? `, ${note}` : ""}, ${seconds} s`;
    if (terminal) {
      Deno.stdout.writeSync(new TextEncoder().encode(`\r${text}${done === total ? "\n" : ""}`));
    } else if (Math.floor(10 * done / total) > tenth) {
      tenth = Math.floor(10 * done / total);
      console.log(text);
    }
  };
}

const program = new Command("data").description("Generates or fetches a data set.").exitOverride();

program.command("mini")
  .description("Generates the miniature data set, in VizWiz's layout.")
  .option(
    "--images <n>",
    "pictures in all, 75 / 15 / 10 % for train, val and test",
    wholeNumber(10),
    4000,
  )
  .option("--seed <n>", "seed of the generator", wholeNumber(0), 1)
  .option("--dir <folder>", "folder to write to", MINI_FOLDER)
  .action(async ({ images, seed, dir }: { images: number; seed: number; dir: string }) => {
    const { counts } = await generateMini({
      folder: dir,
      seed,
      counts: split(images),
      onProgress: progressPrinter(),
    });
    console.log(
      `Finished: ${counts.train} train, ${counts.val} val and ${counts.test} test pictures.`,
    );
  });

if (import.meta.main) {
  try {
    await program.parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) Deno.exit(error.exitCode === 0 ? 0 : 2);
    console.error(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
