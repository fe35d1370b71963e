import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { layoutOf } from "#lib/setup";
import { serializeNotebook, tidyNotebook } from "../../../lib/cli/reports/ipynb.ts";
import {
  CellError,
  executeNotebook,
  failureOf,
  jupyterEnvironment,
} from "../../../lib/cli/reports/nbconvert.ts";
import { inFolder } from "../../temporary.ts";

/** The end of nbconvert's log when a cell fails, cut down. */
const LOG = `[NbConvertApp] Converting notebook a.ipynb to notebook
[NbConvertApp] Executing cell:
const x = 1;
Traceback (most recent call last):
  File "nbclient/client.py", line 919, in _check_raise_for_error
    raise CellExecutionError.from_cell_and_msg(cell, exec_reply_content)
nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:
------------------
const split = await loadSplit(study, "train");
split.images.length;
------------------


Stack trace:
SyntaxError: Cannot read "train.json": annotation 17 has no "image_id"
    at loadSplit (file:///vizwiz.ts:10:5)
`.split("\n");

Deno.test("failureOf() says which cell failed and what it said, without the tools' own traces", () => {
  assert.equal(
    failureOf(LOG, 3, "01-data.ipynb"),
    `Cannot execute "01-data.ipynb": code cell 3 failed
    const split = await loadSplit(study, "train");
    split.images.length;
which said
    Stack trace:
    SyntaxError: Cannot read "train.json": annotation 17 has no "image_id"
        at loadSplit (file:///vizwiz.ts:10:5)`,
  );
});

Deno.test("failureOf() takes the last failure where a log has several", () => {
  const twice = [...LOG, ...LOG.map((line) => line.replaceAll("split", "second"))];
  assert.match(failureOf(twice, 1, "a.ipynb"), /const second = /);
  assert.doesNotMatch(failureOf(twice, 1, "a.ipynb"), /const split = /);
});

Deno.test("failureOf() shows what the cell had printed, too", () => {
  const at = LOG.indexOf("------------------", LOG.indexOf("------------------") + 1);
  const printed = [
    "------------------",
    "",
    "----- stdout -----",
    "half way",
    "------------------",
  ];
  const text = failureOf([...LOG.slice(0, at), ...printed, ...LOG.slice(at + 1)], 1, "a.ipynb");
  assert.match(text, /half way/);
  assert.match(text, /annotation 17 has no "image_id"/);
});

Deno.test("failureOf() gives the end of the log when no cell is to blame", () => {
  const log = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  const text = failureOf([...log, "No such kernel named deno"], 0, "a.ipynb");
  assert.ok(text.startsWith('Cannot execute "a.ipynb": line 14\n'), text);
  assert.ok(text.endsWith("\nNo such kernel named deno"), text);
});

Deno.test("executeNotebook() names the cell that failed, and leaves the file as it was", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a b.ipynb");
    const sources = [
      "const one = 1;",
      'console.log(one);\nthrow new RangeError("out of it");',
      "3",
    ];
    const text = serializeNotebook(tidyNotebook({
      cells: sources.map((source) => ({ cell_type: "code", metadata: {}, source })),
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    }));
    writeFileSync(path, text);
    await assert.rejects(executeNotebook(path, { env: {} }), (error) => {
      assert.ok(error instanceof CellError);
      assert.match(
        error.message,
        /^Cannot execute "a b\.ipynb": code cell 2 failed\n {4}console\.log/,
      );
      assert.match(error.message, /\n {4}RangeError: out of it\n/);
      assert.doesNotMatch(error.message, /nbclient/);
      return true;
    });
    assert.equal(readFileSync(path, "utf8"), text);
  });
});

Deno.test("jupyterEnvironment() keeps Jupyter's tools inside the repository", () => {
  const env = jupyterEnvironment();
  assert.equal(env.JUPYTER_RUNTIME_DIR, join(layoutOf().venv, "runtime"));
  const paths = Object.values(env).filter(isAbsolute);
  assert.ok(paths.every((path) => path.startsWith(layoutOf().root)));
  assert.equal(env.JUPYTER_NO_CONFIG, "1");
});
