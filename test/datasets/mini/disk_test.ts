import assert from "node:assert/strict";
import { existsSync, globSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { generateMini } from "../../../lib/datasets/mini/mod.ts";
import { CAN_MOUNT, messageInReadOnlyFolder, mount, onSmallDisk } from "../../disk.ts";
import { inFolder } from "../../temporary.ts";

const COUNTS = { train: 24, val: 0, test: 0 };

Deno.test({
  name: "generateMini() leaves no half picture on a full disk, and goes on when there is room",
  ignore: !CAN_MOUNT,
  fn: async () => {
    await onSmallDisk(async (disk) => {
      // Something else has filled most of the disk.
      Deno.writeFileSync(join(disk, "other"), new Uint8Array(800_000));
      const generate = () => generateMini({ folder: join(disk, "mini"), counts: COUNTS });
      await assert.rejects(generate(), (error: Error) => {
        assert.match(error.message, /^Cannot write ".*Mini_train_\d{8}\.jpg": the disk is full$/);
        return true;
      });
      assert.deepEqual(globSync("**/*.partial", { cwd: disk }), []);
      assert.ok(!existsSync(join(disk, "mini", "generator.json")));
      mount(disk, "remount,size=16m");
      await generate();
      assert.equal(readdirSync(join(disk, "mini", "train")).length, 24);
      assert.deepEqual(readdirSync(join(disk, "mini")).sort(), [
        "annotations",
        "generator.json",
        "test",
        "train",
        "val",
      ]);
    });
  },
});

Deno.test("generateMini() says that a folder may not be written to, as an ordinary user", async () => {
  await inFolder(async (folder) => {
    const message = await messageInReadOnlyFolder(
      folder,
      `import { generateMini } from "#lib/datasets/mini";
      ---
      await generateMini({ folder: folder + "/mini", counts: { train: 1, val: 0, test: 0 } });`,
    );
    const path = join(folder, "mini", "generator.started.json");
    assert.equal(message, `Cannot write "${path}": no permission to write there`);
    assert.deepEqual(readdirSync(folder), []);
  });
});
