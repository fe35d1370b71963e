/**
 * Trainings that are killed without warning at seeded moments, and go on.
 *
 * Three moments are tried, and as many as `--moments` says: `deno task test:kill` tries twenty.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Random } from "#lib/tensor";
import { inFolder } from "../temporary.ts";
import { runCommand } from "./command.ts";
import { begunIn, eventsIn, type Moment, stopTraining } from "./training_process.ts";

const MOMENTS = Number(
  Deno.args.find((each) => each.startsWith("--moments="))?.split("=")[1] ?? 3,
);
const UPDATES = 16;

/** A run that writes megabytes into a checkpoint after every update. */
function args(folder: string, ...more: string[]): string[] {
  const settings = { updates: UPDATES, evaluateEvery: 4, batchSize: 8 };
  return [
    ...["--experiment", "cnn-lstm", "--images", "40", "--out", folder],
    ...Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
    ...more,
  ];
}

/** A moment somewhere in the training, in the writing of a checkpoint, or in that of the results. */
function momentOf(index: number): Moment {
  const random = new Random(index);
  const update = 1 + random.integer(UPDATES - 1);
  if (index % 7 === 2) {
    const writing = random.pick(["weights", "captions", "scores", "record"]);
    return { update: UPDATES, writing };
  }
  if (index % 2 === 1) return { update, writing: "checkpoint", delay: random.pick([0, 0, 0, 5]) };
  return { update, delay: random.integer(100) };
}

/** What a run leaves, its training's course without what the clock says. */
function results(folder: string) {
  return {
    weights: readFileSync(join(folder, "weights.safetensors"), "hex"),
    captions: readFileSync(join(folder, "captions.json"), "utf8"),
    course: eventsIn(folder)
      .filter(({ kind }) => kind === "update" || kind === "evaluation" || kind === "end")
      .map((event) => ({ ...event, seconds: 0 })),
    files: readdirSync(folder).sort(),
  };
}

Deno.test("train that is killed goes on to the same weights, bit for bit", async (t) => {
  await inFolder(async (parent) => {
    const whole = join(parent, "whole"), inWrites: string[] = [];
    const unbroken = await runCommand("train", ...args(whole));
    assert.equal(unbroken.code, 0, unbroken.stderr);
    const expected = results(whole);
    for (let index = 0; index < MOMENTS; index++) {
      const moment = momentOf(index);
      await t.step(`killed at moment ${index}: ${JSON.stringify(moment)}`, async () => {
        const folder = join(parent, String(index)), run = args(folder, "--checkpoint-every", "0");
        const killed = await stopTraining(run, { folder, moment, signal: "SIGKILL" });
        assert.equal(killed.code, 137, `it must be killed before it ends: ${killed.stderr}`);
        inWrites.push(...begunIn(folder));
        const resumed = await runCommand("train", ...run, "--resume");
        assert.equal(resumed.code, 0, resumed.stderr);
        assert.deepEqual(results(folder), expected);
      });
    }
    assert.ok(inWrites.some((name) => name.startsWith("checkpoint")), "a write must be hit");
  });
});
