/**
 * The reports in a browser: those of a folder that the variable REPORTS names, made by `deno task
 * reproduce`; else the committed notebooks, converted here without executing them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { userPath } from "../../lib/cli/arguments.ts";
import { joined, type Notebook } from "../../lib/cli/reports/ipynb.ts";
import { notebookNames } from "../../lib/cli/reports/report.ts";
import { HAS_CHROMIUM, NO_CHROMIUM, startChromium } from "./chromium.ts";
import { committedNotebook, convertCommitted } from "./committed_reports.ts";
import { openPage, openWindow } from "./open_page.ts";
import { CHECKS } from "./page_checks.ts";

const REPORTS = Deno.env.get("REPORTS") || undefined;
/** Who names a folder wants to know: without a browser its reports fail. */
const RUNS = HAS_CHROMIUM || REPORTS !== undefined;
/** A desk and a phone. */
const WIDTHS = [1280, 400];
const NAMES = await notebookNames();

let browser: Browser;
let folder: string;
if (RUNS) {
  Deno.test.beforeAll(async () => {
    browser = await startChromium();
    if (REPORTS !== undefined) return void (folder = userPath(REPORTS));
    folder = mkdtempSync(join(tmpdir(), "reports "));
    await convertCommitted(NAMES, folder);
  });
  Deno.test.afterAll(async () => {
    await browser?.close();
    if (REPORTS === undefined) rmSync(folder, { recursive: true });
  });
}

/** How many outputs a notebook shows as pictures. */
function pictureOutputs({ cells }: Notebook): number {
  return cells.flatMap(({ outputs = [] }) => outputs).filter(({ data = {} }) =>
    !("text/html" in data) && Object.keys(data).some((type) => type.startsWith("image/"))
  ).length;
}

/** Whether a notebook's prose has formulas. */
function hasFormulas({ cells }: Notebook): boolean {
  const prose = cells.filter((cell) => cell.cell_type === "markdown");
  return prose.some(({ source }) => /\$\S/.test(joined(source).replaceAll(/`[^`]*`/g, "")));
}

for (const name of NAMES) {
  for (const width of WIDTHS) {
    Deno.test({
      name: `the report of ${name} in a browser ${width} pixels wide${NO_CHROMIUM}`,
      ignore: !RUNS,
      fn: async (t) => {
        const path = join(folder, `${name}.html`);
        assert.ok(existsSync(path), `${name}.html is missing`);
        await using page = await openWindow(browser, width);
        const open = await openPage(page, path);
        for (const [promise, check] of Object.entries(CHECKS)) {
          await t.step(promise, async () => assert.deepEqual(await check(open), []));
        }
        await t.step("has the notebook's charts and formulas", async () => {
          const notebook = await committedNotebook(name);
          const charts = await page.locator("figure.picture img").count();
          assert.equal(charts, pictureOutputs(notebook));
          assert.ok(charts > 0);
          assert.equal(await page.locator("math").count() > 0, hasFormulas(notebook));
        });
      },
    });
  }
}
