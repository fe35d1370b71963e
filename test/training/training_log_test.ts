import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startTensors } from "#lib/tensor";
import { train, type TrainingEvent, trainingLog, type TrainingProgress } from "#lib/training";
import { inFolder } from "../temporary.ts";
import { decoder, METADATA, options, stoppedAt, UPDATES } from "./tiny_training.ts";

await startTensors();

function eventsIn(path: string): TrainingEvent[] {
  return readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** What does not depend on the clock. */
function timeless(events: TrainingEvent[], kind: TrainingEvent["kind"]) {
  return events.filter((event) => event.kind === kind).map((event) => ({ ...event, seconds: 0 }));
}

Deno.test("trainingLog() keeps what happened, in its order", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "new", "log.jsonl"), log = trainingLog(path);
    const { course } = await train(decoder(), options({ onProgress: ({ event }) => log(event) }));
    const events = eventsIn(path);
    assert.equal(
      events.map(({ kind }) => kind[0]).join(""), // begin, update, evaluation, end
      "buuueuuueuuueuuuee",
    );
    const losses = events.flatMap((event) => event.kind === "update" ? [event.loss] : []);
    losses.forEach((loss, i) => assert.ok(Math.abs(loss - course.losses[i]) < 2e-5));
    assert.deepEqual(
      events.flatMap((event) => event.kind === "evaluation" ? [[event.update, event.best]] : []),
      [[3, true], [6, true], [9, false], [12, false]],
    );
    const update = events.find((event) => event.kind === "update")!;
    assert.deepEqual(Object.keys(update), ["kind", "update", "loss", "norm", "rate", "seconds"]);
    assert.equal(update.rate, 0.01);
    assert.ok(update.norm > 0 && update.seconds > 0);
  });
});

Deno.test("trainingLog() of a training that was broken off has each update and evaluation once", async () => {
  await inFolder(async (folder) => {
    const file = (name: string) => join(folder, name);
    const showing = (log: (event: TrainingEvent) => void) => ({ event }: TrainingProgress) =>
      log(event);
    const whole = showing(trainingLog(file("whole")));
    await train(decoder(), options({ onProgress: whole }));
    for (const stopAt of [1, 3, 8, UPDATES - 1]) {
      const path = file(`broken ${stopAt}`);
      const checkpoint = { path: file(`checkpoint ${stopAt}`), metadata: METADATA };
      const onProgress = showing(trainingLog(path));
      await stoppedAt(stopAt, options({ checkpoint, onProgress }));
      // What a killed training would have written after its last checkpoint, the last line cut.
      const update = { kind: "update", update: stopAt + 1, loss: 0, norm: 0, rate: 0, seconds: 0 };
      const look = { kind: "evaluation", update: stopAt, loss: 0, score: 0, best: true };
      appendFileSync(path, JSON.stringify(look) + "\n" + JSON.stringify(update) + '\n{"kind":"up');
      await train(decoder(), options({ checkpoint, onProgress }));
      const [actual, expected] = [eventsIn(path), eventsIn(file("whole"))];
      for (const kind of ["update", "evaluation", "end"] as const) {
        assert.deepEqual(timeless(actual, kind), timeless(expected, kind), `${kind}, ${stopAt}`);
      }
      assert.deepEqual(
        actual.flatMap((event) => event.kind === "begin" ? [event.update] : []),
        [0, stopAt],
      );
    }
  });
});

Deno.test("trainingLog() starts an old file anew with a training that starts anew", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "log");
    for (let time = 0; time < 2; time++) {
      const log = trainingLog(path);
      await train(decoder(), options({ updates: 2, onProgress: ({ event }) => log(event) }));
    }
    assert.deepEqual(eventsIn(path).map(({ kind }) => kind), [
      "begin",
      "update",
      "update",
      "evaluation",
      "end",
    ]);
  });
});
