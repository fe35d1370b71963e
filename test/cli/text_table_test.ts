import assert from "node:assert/strict";
import { textTable } from "../../lib/cli/text_table.ts";

Deno.test("textTable() sets the first column at the left and the others at the right", () => {
  const rows = [["", "run", "p"], ["BLEU-4", "0.1", "0.0499"], ["<unk>", "12 %"]];
  assert.deepEqual(textTable(rows), [
    "         run       p",
    "BLEU-4   0.1  0.0499",
    "<unk>   12 %",
  ]);
});

Deno.test("textTable() of nothing is nothing", () => {
  assert.deepEqual(textTable([]), []);
  assert.deepEqual(textTable([[]]), [""]);
});
