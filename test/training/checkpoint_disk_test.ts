import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../lib/training/checkpoint.ts";
import { CAN_MOUNT, messageInReadOnlyFolder, onSmallDisk } from "../disk.ts";
import { inFolder } from "../temporary.ts";

/** A checkpoint with so many numbers. */
function checkpoint(size: number, update = 1): Checkpoint {
  const weights = new Map([
    ["w", { dtype: "F32" as const, shape: [size], data: new Float32Array(size).fill(update) }],
  ]);
  return {
    parameters: weights,
    optimizer: { count: update, tensors: new Map() },
    best: new Map(),
    course: { losses: new Array(update).fill(1), evaluations: [], captions: 0, seconds: 0 },
    memory: [],
    metadata: { key: "k" },
  };
}

Deno.test({
  name: "writeCheckpoint() keeps the checkpoint before it when the disk is full, and says so",
  ignore: !CAN_MOUNT,
  fn: async () => {
    await onSmallDisk(async (disk) => {
      const path = join(disk, "checkpoint.safetensors");
      await writeCheckpoint(path, checkpoint(100_000));
      const before = readFileSync(path);
      // 400 kB are there, and 700 kB do not fit beside them, though alone they would.
      await assert.rejects(writeCheckpoint(path, checkpoint(175_000, 2)), {
        message: `Cannot write "${path}": the disk is full`,
      });
      assert.deepEqual(readdirSync(disk), ["checkpoint.safetensors"]);
      assert.deepEqual(readFileSync(path), before);
      assert.equal((await readCheckpoint(path, { key: "k" }))!.optimizer.count, 1);
      await writeCheckpoint(path, checkpoint(100_000, 3));
      assert.equal((await readCheckpoint(path, { key: "k" }))!.optimizer.count, 3);
    });
  },
});

Deno.test("writeCheckpoint() says that a folder may not be written to, as an ordinary user", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "checkpoint.safetensors");
    await writeCheckpoint(path, checkpoint(10));
    const before = readFileSync(path);
    const message = await messageInReadOnlyFolder(
      folder,
      `import { writeCheckpoint } from "./lib/training/checkpoint.ts";
      ---
      await writeCheckpoint(folder + "/checkpoint.safetensors", {
        parameters: new Map(), optimizer: { count: 2, tensors: new Map() }, best: new Map(),
        course: {}, metadata: {},
      });`,
    );
    assert.equal(message, `Cannot write "${path}": no permission to write there`);
    assert.deepEqual(readdirSync(folder), ["checkpoint.safetensors"]);
    assert.deepEqual(readFileSync(path), before);
  });
});
