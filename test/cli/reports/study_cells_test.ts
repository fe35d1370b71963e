import assert from "node:assert/strict";
import { type Cell, joined } from "../../../lib/cli/reports/ipynb.ts";
import { forStudy } from "../../../lib/cli/reports/study_cells.ts";
import { notebook } from "./notebook.ts";

const cell = (source: string, tags?: unknown): Cell => ({
  cell_type: "markdown",
  metadata: tags === undefined ? {} : { tags },
  source,
});
const texts = ({ cells }: { cells: Cell[] }) => cells.map(({ source }) => joined(source));
const whole = notebook(
  cell("# Title"),
  cell("for all", ["other"]),
  cell("about mini", ["other", "mini"]),
  cell("odd tags", "mini"),
);

Deno.test("forStudy() leaves a notebook as it is on mini", () => {
  assert.equal(forStudy(whole, "mini"), whole);
});

Deno.test("forStudy() leaves out what is about mini, and says so beneath the title", () => {
  const [title, notice, ...others] = texts(forStudy(whole, "vizwiz"));
  assert.equal(title, "# Title");
  assert.match(notice, /\*\*vizwiz\*\*.* left out/);
  assert.deepEqual(others, ["for all", "odd tags"]);
});

Deno.test("forStudy() changes nothing in the notebook it is given, and an empty one stays empty", () => {
  const before = structuredClone(whole);
  forStudy(whole, "vizwiz");
  assert.deepEqual(whole, before);
  assert.deepEqual(forStudy(notebook(), "vizwiz").cells, []);
});
