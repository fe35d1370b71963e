import assert from "node:assert/strict";
import { unitRows } from "#lib/nn";
import { Random, startTensors, tensor2d } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

Deno.test("unitRows() divides by the length, and leaves a row of zeros", async () => {
  const rows = await unitRows(tensor2d([[3, -4], [0, 0]])).data();
  assert.deepEqual([...rows].map((value) => Number(value.toFixed(6))), [0.6, -0.8, 0, 0]);
});

Deno.test("unitRows() agrees with finite differences", async () => {
  await checkGradients(unitRows, [randomTensor([3, 4], new Random(2))]);
});
