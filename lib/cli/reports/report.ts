import { readdir, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { writeFileAtomic } from "../../io/write.ts";
import { studyLabel } from "../../experiments/study.ts";
import { ROOT } from "../../setup/layout.ts";
import { contentKey } from "../../setup/stamp.ts";
import { type Notebook, readNotebook, serializeNotebook, tidyNotebook, titleOf } from "./ipynb.ts";
import { environmentOf, executionKey, type Parameters } from "./keys.ts";
import { executeNotebook, renderNotebook } from "./nbconvert.ts";
import { finishPage, pageKey } from "./page.ts";
import { forStudy } from "./study_cells.ts";
import { startTicker } from "./ticker.ts";

/** The folder of the committed notebooks. */
export const NOTEBOOKS: string = join(ROOT, "notebooks");
/** The folder of the executed copies. */
export const COPIES: string = join(ROOT, "runs", "notebooks");
const REPORTS = join(ROOT, "figures", "reports");

/**
 * Names of the notebooks in order, all or those that start with `only`.
 *
 * @throws {RangeError} If there is none.
 */
export async function notebookNames(only = ""): Promise<string[]> {
  const all = (await readdir(NOTEBOOKS)).filter((name) => name.endsWith(".ipynb"))
    .map((name) => basename(name, ".ipynb")).sort();
  const names = all.filter((name) => name.startsWith(only));
  if (names.length > 0) return names;
  throw new RangeError(
    `Cannot find a notebook: a name must start with one of ${all.join(", ")}, ` +
      `current value is "${only}"`,
  );
}

/** What a report is made under. */
export interface ReportOptions {
  parameters: Parameters;
  /** Hash of what all notebooks read (`inputsKey`). */
  inputs: string;
  /** Hash of what makes pages (`renderingKey`). */
  rendering: string;
}

/**
 * Makes a notebook's report unless it is there already, made from the same inputs.
 *
 * @returns The path of the page.
 */
export async function makeReport(name: string, options: ReportOptions): Promise<string> {
  const { parameters, inputs, rendering } = options;
  const label = studyLabel(parameters.study), suffix = label === "mini" ? "" : `-${label}`;
  const page = join(REPORTS, `${name}${suffix}.html`);
  const source = forStudy(await readNotebook(join(NOTEBOOKS, `${name}.ipynb`)), parameters.study);
  const execution = executionKey(source, parameters, inputs);
  const key = contentKey(execution, rendering);
  if (await pageKey(page) === key) {
    console.error(`${name}: up to date`);
    return page;
  }
  const copy = join(COPIES, `${name}${suffix}.ipynb`);
  if (await copyKey(copy) !== execution) {
    const executed = await executeCopy(name, copy, source, parameters);
    const signed = sign(executed, { name, key: execution, study: label });
    await writeFileAtomic(copy, serializeNotebook(signed));
  }
  await publish(copy, page, key);
  return page;
}

/** An executed notebook with what its page's title and last line say. */
export function sign(
  notebook: Notebook,
  { name, key, study }: { name: string; key: string; study: string },
): Notebook {
  const reproduce = { key, study, date: new Date().toISOString().slice(0, 10) };
  const title = titleOf(notebook) ?? name;
  return { ...notebook, metadata: { ...notebook.metadata, reproduce, title } };
}

/** Executes a notebook's copy, which is removed if that fails: nothing is to be taken for finished. */
export async function executeCopy(
  name: string,
  copy: string,
  source: Notebook,
  parameters: Parameters,
): Promise<Notebook> {
  const ticker = startTicker(name);
  try {
    await writeFileAtomic(copy, serializeNotebook(cleared(source)));
    const executed = await executeNotebook(copy, {
      env: environmentOf(parameters),
      onCell: (cell, cells) => ticker.update(`cell ${cell} of ${cells},`),
    });
    ticker.end("executed");
    return tidyNotebook(executed);
  } catch (error) {
    ticker.end("stopped");
    await rm(copy, { force: true });
    throw error;
  }
}

function cleared(notebook: Notebook): Notebook {
  const tidy = tidyNotebook(notebook);
  for (const cell of tidy.cells) {
    if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
  }
  return tidy;
}

async function copyKey(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    return ((await readNotebook(path)).metadata.reproduce as { key?: string } | undefined)?.key;
  } catch {
    return undefined; // half a copy counts as none
  }
}

/** Renders an executed copy as a page; half a page is never seen. */
export async function publish(copy: string, page: string, key: string): Promise<void> {
  const draft = `${copy.slice(0, -".ipynb".length)}.draft.html`;
  try {
    await renderNotebook(copy, draft);
    const finished = await finishPage(await readFile(draft, "utf8"), { folder: NOTEBOOKS, key });
    await writeFileAtomic(page, finished);
  } finally {
    await rm(draft, { force: true });
  }
}
