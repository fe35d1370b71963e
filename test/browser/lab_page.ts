/// <reference lib="dom" />
import type { Browser, Page } from "playwright-core";
import type { BarState } from "./lab_checks.ts";
import type { Lab } from "./lab_server.ts";

/** Milliseconds for a click to have its effect, and for all cells to run; others may use the machine. */
const PATIENCE = { click: 120_000, run: 1_800_000 };
/** Milliseconds between two looks at what runs. */
const LOOK = 250;

/** A notebook in JupyterLab, and what the browser has said and asked for since. */
export interface LabPage extends AsyncDisposable {
  page: Page;
  /** Errors of the console and of scripts. */
  errors: readonly string[];
  /** Addresses outside of this machine that were asked for. */
  outside: readonly string[];
}

/** A notebook's file, as a path below the project, and how many cells of code it has. */
export interface Opened {
  path: string;
  cells: number;
}

/** Opens a notebook in JupyterLab and waits for its cells and its kernel. */
export async function openNotebook(
  browser: Browser,
  lab: Lab,
  { path, cells }: Opened,
): Promise<LabPage> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const errors: string[] = [], outside: string[] = [];
  page.setDefaultTimeout(PATIENCE.click);
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    errors.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => errors.push(`script: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${lab.url}/`) && !/^(data|blob):/.test(url)) outside.push(url);
  });
  await page.goto(`${lab.url}/lab/tree/${path}?token=${lab.token}`);
  await page.locator(".jp-CodeCell").nth(cells - 1).waitFor({ state: "attached" });
  // The notebook's own sign says "idle" before there is a kernel.
  await page.locator("#jp-main-statusbar").getByText("| Idle").waitFor();
  return { page, errors, outside, [Symbol.asyncDispose]: () => page.close() };
}

/** Restarts the kernel and starts all cells, as a reader does it. */
export async function restartAndRunAll(page: Page): Promise<void> {
  await choose(page, "Kernel", /^Restart Kernel and Run All Cells/);
  await page.locator(".jp-Dialog .jp-mod-accept").click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
      .every((prompt) => prompt.textContent === "[*]:")
  );
}

/** Saves the notebook, as a reader does it. */
export async function save(page: Page): Promise<void> {
  await choose(page, "File", /^Save Notebook$/);
  await page.locator(".lm-DockPanel-tabBar .jp-mod-dirty").waitFor({ state: "detached" });
}

async function choose(page: Page, menu: string, entry: RegExp): Promise<void> {
  await page.getByRole("menuitem", { name: menu, exact: true }).click();
  await page.locator(".lm-Menu-itemLabel").filter({ hasText: entry }).click();
}

/**
 * Follows a run to its end with the running cell in sight.
 *
 * @returns The states of the progress bars that could be seen, in order.
 * @throws {Error} If it takes too long.
 */
export async function followRun(page: Page): Promise<BarState[]> {
  const seen: BarState[] = [], end = Date.now() + PATIENCE.run;
  for (;;) {
    const { running, status, bars } = await page.evaluate(look);
    seen.push(...bars);
    if (running === 0 && status === "idle") return seen;
    if (Date.now() > end) throw new Error(`${running} cells still run, the kernel is ${status}`);
    await page.waitForTimeout(LOOK);
  }
}

/** What is running, in the page. */
function look(): { running: number; status?: string; bars: BarState[] } {
  const cells = [...document.querySelectorAll<HTMLElement>(".jp-CodeCell")]
    .filter((cell) => cell.querySelector(".jp-InputPrompt")?.textContent === "[*]:");
  const bars: BarState[] = [];
  cells[0]?.scrollIntoView({ block: "end" });
  for (const output of cells[0]?.querySelectorAll<HTMLElement>(".jp-OutputArea-output") ?? []) {
    // Text that is out of sight has no lines here.
    const [, title, done] = output.innerText.match(/^(.+)\n([\d,]+) of [\d,]+ /) ?? [];
    const coloured = [...output.querySelectorAll("div")].find((div) =>
      div.style.width.endsWith("%")
    );
    if (title === undefined || coloured === undefined) continue;
    const { width } = coloured.getBoundingClientRect();
    bars.push({ title, done: Number(done.replaceAll(",", "")), width });
  }
  const indicator = document.querySelector<HTMLElement>(".jp-Notebook-ExecutionIndicator");
  return { running: cells.length, status: indicator?.dataset.status, bars };
}
