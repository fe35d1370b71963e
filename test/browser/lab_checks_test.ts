import assert from "node:assert/strict";
import type { Cell, Notebook, Output } from "../../lib/cli/reports/ipynb.ts";
import { barFaults, lostOutputs } from "./lab_checks.ts";
import { CHART } from "./shown_outputs.ts";

const table: Output = {
  output_type: "execute_result",
  data: { "text/plain": "a b", "text/html": "<table></table>" },
};
const printed: Output = { output_type: "stream", name: "stdout", text: "a\n" };

/** A notebook with these outputs, one list a cell. */
function notebook(...outputs: Output[][]): Notebook {
  const cells = outputs.map((outputs, i): Cell => ({
    cell_type: "code",
    metadata: {},
    source: "1 + 1",
    execution_count: i + 1,
    outputs,
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const COMMITTED = notebook([], [table], [printed, table]);

Deno.test("lostOutputs() finds nothing where only the content differs", () => {
  const other = { ...table, data: { "text/html": "<p>c</p>", "text/plain": "c" } };
  assert.deepEqual(lostOutputs(COMMITTED, notebook([], [other], [printed, other])), []);
});

Deno.test("lostOutputs() is content with the picture that JupyterLab adds to a chart, and only there", () => {
  const chart: Output = { output_type: "display_data", data: { [CHART]: {}, "text/plain": "a" } };
  const saved = { ...chart, data: { ...chart.data, "image/png": "" } };
  assert.deepEqual(lostOutputs(notebook([chart]), notebook([saved])), []);
  assert.deepEqual(lostOutputs(notebook([saved]), notebook([chart])), []);
  const other = { ...table, data: { ...table.data, "image/png": "" } };
  assert.equal(lostOutputs(notebook([table]), notebook([other])).length, 1);
});

Deno.test("lostOutputs() names a lost output, a lost form, an error, and what was never there", () => {
  const plain = { ...table, data: { "text/plain": "a b" } };
  const error: Output = { output_type: "error", ename: "TypeError", evalue: "no", traceback: [] };
  const all = "text/html or text/plain";
  for (
    const [cells, fault] of [
      [[[], [], [printed, table]], `cell 2 has no output, not ${all}`],
      [[[], [table], [table]], `cell 3 has ${all}, not stream stdout, ${all}`],
      [[[], [plain], [printed, table]], `cell 2 has text/plain, not ${all}`],
      [[[], [error], [printed, table]], `cell 2 has error TypeError, not ${all}`],
      [[[printed], [table], [printed, table]], "cell 1 has stream stdout, not no output"],
      [[[], [table]], "2 cells, not 3"],
    ] as const
  ) {
    assert.deepEqual(lostOutputs(COMMITTED, notebook(...cells.map((cell) => [...cell]))), [fault]);
  }
});

Deno.test("lostOutputs() names a cell that did not run in its turn", () => {
  const executed = notebook([], [table], [printed, table]);
  executed.cells[1].execution_count = null;
  executed.cells[2].execution_count = 2;
  assert.deepEqual(lostOutputs(COMMITTED, executed), [
    "cell 2 has the count null",
    "cell 3 has the count 2",
  ]);
});

/** States of a bar that have a width in proportion. */
const states = (title: string, ...done: number[]) =>
  done.map((done) => ({ title, done, width: 2 * done }));

Deno.test("barFaults() is content with a bar that moves, beside one that is over at once", () => {
  assert.deepEqual(barFaults([...states("A", 4), ...states("B", 1, 1, 5, 9)]), []);
});

Deno.test("barFaults() finds that no bar moves, that one goes back, that only its words change", () => {
  assert.match(barFaults([])[0], /^no bar was seen to move: \[\]$/);
  assert.match(barFaults(states("A", 1, 1, 2))[0], /^no bar was seen to move/);
  assert.match(barFaults(states("A", 1, 2, 3).map((s) => ({ ...s, width: 0 })))[0], /^no bar/);
  assert.deepEqual(barFaults(states("A", 1, 2, 5, 3)), ['the bar "A" went back']);
});
