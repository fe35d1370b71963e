import assert from "node:assert/strict";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GridReader } from "#lib/datasets";
import { inFolder } from "../temporary.ts";

/** Two files with rows of three numbers, behind a heading of 8 bytes. */
async function withFiles(run: (files: { path: string; start: number }[]) => Promise<void> | void) {
  await inFolder(async (folder) => {
    const files = [[1, 2, 3, 4, 5, 6], [7, 8, -0, NaN, Infinity, 6.1e-5]].map((values, i) => {
      const path = join(folder, `${i}`), halves = new Float16Array(values);
      const bytes = new Uint8Array(8 + halves.byteLength);
      bytes.set(new Uint8Array(halves.buffer), 8);
      writeFileSync(path, bytes);
      return { path, start: 8 };
    });
    await run(files);
  });
}

const PLACES = [{ shard: 1, row: 0 }, { shard: 0, row: 1 }, { shard: 1, row: 0 }];

Deno.test("rows come in the order in which they are asked for, as often as they are asked for", async () => {
  await withFiles((files) => {
    const reader = new GridReader(files, { width: 3 });
    assert.deepEqual([...reader.raw(PLACES)], [7, 8, -0, 4, 5, 6, 7, 8, -0]);
    assert.deepEqual([...reader.raw([])], []);
    assert.deepEqual([...reader.widened([])], []);
    reader.close();
  });
});

Deno.test("widened numbers are those that a conversion gives, all 65,536 of them", async () => {
  await inFolder((folder) => {
    const path = join(folder, "all"), halves = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    writeFileSync(path, new Uint8Array(halves.buffer));
    const exact = Float32Array.from(new Float16Array(halves.buffer));
    for (const [width, row] of [[65_536, 0], [13, 2_000]]) {
      const reader = new GridReader([{ path, start: 0 }], { width });
      const wide = reader.widened([{ shard: 0, row }]);
      assert.deepEqual(wide, exact.slice(row * width, (row + 1) * width));
      reader.close();
    }
  });
});

Deno.test("rows are read into the memory that the caller gives, and nothing beside it is touched", async () => {
  await withFiles((files) => {
    const reader = new GridReader(files, { width: 3 });
    const half = new Float16Array(8).fill(9), wide = new Float32Array(8).fill(9);
    assert.equal(reader.raw(PLACES.slice(0, 2), half.subarray(1, 7)).buffer, half.buffer);
    assert.equal(reader.widened(PLACES.slice(0, 2), wide.subarray(1, 7)).buffer, wide.buffer);
    assert.deepEqual([...half], [9, 7, 8, -0, 4, 5, 6, 9]);
    assert.deepEqual([...wide], [9, 7, 8, -0, 4, 5, 6, 9]);
    reader.close();
  });
});

Deno.test("a file that has become shorter is named", async () => {
  await withFiles((files) => {
    truncateSync(files[1].path, 12);
    const reader = new GridReader(files, { width: 3 });
    for (const read of [() => reader.raw(PLACES), () => reader.widened(PLACES)]) {
      assert.throws(read, /Cannot read ".*1": it has become shorter/);
    }
    reader.close();
  });
});
