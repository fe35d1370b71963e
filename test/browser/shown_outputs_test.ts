import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import type { Notebook, Output } from "../../lib/cli/reports/ipynb.ts";
import { HAS_CHROMIUM, NO_CHROMIUM, startChromium } from "./chromium.ts";
import { savedCells, shownCells, undrawn } from "./shown_outputs.ts";

let browser: Browser;
if (HAS_CHROMIUM) {
  Deno.test.beforeAll(async () => {
    browser = await startChromium();
  });
  Deno.test.afterAll(() => browser.close());
}

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0L9 9"/></svg>';
const DRAWING = `<img src="data:image/svg+xml,${encodeURIComponent(SVG)}">`;
const CHART = '<canvas width="9" height="9"></canvas>';

/** An output in JupyterLab's elements. */
function output(form: string, content: string): string {
  return form === "chart"
    ? `<div class="jp-OutputArea-output jp-RenderedVegaLite">${content}</div>`
    : `<div class="jp-OutputArea-output" data-mime-type="${form}">${content}</div>`;
}

/** Shows one cell in JupyterLab's elements, its canvases with a stroke or without. */
async function show(page: Page, outputs: string, stroke = true): Promise<void> {
  await page.setContent(
    `<div class="jp-CodeCell"><div class="jp-InputPrompt">[1]:</div>${outputs}</div>`,
  );
  if (!stroke) return;
  await page.evaluate(() => {
    for (const canvas of document.querySelectorAll("canvas")) {
      canvas.getContext("2d")!.fillRect(1, 1, 3, 3);
    }
  });
}

function test(name: string, fn: (page: Page) => Promise<void>): void {
  Deno.test({
    name: name + NO_CHROMIUM,
    ignore: !HAS_CHROMIUM,
    fn: async () => {
      await using page = await browser.newPage();
      await fn(page);
    },
  });
}

test("undrawn() finds nothing in drawn charts, drawings and pictures", async (page) => {
  const outputs = [output("chart", CHART), output("image/svg+xml", DRAWING)];
  await show(page, [...outputs, output("text/html", `<p>a</p>${DRAWING}`)].join(""));
  assert.deepEqual(await undrawn(page), []);
});

test("undrawn() finds what is missing, empty, broken or without a size", async (page) => {
  for (
    const [outputs, fault, stroke = true] of [
      [output("chart", "an error"), "cell [1]: has no chart"],
      [output("chart", CHART), "cell [1]: has an empty chart", false],
      [output("chart", '<canvas width="0" height="9"></canvas>'), "cell [1]: has an empty chart"],
      [output("chart", `<div hidden>${CHART}</div>`), "cell [1]: has an empty chart"],
      [output("image/svg+xml", "&lt;svg&gt;"), "cell [1]: has no drawing"],
      [
        output("text/html", '<img src="data:image/png,">'),
        "cell [1]: has a broken picture: data:image/png,",
      ],
      [
        output("text/html", `<p hidden>${DRAWING}</p>`),
        `cell [1]: has a broken picture: ${DRAWING.slice(10, 70)}`,
      ],
    ] as const
  ) {
    await show(page, outputs, stroke);
    assert.deepEqual(await undrawn(page), [fault]);
  }
});

/** A notebook of one cell. */
function notebook(...outputs: Output["data"][]): Notebook {
  const cell = {
    cell_type: "code" as const,
    metadata: {},
    source: "1 + 1",
    execution_count: 1,
    outputs: outputs.map((data): Output => ({ output_type: "display_data", data })),
  };
  return { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const SAVED = notebook(
  { "text/html": ["<p>4 of 4\n", "pictures</p>"], "text/plain": "4" },
  { "application/vnd.vegalite.v5+json": {}, "image/svg+xml": SVG, "text/plain": "a line" },
  { "image/svg+xml": SVG, "text/plain": "a line" },
  { "text/markdown": "*so*", "text/plain": "so" },
);
const PAGE = [
  output("text/html", "<p>4 of 4 pictures</p>"),
  output("chart", CHART),
  output("image/svg+xml", DRAWING),
  output("text/markdown", "<p><em>so</em></p>"),
];

test("shownCells() gives what savedCells() gives of the same outputs", async (page) => {
  await show(page, PAGE.join(""));
  assert.deepEqual(await shownCells(page), await savedCells(page, SAVED));
});

test("shownCells() differs where an output is old, poorer, missing or not of its turn", async (page) => {
  const others = [
    PAGE.with(0, output("text/html", "<p>3 of 4 pictures</p>")),
    PAGE.with(1, output("image/svg+xml", DRAWING)),
    PAGE.with(2, output("image/svg+xml", DRAWING.replace("L9", "L8"))),
    PAGE.slice(0, 3),
    PAGE.with(0, PAGE[3]).with(3, PAGE[0]),
  ];
  for (const other of others) {
    await show(page, other.join(""));
    assert.notDeepEqual(await shownCells(page), await savedCells(page, SAVED));
  }
  await show(page, PAGE.join("") + '<div class="jp-CodeCell"></div>');
  assert.notDeepEqual(await shownCells(page), await savedCells(page, SAVED));
});
