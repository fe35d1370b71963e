import assert from "node:assert/strict";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Random, startTensors, writeSafetensors } from "#lib/tensor";
import {
  hasCheckpoint,
  readCheckpoint,
  removeCheckpoints,
  train,
  type TrainingEvent,
} from "#lib/training";
import { inFolder } from "../temporary.ts";
import { decoder, METADATA, options, stoppedAt, weights } from "./tiny_training.ts";

await startTensors();

/** The training that nothing befell. */
const whole = decoder(), { course } = await train(whole, options());

/** Calls with the path of a checkpoint of update 5 that has one of update 4 beside it. */
async function withTwo(run: (path: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, "c.safetensors");
    await stoppedAt(5, options({ checkpoint: { path, metadata: METADATA, every: 0 } }));
    assert.deepEqual(readdirSync(folder).sort(), ["c.safetensors", "c.safetensors.previous"]);
    await run(path);
  });
}

/** What can befall a file, and how it is then refused. */
const ACCIDENTS: [string, (path: string) => Promise<void> | void, RegExp][] = [
  ["cut in its values", (path) => cut(path, 0.8), /its tensors must cover the data exactly/],
  ["cut in its header", (path) => cut(path, 0.01), /its header must fit into the file/],
  ["empty", (path) => cut(path, 0), /it must be at least 8 bytes long, current value is 0/],
  ["flipped in a value", (path) => flip(path, 0.6), /its bytes must be those of its checksum/],
  ["flipped in its checksum", (path) => flip(path, 1), /its bytes must be those of its checksum/],
  ["flipped in its header", (path) => flip(path, 0.01), /must/],
  [
    "replaced by a text",
    (path) => writeFileSync(path, "Dear diary, today I trained a captioner."),
    /its header must fit into the file .*is this another kind of file/,
  ],
  [
    "replaced by weights",
    (path) => writeSafetensors(path, { tensors: new Map(), metadata: METADATA }),
    /its last tensor must be its checksum, current one is none/,
  ],
  [
    "replaced by another run's",
    async (path) => {
      await removeCheckpointsOnly(path);
      await stoppedAt(2, options({ checkpoint: { path, metadata: { key: "b" } } }));
    },
    /it must be of the same run, but its "key" is another/,
  ],
];

function cut(path: string, share: number): void {
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.subarray(0, Math.floor(share * bytes.length)));
}

function flip(path: string, share: number): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(share * (bytes.length - 1))] ^= 4;
  writeFileSync(path, bytes);
}

/** The file alone, so that what is beside it stays. */
async function removeCheckpointsOnly(path: string): Promise<void> {
  await Deno.remove(path);
  if (existsSync(`${path}.previous`)) await Deno.rename(`${path}.previous`, `${path}.aside`);
}

for (const [accident, befall, reason] of ACCIDENTS) {
  Deno.test(`train() goes on from the checkpoint before one that is ${accident}, and says so`, async () => {
    await withTwo(async (path) => {
      await befall(path);
      if (existsSync(`${path}.aside`)) await Deno.rename(`${path}.aside`, `${path}.previous`);
      const good = readFileSync(`${path}.previous`), resumed = decoder();
      const events: TrainingEvent[] = [], warnings: string[] = [];
      const onProgress: NonNullable<Parameters<typeof options>[0]>["onProgress"] = (progress) => {
        events.push(progress.event);
        if (progress.warning) warnings.push(progress.warning);
        // The first new checkpoint takes the bad one's place: the good one is not given up for it.
        if (progress.event.kind === "checkpoint" && progress.event.update === 5) {
          assert.deepEqual(readFileSync(`${path}.previous`), good);
        }
      };
      const checkpoint = { path, metadata: METADATA, every: 0 };
      const second = await train(resumed, options({ checkpoint, onProgress }));
      assert.deepEqual(events[0], { kind: "begin", update: 4, evaluations: 1 });
      assert.equal(events[1].kind, "refused");
      assert.equal(warnings.length, 1);
      assert.match(warnings[0], /^c\.safetensors is not used \(.*\), but the one before it$/);
      assert.match(warnings[0], reason);
      assert.deepEqual(second.course.losses, course.losses);
      assert.deepEqual(await weights(resumed), await weights(whole));
    });
  });

  Deno.test(`train() refuses by name when both checkpoints are ${accident}`, async () => {
    await withTwo(async (path) => {
      await befall(path);
      copyFileSync(path, `${path}.previous`);
      const before = readFileSync(path);
      await assert.rejects(
        train(decoder(), options({ checkpoint: { path, metadata: METADATA } })),
        (error) => {
          const { message } = error as Error;
          assert.ok(message.startsWith(`Cannot go on from "${path}": `), message);
          assert.ok(message.includes(`; nor from "${path}.previous": `), message);
          assert.ok(message.endsWith("; delete both to start anew"), message);
          assert.match(message, reason);
          return true;
        },
      );
      assert.deepEqual(readFileSync(path), before);
    });
  });
}

Deno.test("train() refuses a bad checkpoint that has none before it, rather than start anew", async () => {
  await withTwo(async (path) => {
    await Deno.remove(`${path}.previous`);
    cut(path, 0.5);
    await assert.rejects(train(decoder(), options({ checkpoint: { path, metadata: METADATA } })), {
      message: new RegExp(`^Cannot go on from "${path}": its tensors .*; delete it to start anew$`),
    });
  });
});

Deno.test("train() goes on from the previous checkpoint alone: a kill between two renamings left it", async () => {
  const resumed = decoder();
  await withTwo(async (path) => {
    await Deno.rename(path, `${path}.0a1b2c3d.partial`);
    assert.ok(hasCheckpoint(path));
    const warnings: unknown[] = [];
    const onProgress = ({ warning }: { warning?: string }) => warning && warnings.push(warning);
    await train(resumed, options({ checkpoint: { path, metadata: METADATA }, onProgress }));
    assert.deepEqual(warnings, []);
    assert.deepEqual(await weights(resumed), await weights(whole));
    assert.ok(!existsSync(`${path}.0a1b2c3d.partial`), "what was begun is removed");
  });
});

Deno.test("readCheckpoint() notices a bit that has changed anywhere", async () => {
  await withTwo(async (path) => {
    await Deno.remove(`${path}.previous`);
    const bytes = readFileSync(path), random = new Random(4);
    for (let i = 0; i < 200; i++) {
      const at = random.integer(bytes.length), bit = 1 << random.integer(8);
      bytes[at] ^= bit;
      writeFileSync(path, bytes);
      await assert.rejects(
        readCheckpoint(path, METADATA),
        /^Error: Cannot go on from /,
        `byte ${at}`,
      );
      bytes[at] ^= bit;
    }
    writeFileSync(path, bytes);
    assert.equal((await readCheckpoint(path, METADATA))!.optimizer.count, 5);
  });
});

Deno.test("removeCheckpoints() removes all that belongs to a checkpoint and nothing else", async () => {
  await withTwo(async (path) => {
    writeFileSync(`${path}.0a1b2c3d.partial`, "");
    writeFileSync(`${path}.notes`, "");
    await removeCheckpoints(path);
    assert.ok(!hasCheckpoint(path));
    assert.deepEqual(readdirSync(join(path, "..")), ["c.safetensors.notes"]);
  });
});
