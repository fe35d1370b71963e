import assert from "node:assert/strict";
import { gelu } from "#lib/nn";
import { Random, startTensors, tensor1d } from "#lib/tensor";
import { checkGradients, randomTensor } from "./gradient_check.ts";

await startTensors();

Deno.test("gelu() gives the value weighed by the normal distribution below it", async () => {
  const values = await gelu(tensor1d([-1, 0, 1, 2])).data();
  // Φ(1) = 0.8413447, Φ(2) = 0.9772499.
  [-0.1586553, 0, 0.8413447, 1.9544997].forEach((expected, i) =>
    assert.ok(Math.abs(values[i] - expected) < 1e-6, String(values[i]))
  );
});

Deno.test("gelu() agrees with finite differences", async () => {
  await checkGradients(gelu, [randomTensor([2, 5], new Random(1))]);
});
