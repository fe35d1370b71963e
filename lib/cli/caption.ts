import { Command } from "commander";
import { basename, join, relative } from "node:path";
import { seenSquare } from "../experiments/attention_maps.ts";
import { type CaptionedFile, Captioner } from "../experiments/captioner.ts";
import { newestRun } from "../experiments/run_folder.ts";
import { attentionMaps } from "../figures/attention_maps.ts";
import { thumbnails } from "../image/thumbnails.ts";
import { writeFileAtomic } from "../io/write.ts";
import { ROOT } from "../setup/layout.ts";
import { userPath, wholeNumber } from "./arguments.ts";
import { runProgram } from "./program.ts";

/** The captioner that comes with the repository. */
const COMMITTED = join(ROOT, "data", "mini", "captioner");

/** Photographs that are captioned at once. */
const BATCH = 32;

interface Options {
  run?: string;
  json?: boolean;
  beam: number;
  attention?: string;
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
    const attention = options.attention !== undefined;
    const captioned =
      (await captioner.caption(part.map(userPath), { beam: options.beam, attention }))
        .map((each, i) => ({ ...each, file: part[i] }));
    all.push(...captioned);
    if (options.attention !== undefined) {
      await writeMaps(captioned, { folder: options.attention, captioner });
    }
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

/** Draws where the captioner looked for each word: an SVG file a photograph, named after it. */
async function writeMaps(
  captioned: readonly CaptionedFile[],
  { folder, captioner: { frozen: { pipeline }, experiment } }: {
    folder: string;
    captioner: Captioner;
  },
): Promise<void> {
  for (const each of captioned) {
    if ("error" in each) continue;
    const square = await seenSquare(userPath(each.file), pipeline);
    const [picture] = await thumbnails([square], { side: 112, budget: 40_000 });
    const { svg } = attentionMaps([{ model: experiment, words: each.looked! }], {
      title: `Where the captioner looked: ${basename(each.file)}`,
      picture,
    });
    await writeFileAtomic(join(folder, mapName(each.file)), svg);
  }
}

/** A drawing's name: the photograph's path as it was given, in one word. */
function mapName(file: string): string {
  return `${file.replaceAll(/[\\/:]+/g, "-").replace(/^[-.]+/, "")}.svg`;
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
    .option("--beam <k>", "hypotheses of a beam search; 1: greedy", wholeNumber(1), 1)
    .option(
      "--attention <folder>",
      "gets a drawing a photograph: where the captioner looked for each word, if it has attention",
      userPath,
    )
    .option("--json", "an array of {file, caption, logProbability, run} or {file, error}")
    .action(captionCommand),
);
