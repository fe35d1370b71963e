/**
 * Notebook 02 in JupyterLab as `deno task lab` starts it, in a copy of the project on a small data set.
 *
 * It takes minutes, so it runs only where the variable LAB_TEST is 1.
 *
 * @module
 */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { codeCells, readNotebook } from "../../lib/cli/reports/ipynb.ts";
import { inFolder } from "../temporary.ts";
import { HAS_CHROMIUM, NO_CHROMIUM, startChromium } from "./chromium.ts";
import { committedNotebook } from "./committed_reports.ts";
import { barFaults, lostOutputs } from "./lab_checks.ts";
import { followRun, openNotebook, restartAndRunAll, save } from "./lab_page.ts";
import { startLab } from "./lab_server.ts";
import { copyProject } from "../../lib/cli/rehearsal/copy_project.ts";
import { savedCells, shownCells, undrawn } from "./shown_outputs.ts";

const WANTED = Deno.env.get("LAB_TEST") === "1";
const NAME = "02-baseline";
const ROUNDS = 3;
const NOT_WANTED = WANTED ? "" : " (not run: LAB_TEST is not 1)";

Deno.test({
  name: `notebook 02 in JupyterLab, restarted three times, loses nothing${
    NO_CHROMIUM || NOT_WANTED
  }`,
  ignore: !WANTED || !HAS_CHROMIUM,
  fn: (t) =>
    inFolder(async (root) => {
      copyProject(root);
      const path = join("notebooks", `${NAME}.ipynb`), committed = await committedNotebook(NAME);
      const cells = codeCells(committed).length;
      await using lab = await startLab(root, { IMAGES: "200" });
      await using browser = await startChromium();
      await using open = await openNotebook(browser, lab, { path, cells });
      const { page, errors, outside } = open;
      for (let round = 1; round <= ROUNDS; round++) {
        const good = await t.step(`round ${round}`, async (t) => {
          // A finished run would be read at once, and a bar could not move.
          for (const part of ["data", "features", "mini-200"]) {
            rmSync(join(root, "runs", part), { recursive: true, force: true });
          }
          await restartAndRunAll(page);
          const bars = await followRun(page);
          await save(page);
          const saved = await readNotebook(join(root, path));
          await t.step("a progress bar moves", () => assert.deepEqual(barFaults(bars), []));
          await t.step("every output is there in all its forms", () => {
            assert.deepEqual(lostOutputs(committed, saved), []);
          });
          await t.step("charts and pictures are drawn", async () => {
            assert.deepEqual(await undrawn(page), []);
          });
          await t.step("what is saved is what is shown", async () => {
            assert.deepEqual(await shownCells(page), await savedCells(page, saved));
          });
          await t.step("the page reports no error and asks for nothing outside", () => {
            assert.deepEqual([errors, outside], [[], []]);
          });
        });
        if (!good) break;
      }
      await page.close();
      await t.step("its processes end with it", async () => assert.deepEqual(await lab.stop(), []));
    }),
});
