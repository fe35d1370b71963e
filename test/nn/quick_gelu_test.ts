import assert from "node:assert/strict";
import { quickGelu } from "#lib/nn";
import { Random, startTensors, tensor1d } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

Deno.test("quickGelu() is x times the sigmoid of 1.702 x", async () => {
  const xs = [-3, -1, 0, 0.5, 2], ys = await quickGelu(tensor1d(xs)).data();
  xs.forEach((x, i) => assert.ok(Math.abs(ys[i] - x / (1 + Math.exp(-1.702 * x))) < 1e-6));
});

Deno.test("quickGelu() is 0.846 at 1, where the exact unit is 0.841", async () => {
  const [value] = await quickGelu(tensor1d([1])).data();
  assert.ok(Math.abs(value - 0.8458) < 1e-3 && Math.abs(value - 0.8413) > 1e-3);
});

Deno.test("quickGelu() agrees with finite differences", async () => {
  await checkGradients(quickGelu, [randomTensor([3, 4], new Random(1))]);
});
