import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readSafetensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";
import { command, type Ended, runCommand } from "./command.ts";

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

/** Starts training, sends a signal when the first update is reported, and waits for the end. */
async function stopAfterProgress(args: string[], signal: Deno.Signal): Promise<Ended> {
  const child = command("train", args).spawn();
  const stdout = new Response(child.stdout).text();
  let stderr = "", sent = false;
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
    if (!sent && /^training: \d+ of 100000 updates/m.test(stderr)) {
      sent = true;
      child.kill(signal);
    }
  }
  const { code } = await child.status;
  return { code, stdout: await stdout, stderr };
}

async function updatesIn(folder: string): Promise<number> {
  const { metadata } = await readSafetensors(join(folder, "checkpoint.safetensors"));
  return Number(metadata.updates);
}

Deno.test("train stops on a signal with a checkpoint and 85, and goes on with --resume only", async () => {
  await inFolder(async (parent) => {
    const folder = join(parent, "a run");
    const first = await stopAfterProgress(longRun(folder), "SIGTERM");
    assert.equal(first.code, 85, first.stderr);
    assert.equal(first.stdout, "");
    assert.match(first.stderr, /\nStopped; the same command with --resume goes on from here\n$/);
    assert.deepEqual(readdirSync(folder), ["checkpoint.safetensors"]);
    const updates = await updatesIn(folder);
    assert.ok(updates > 0);

    const refused = await runCommand("train", ...longRun(folder));
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^Cannot train into ".*a run": .*broken off; --resume goes on/);
    assert.equal(await updatesIn(folder), updates);

    const second = await stopAfterProgress(longRun(folder, "--resume"), "SIGINT");
    assert.equal(second.code, 85, second.stderr);
    const [, resumed] = second.stderr.match(/^training: (\d+) of/m)!;
    assert.equal(Number(resumed), updates + 1);
    assert.ok(await updatesIn(folder) > updates);
  });
});

Deno.test("train refuses to go on with a run of other settings", async () => {
  await inFolder(async (folder) => {
    await stopAfterProgress(longRun(folder), "SIGTERM");
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
