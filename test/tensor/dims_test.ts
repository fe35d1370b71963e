import assert from "node:assert/strict";
import { dims, startTensors, zeros } from "#lib/tensor";

await startTensors();

Deno.test("dims() binds each letter to the size of its axis", () => {
  const { B, P, G } = dims(zeros([2, 49, 8]), "B P G");
  assert.deepEqual([B, P, G], [2, 49, 8]);
});

Deno.test("dims() wants the same size for the same letter, within a shape and across shapes", () => {
  assert.equal(dims(zeros([3, 3]), "H H").H, 3);
  assert.throws(() => dims(zeros([3, 4]), "H H"), TypeError);
  assert.throws(() => dims(zeros([3, 4]), "B H", { B: 2 }), TypeError);
});

Deno.test("dims() takes a number for itself", () => {
  dims(zeros([5, 3]), "B 3");
  assert.throws(() => dims(zeros([5, 4]), "B 3"), TypeError);
});

Deno.test("dims() shows the shape that it wanted and the one that it got", () => {
  assert.throws(
    () => dims(zeros([3, 512]), "B T H", { B: 2 }),
    new TypeError(
      "Cannot use this tensor: its shape must be [B, T, H] with B = 2, current value is [3, 512]",
    ),
  );
});
