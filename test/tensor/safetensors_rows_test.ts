import assert from "node:assert/strict";
import { join } from "node:path";
import { type StoredTensor, writeSafetensors } from "#lib/tensor";
import { readSafetensorsRows } from "../../lib/tensor/safetensors_rows.ts";
import { inFolder } from "../temporary.ts";

/** Calls with a file of a table `[3, 2]`, an empty one, and a scalar. */
async function withFile(test: (path: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, "a.safetensors");
    const tensors = new Map<string, StoredTensor>([
      ["before", { dtype: "U8", shape: [3], data: Uint8Array.of(9, 9, 9) }],
      ["table", { dtype: "F16", shape: [3, 2], data: Float16Array.of(1, 2, 3, 4, 5, 6) }],
      ["empty", { dtype: "F32", shape: [0, 2], data: new Float32Array() }],
      ["scalar", { dtype: "I32", shape: [], data: Int32Array.of(7) }],
    ]);
    await writeSafetensors(path, { tensors });
    await test(path);
  });
}

Deno.test("readSafetensorsRows() gives rows in the order wanted, as often as wanted", async () => {
  await withFile(async (path) => {
    assert.deepEqual(await readSafetensorsRows(path, { name: "table", rows: [2, 0, 2] }), {
      dtype: "F16",
      shape: [3, 2],
      data: Float16Array.of(5, 6, 1, 2, 5, 6),
    });
    for (const name of ["table", "empty"]) {
      const { shape, data } = await readSafetensorsRows(path, { name, rows: [] });
      assert.deepEqual([shape, data.length], [[0, 2], 0]);
    }
  });
});

Deno.test("readSafetensorsRows() names a row or a tensor that is not there", async () => {
  await withFile(async (path) => {
    for (const row of [3, -1, 0.5]) {
      await assert.rejects(readSafetensorsRows(path, { name: "table", rows: [0, row] }), {
        name: "RangeError",
        message:
          `Cannot read "${path}": a row of "table" must be from 0 to 2, current value is ${row}`,
      });
    }
    await assert.rejects(readSafetensorsRows(path, { name: "empty", rows: [0] }), RangeError);
    await assert.rejects(readSafetensorsRows(path, { name: "scalar", rows: [0] }), RangeError);
    await assert.rejects(readSafetensorsRows(path, { name: "grid", rows: [0] }), {
      name: "RangeError",
      message: /it must hold "grid", current tensors are "before", "table"/,
    });
    await assert.rejects(
      readSafetensorsRows(`${path}x`, { name: "table", rows: [0] }),
      /no such file/,
    );
  });
});
