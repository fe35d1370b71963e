import { Command } from "commander";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openStudy } from "../experiments/study.ts";
import { writeFileAtomic } from "../io/write.ts";
import { ROOT } from "../setup/layout.ts";
import { readBy } from "./arguments.ts";
import { runProgram } from "./program.ts";
import { joined, type Notebook, readNotebook, serializeNotebook } from "./reports/ipynb.ts";
import { writeReadmePicture } from "./reports/readme_picture.ts";
import { COPIES, executeCopy, notebookNames, NOTEBOOKS } from "./reports/report.ts";

const FIGURES = join(ROOT, "figures");

/** Executes the notebooks, writes them back with their outputs, and their charts as files. */
async function refresh(options: { notebook?: string }, command: Command): Promise<void> {
  for (const name of await readBy(command, () => notebookNames(options.notebook))) {
    const path = join(NOTEBOOKS, `${name}.ipynb`);
    const copy = join(COPIES, `${name}.refresh.ipynb`);
    const executed = await executeCopy(name, copy, await readNotebook(path), { study: "mini" });
    await writeFileAtomic(path, serializeNotebook(executed));
    await rm(copy, { force: true });
    await writeFigures(name, executed);
  }
  if (options.notebook === undefined) {
    await writeReadmePicture(await openStudy("mini", { root: ROOT }));
  }
}

/** Writes a notebook's charts as `figures/<notebook>-<chart>.svg`, and removes those of before. */
async function writeFigures(name: string, notebook: Notebook): Promise<void> {
  await mkdir(FIGURES, { recursive: true });
  for (const file of await readdir(FIGURES)) {
    if (file.startsWith(`${name}-`) && file.endsWith(".svg")) await rm(join(FIGURES, file));
  }
  const figures = notebook.cells.flatMap((cell) => cell.outputs ?? [])
    .map(({ data }) => data?.["image/svg+xml"] as string | string[] | undefined);
  for (const figure of figures) {
    if (figure === undefined) continue;
    const svg = joined(figure).trimEnd() + "\n";
    await writeFileAtomic(join(FIGURES, `${name}-${slugOf(svg)}.svg`), svg);
  }
}

/** The first words of a figure's title, as a file's name has them. */
function slugOf(svg: string): string {
  const title = /<title[^>]*>([^<]*)/.exec(svg)?.[1] ?? "figure";
  const words = title.toLowerCase().replaceAll("+", "-").match(/[a-z0-9]+/g) ?? ["figure"];
  return words.slice(0, 5).join("-");
}

await runProgram(
  new Command("deno task notebooks")
    .description(
      "Executes the committed notebooks on the miniature data set, in place, and writes " +
        "their charts and the README's picture to figures/*.svg.",
    )
    .option("--notebook <start>", "only those whose name starts so, 02 for instance")
    .action(refresh),
);
