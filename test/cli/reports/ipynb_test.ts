import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Cell,
  codeCells,
  joined,
  type Notebook,
  readNotebook,
  serializeNotebook,
  tidyNotebook,
  titleOf,
} from "../../../lib/cli/reports/ipynb.ts";
import { DENO_VERSION } from "#lib/setup";
import { inFolder } from "../../temporary.ts";
import { notebook } from "./notebook.ts";

const prose = (source: string | string[]): Cell => ({
  cell_type: "markdown",
  metadata: {},
  source,
});
const code = (source: string | string[], more: Partial<Cell> = {}): Cell => ({
  cell_type: "code",
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
  ...more,
});

Deno.test("readNotebook() reads a notebook and refuses anything else by name", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.ipynb"), written = notebook(prose("# A"));
    writeFileSync(path, JSON.stringify(written));
    assert.deepEqual(await readNotebook(path), written);
    for (const text of ["{", "[]", "null", '{"nbformat": 3, "cells": []}', '{"nbformat": 4}']) {
      writeFileSync(path, text);
      await assert.rejects(readNotebook(path), (error) => {
        assert.ok(error instanceof SyntaxError, text);
        assert.ok(error.message.startsWith(`Cannot read "${path}": `), error.message);
        return true;
      });
    }
  });
});

Deno.test("joined() takes a text in one piece, in lines, or missing", () => {
  assert.equal(joined("a\nb"), "a\nb");
  assert.equal(joined(["a\n", "b"]), "a\nb");
  assert.equal(joined(undefined), "");
});

Deno.test("codeCells() gives the cells that a kernel runs, in order", () => {
  const cells = [prose("x"), code("1"), code(["  \n", " "]), code(["2\n", "3"]), prose("y")];
  const raw: Cell = { cell_type: "raw", metadata: {}, source: "4" };
  const found = codeCells(notebook(...cells, raw));
  assert.deepEqual(found.map(({ source }) => joined(source)), ["1", "2\n3"]);
});

Deno.test("titleOf() is the first heading of the prose, without its marks", () => {
  const first = notebook(
    code("# not this"),
    prose("text"),
    prose("## part\n# The *one* `t` $x$\n# two"),
  );
  assert.equal(titleOf(first), "The one t x");
  assert.equal(titleOf(notebook(prose("## only a part"), code("# code"))), undefined);
});

Deno.test("tidyNotebook() leaves nothing that changes from run to run or machine to machine", () => {
  const run = (time: string, pieces: string[]): Notebook => ({
    ...notebook(
      prose("# A"),
      code("show()", {
        id: "abc",
        metadata: { execution: { "iopub.status.busy": time }, tags: ["keep"], collapsed: true },
        execution_count: 3,
        outputs: [
          ...pieces.map((text) => ({ output_type: "stream" as const, name: "stdout", text })),
          { output_type: "stream", name: "stderr", text: ["b"] },
          { output_type: "display_data", data: { "text/plain": "c" }, metadata: { at: time } },
        ],
      }),
    ),
    metadata: { language_info: { version: time }, widgets: {} },
    nbformat_minor: 4,
  });
  const one = tidyNotebook(run("10:00", ["a\n", "A"])), two = tidyNotebook(run("11:00", ["a\nA"]));
  assert.deepEqual(one, two);
  assert.equal(one.nbformat_minor, 5);
  assert.equal(
    (one.metadata.kernelspec as Record<string, string>).display_name,
    `Deno ${DENO_VERSION}`,
  );
  const [first, second] = one.cells;
  assert.deepEqual(first, { cell_type: "markdown", id: "cell-1", metadata: {}, source: ["# A"] });
  assert.deepEqual([second.id, second.metadata, second.execution_count], [
    "abc",
    { tags: ["keep"] },
    3,
  ]);
  assert.deepEqual(second.outputs, [
    { output_type: "stream", name: "stdout", text: ["a\n", "A"] },
    { output_type: "stream", name: "stderr", text: ["b"] },
    { output_type: "display_data", data: { "text/plain": "c" }, metadata: {} },
  ]);
});

Deno.test("tidyNotebook() leaves its argument alone and is the same twice", () => {
  const original = notebook(
    code(["1\n", "2"], {
      outputs: [
        { output_type: "stream", name: "stdout", text: "a" },
        { output_type: "stream", name: "stdout", text: "b" },
      ],
    }),
  );
  const before = structuredClone(original), tidy = tidyNotebook(original);
  assert.deepEqual(original, before);
  assert.deepEqual(tidyNotebook(tidy), tidy);
  assert.equal(joined(tidy.cells[0].source), "1\n2");
});

Deno.test("serializeNotebook() sorts the keys, indents by one space, keeps the cells' order", () => {
  const text = serializeNotebook(notebook(prose(["b\n", "a"]), code("1")));
  assert.deepEqual(JSON.parse(text), notebook(prose(["b\n", "a"]), code("1")));
  assert.ok(
    text.startsWith(
      '{\n "cells": [\n  {\n   "cell_type": "markdown",\n   "metadata": {},\n   "source": [',
    ),
  );
  assert.ok(text.endsWith('],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n'));
});
