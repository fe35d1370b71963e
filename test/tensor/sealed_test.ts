import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors, readSealed, type StoredTensor, writeSealed } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

const TENSORS = new Map<string, StoredTensor>([
  ["a", { dtype: "F32", shape: [2, 1], data: Float32Array.of(1.5, -2) }],
  ["none", { dtype: "F32", shape: [0], data: new Float32Array() }],
]);

Deno.test("writeSealed() ends with the SHA-256 of all bytes before, and is read as a safetensors file", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a");
    await writeSealed(path, { tensors: TENSORS, metadata: { key: "k" } });
    const bytes = readFileSync(path);
    const expected = createHash("sha256").update(bytes.subarray(0, -32)).digest();
    assert.deepEqual(bytes.subarray(-32), expected);
    const { tensors } = await readSafetensors(path);
    assert.deepEqual([...tensors.keys()], ["a", "none", "sha256"]);
    assert.deepEqual(await readSealed(path), { tensors: TENSORS, metadata: { key: "k" } });
  });
});

Deno.test("readSealed() refuses a file of which one bit has changed, or that is cut anywhere", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a");
    await writeSealed(path, { tensors: TENSORS });
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] ^= 1 << at % 8;
      writeFileSync(path, bytes);
      await assert.rejects(readSealed(path), { name: "SyntaxError" }, `byte ${at}`);
      bytes[at] ^= 1 << at % 8;
      writeFileSync(path, bytes.subarray(0, at));
      await assert.rejects(readSealed(path), { name: "SyntaxError" }, `${at} bytes`);
    }
  });
});
