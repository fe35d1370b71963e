import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";
import { begunIn, eventsIn, stopTraining } from "./training_process.ts";

/** A run that would take hours: it ends when it is told to. */
function longRun(folder: string, ...more: string[]): string[] {
  return [
    ...["--experiment", "cnn-lstm", "--images", "60", "--out", folder],
    ...[
      "updates=100000",
      "evaluateEvery=100000",
      "hiddenWidth=16",
      "embeddingWidth=16",
      "batchSize=8",
    ]
      .flatMap((setting) => ["--set", setting]),
    ...more,
  ];
}

async function updatesIn(folder: string): Promise<number> {
  const { metadata } = await readSafetensors(join(folder, "checkpoint.safetensors"));
  return Number(metadata.updates);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGUSR1"] as const) {
  Deno.test(`train stops on ${signal} with a checkpoint and 85, and goes on with --resume only`, async () => {
    await inFolder(async (parent) => {
      const folder = join(parent, "a run");
      // Nearly all the time is spent on evaluations: one is under way when the signal comes.
      const args = longRun(folder, ...signal === "SIGUSR1" ? ["--set", "evaluateEvery=1"] : []);
      const stop = { folder, moment: { update: 1 }, signal };
      const first = await stopTraining(args, stop);
      assert.equal(first.code, 85, first.stderr);
      assert.ok(first.seconds < 10, `${first.seconds} s`);
      assert.equal(first.stdout, "");
      assert.match(first.stderr, /\nStopped; the same command with --resume goes on from here\n$/);
      assert.ok(readdirSync(folder).includes("checkpoint.safetensors"));
      assert.deepEqual(begunIn(folder), []);
      const updates = await updatesIn(folder);
      assert.ok(updates > 0);
      if (signal !== "SIGTERM") return;

      const refused = await runCommand("train", ...args);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /^Cannot train into ".*a run": .*broken off; --resume goes on/);
      assert.equal(await updatesIn(folder), updates);

      const further = { ...stop, moment: { update: updates + 1 } };
      const second = await stopTraining([...args, "--resume"], further);
      assert.equal(second.code, 85, second.stderr);
      assert.match(second.stderr, new RegExp(`^training: ${updates} of 100000 updates`, "m"));
      assert.ok(await updatesIn(folder) > updates);
    });
  });
}

Deno.test("train says on a line of its own that a checkpoint is not good, and uses the one before", async () => {
  await inFolder(async (folder) => {
    const args = longRun(folder, "--checkpoint-every", "0");
    const stop = { folder, moment: { update: 3 }, signal: "SIGTERM" } as const;
    await stopTraining(args, stop);
    const updates = await updatesIn(folder);
    Deno.truncateSync(join(folder, "checkpoint.safetensors"), 1000);
    const further = { ...stop, moment: { update: updates + 1 } };
    const { code, stderr } = await stopTraining([...args, "--resume"], further);
    assert.equal(code, 85, stderr);
    assert.match(
      stderr,
      /^training: checkpoint\.safetensors is not used \(its .*\), but the one before it$/m,
    );
    assert.match(stderr, new RegExp(`^training: ${updates - 1} of 100000 updates`, "m"));
    const made = eventsIn(folder).flatMap((event) => event.kind === "update" ? [event.update] : []);
    assert.deepEqual(made, made.map((_, i) => i + 1));
  });
});

Deno.test("train refuses to go on with a run of other settings", async () => {
  await inFolder(async (folder) => {
    await stopTraining(longRun(folder), { folder, moment: { update: 1 }, signal: "SIGTERM" });
    const updates = await updatesIn(folder);
    const { code, stderr } = await runCommand(
      "train",
      ...longRun(folder, "--resume", "--seed", "2"),
    );
    assert.equal(code, 1);
    assert.match(
      stderr,
      /Cannot go on from ".*checkpoint\.safetensors": it must be of the same run/,
    );
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal(await updatesIn(folder), updates);
  });
});

Deno.test("train finishes a tiny run, and the same command returns at once with the same scores", async () => {
  await inFolder(async (folder) => {
    const args = longRun(folder, "--set", "updates=3");
    const first = await runCommand("train", ...args);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /^BLEU-1 +0\.\d{3} +\[0\.\d{3}, 0\.\d{3}\]$/m);
    assert.deepEqual(readdirSync(folder).sort(), [
      "captions.json",
      "record.json",
      "scores.json",
      "training.log.jsonl",
      "weights.safetensors",
    ]);
    const second = await runCommand("train", ...args);
    assert.equal(second.code, 0, second.stderr);
    assert.equal(second.stdout, first.stdout);
    assert.doesNotMatch(second.stderr, /^training: (?!.*already there)/m);
    const other = await runCommand("train", ...args, "--seed", "2");
    assert.equal(other.code, 1);
    assert.match(other.stderr, /it holds a finished run of other settings or data/);
    assert.ok(existsSync(join(folder, "record.json")));
  });
});
