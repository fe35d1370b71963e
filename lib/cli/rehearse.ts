import { Command } from "commander";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { shareOut } from "../datasets/share_out.ts";
import { layoutOf, ROOT } from "../setup/layout.ts";
import { wholeNumber } from "./arguments.ts";
import { runChild } from "./child.ts";
import { runProgram, Stopped } from "./program.ts";
import { ProgressLine } from "./progress_line.ts";
import { notebookNames } from "./reports/report.ts";
import { buildHost } from "./rehearsal/build_host.ts";
import { copyProject } from "./rehearsal/copy_project.ts";
import { serveHost } from "./rehearsal/serve_host.ts";

const FOLDER = join(ROOT, "runs", "rehearsal");

/** Pictures of the host for each that is taken: a part must be drawn from more. */
const MORE = 1.3;

/** Runs the study on VizWiz, whole, against a host on loopback, in a copy of the project. */
async function rehearse({ images, keep }: { images: number; keep?: boolean }): Promise<void> {
  const started = performance.now(), project = join(FOLDER, "project");
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(project, { recursive: true });
  const line = new ProgressLine();
  const sums = await buildHost(FOLDER, {
    counts: shareOut(Math.ceil(MORE * images)),
    onProgress: (stage, progress) => line.show(stage, progress),
  });
  line.end();
  copyProject(project);
  const host = await serveHost(join(FOLDER, "host"));
  try {
    await reproduceIn(project, { images, mirror: host.url, sums });
  } finally {
    await host.close();
  }
  const pages = await checkedPages(project);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${pages.length} reports on ${images} pictures in ${seconds} s, fetching included`);
  if (keep) return pages.forEach((page) => console.log(relative(Deno.cwd(), page)));
  await rm(FOLDER, { recursive: true, force: true });
}

async function reproduceIn(
  project: string,
  { images, mirror, sums }: { images: number; mirror: string; sums: readonly string[] },
): Promise<void> {
  const accepted = sums.flatMap((sum) => ["--accept-checksum", sum]);
  const { code, signal } = await runChild(
    layoutOf(project).deno,
    ["run", "-A", "lib/cli/reproduce.ts", "--study", "vizwiz", "--images", String(images)]
      .concat("--mirror", mirror, accepted),
    { cwd: project, env: { INIT_CWD: project }, wholeTree: true },
  );
  if (signal !== undefined) throw new Stopped("Stopped; the same command starts anew");
  if (code !== 0) {
    throw new Error(`Cannot rehearse: the study must end well, current status is ${code}`);
  }
}

/** The pages of all notebooks. @throws {Error} If one is missing. */
async function checkedPages(project: string): Promise<string[]> {
  const folder = join(project, "figures", "reports");
  const pages = (await notebookNames()).map((name) => join(folder, `${name}-vizwiz.html`));
  for (const page of pages) {
    if (existsSync(page) && statSync(page).size > 10_000) continue;
    const found = existsSync(folder) ? readdirSync(folder).join(", ") : "none";
    throw new Error(
      `Cannot rehearse: there must be "${relative(project, page)}", found are ${found}`,
    );
  }
  return pages;
}

await runProgram(
  new Command("deno task rehearse")
    .description(
      "Runs the study on VizWiz from nothing to its reports (download, weights, extraction, training, " +
        "scores) in a copy of the project, against a host on loopback: drawn pictures in VizWiz's " +
        "archives, both encoders at full size with random weights. It shows that everything works " +
        "before 17 GB are fetched; its scores mean nothing. Needs 3 GB of disk.",
    )
    .option("--images <n>", "pictures in all", wholeNumber(20), 300)
    .option("--keep", "keep what it made, under runs/rehearsal")
    .action(rehearse),
);
