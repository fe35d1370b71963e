import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { adam } from "#lib/optim";
import { liveHandles, mul, startTensors, tensor2d, zeros } from "#lib/tensor";
import { crossEntropy, readCheckpoint, train } from "#lib/training";
import { inFolder } from "../temporary.ts";
import {
  decoder,
  features,
  METADATA,
  options,
  stoppedAt,
  UPDATES,
  weights,
  WIDTH,
} from "./tiny_training.ts";

await startTensors();

Deno.test("train() lowers the loss, and gives one loss an update", async () => {
  const { course } = await train(decoder(), options({ updates: 120, evaluateEvery: 120 }));
  assert.equal(course.losses.length, 120);
  const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
  assert.ok(mean(course.losses.slice(-10)) < 0.7 * mean(course.losses.slice(0, 10)));
  // 120 updates are 40 epochs of 4 + 4 + 1 captions.
  assert.equal(course.captions, 40 * 9);
});

Deno.test("train() keeps the weights of the best evaluation, not the last", async () => {
  const kept = decoder(), stopped = decoder();
  const { best, course } = await train(kept, options());
  assert.deepEqual(course.evaluations.map(({ update }) => update), [3, 6, 9, 12]);
  await train(stopped, options({ updates: 6 }));
  const expected = await weights(stopped), last = await weights(kept);
  for (const [name, { data }] of best) {
    assert.deepEqual(data, expected[name], name);
    assert.notDeepEqual(data, last[name], name);
  }
});

Deno.test("train() with the same seed gives the same bits", async () => {
  const [a, b] = [decoder(), decoder()];
  await train(a, options());
  await train(b, options());
  assert.deepEqual(await weights(a), await weights(b));
});

Deno.test("train() broken off at any update and resumed gives the same bits as unbroken", async () => {
  const whole = decoder();
  const { course, best } = await train(whole, options());
  for (let stopAt = 1; stopAt < UPDATES; stopAt++) {
    await inFolder(async (folder) => {
      const checkpoint = { path: join(folder, "c.safetensors"), metadata: METADATA };
      await stoppedAt(stopAt, options({ checkpoint }));
      const resumed = decoder();
      const second = await train(resumed, options({ checkpoint }));
      assert.deepEqual(await weights(resumed), await weights(whole), `stopped at ${stopAt}`);
      assert.deepEqual(second.course.losses, course.losses);
      assert.deepEqual(second.course.evaluations, course.evaluations);
      assert.deepEqual(
        [...second.best].map(([, { data }]) => data),
        [...best].map(([, { data }]) => data),
      );
    });
  }
});

Deno.test("train() of a finished run's checkpoint makes no further update", async () => {
  await inFolder(async (folder) => {
    const checkpoint = { path: join(folder, "c.safetensors"), metadata: METADATA };
    const first = decoder(), second = decoder();
    await train(first, options({ checkpoint }));
    const kinds: string[] = [];
    await train(second, options({ checkpoint, onProgress: ({ event }) => kinds.push(event.kind) }));
    assert.deepEqual(kinds, ["begin", "end"]);
    assert.deepEqual(await weights(second), await weights(first));
  });
});

Deno.test("train() stops at a loss that is not finite, and leaves the checkpoint before it", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "c.safetensors");
    let batches = 0;
    const broken = (ids: readonly number[]) => {
      if (++batches <= 4) return features(ids);
      return {
        pooled: tensor2d(new Float32Array(ids.length * WIDTH).fill(NaN), [ids.length, WIDTH]),
        grid: zeros([ids.length, 0, WIDTH]),
      };
    };
    await assert.rejects(
      train(decoder(), options({ features: broken, checkpoint: { path, metadata: METADATA } })),
      {
        name: "RangeError",
        message: "Cannot train: the loss must be finite, current value is NaN in update 5 at " +
          `learning rate 0.01; the last good checkpoint is "${path}" of update 3`,
      },
    );
    assert.equal((await readCheckpoint(path, METADATA))?.optimizer.count, 3);
  });
});

Deno.test("train() stops at gradients that are not finite, before they touch a weight", async () => {
  const whole = crossEntropy(), model = decoder(), four = decoder();
  const broken: typeof whole = {
    name: "broken",
    async slopes(decoder, lesson) {
      const slopes = await whole.slopes(decoder, lesson);
      if (lesson.update < 5) return slopes;
      const gradients = Object.entries(slopes.gradients).map(([name, gradient], i) => [
        name,
        i === 2 ? mul(gradient, NaN) : gradient,
      ]);
      return { ...slopes, gradients: Object.fromEntries(gradients) };
    },
  };
  for (const optimizer of [adam(0.01), options().optimizer]) {
    await assert.rejects(train(model, options({ objective: broken, optimizer })), {
      name: "RangeError",
      message: "Cannot train: the norm of the gradients must be finite, current value is NaN in " +
        "update 5 at learning rate 0.01; no checkpoint was written before",
    });
    await train(four, options({ optimizer, updates: 4 }));
    assert.deepEqual(await weights(model), await weights(four));
  }
});

Deno.test("train() keeps no checkpoint of weights that are not finite, and no score that is not", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "c.safetensors"), checkpoint = { path, metadata: METADATA, every: 0 };
    const optimizer = adam((update) => update < 3 ? 0.01 : 1e39);
    await assert.rejects(train(decoder(), options({ optimizer, checkpoint })), {
      name: "RangeError",
      message:
        /^Cannot train: every number of ".+" must be finite in update 3 at learning rate 1e\+39; the last good checkpoint is ".*c\.safetensors" of update 2$/,
    });
    assert.equal((await readCheckpoint(path, METADATA))?.optimizer.count, 2);
  });
  const evaluate = () => Promise.resolve({ loss: 1, score: NaN });
  await assert.rejects(train(decoder(), options({ evaluate })), {
    name: "RangeError",
    message: /the score must be finite, current value is NaN in update 3 at learning rate 0\.01/,
  });
});

for (const [scores, last] of [[[1, 2, 3, 4], 12], [[2, 1, 2, 9], 9], [[2, 3, 1, 1], 12]] as const) {
  Deno.test(`train() with patience 2 and the scores ${scores} ends after update ${last}`, async () => {
    let looks = 0;
    const evaluate = () => Promise.resolve({ loss: 1, score: scores[looks++] });
    const { course } = await train(decoder(), options({ evaluate, patience: 2 }));
    assert.equal(course.losses.length, last);
    assert.equal(course.ended, last < UPDATES ? "no better score" : "all updates made");
  });
}

Deno.test("train() that lost its patience ends at once when it is resumed", async () => {
  await inFolder(async (folder) => {
    const checkpoint = { path: join(folder, "c.safetensors"), metadata: METADATA };
    const changes = { checkpoint, patience: 1 };
    const first = decoder(), second = decoder();
    const { course } = await train(first, options(changes, 3));
    assert.equal(course.losses.length, 6);
    const again = await train(second, options(changes, 3));
    assert.deepEqual(again.course, course);
    assert.deepEqual(await weights(second), await weights(first));
  });
});

Deno.test("train() lets a signal end an evaluation, and makes it up after going on", async () => {
  await inFolder(async (folder) => {
    const checkpoint = { path: join(folder, "c.safetensors"), metadata: METADATA };
    const whole = decoder(), resumed = decoder(), stop = new AbortController();
    const first = await train(whole, options());
    const evaluate = (signal?: AbortSignal) => {
      stop.abort();
      signal!.throwIfAborted();
      return Promise.resolve({ loss: 0, score: 0 });
    };
    await assert.rejects(
      train(decoder(), options({ checkpoint, evaluate, signal: stop.signal })),
      { name: "AbortError" },
    );
    const left = (await readCheckpoint(checkpoint.path, METADATA))!;
    assert.deepEqual([left.optimizer.count, left.course.evaluations.length], [3, 0]);
    const second = await train(resumed, options({ checkpoint }));
    assert.deepEqual(second.course.evaluations, first.course.evaluations);
    assert.deepEqual(await weights(resumed), await weights(whole));
    assert.deepEqual([...second.best], [...first.best]);
  });
});

Deno.test("train() refuses numbers that make no training", async () => {
  for (const wrong of [{ accumulate: 0 }, { patience: 1.5 }, { evaluateEvery: 0 }]) {
    const [[name, value]] = Object.entries(wrong);
    await assert.rejects(train(decoder(), options(wrong)), {
      name: "RangeError",
      message: `Cannot train: ${name} must be a whole number from 1, current value is ${value}`,
    });
  }
});

Deno.test("train() reports a checkpoint that cannot be written, and leaves no part of it", async () => {
  await inFolder(async (folder) => {
    const blocked = join(folder, "file");
    Deno.writeTextFileSync(blocked, "in the way");
    const checkpoint = { path: join(blocked, "c.safetensors"), metadata: METADATA };
    await assert.rejects(train(decoder(), options({ checkpoint })), /Cannot write .*in the way/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
    assert.ok(!existsSync(checkpoint.path));
  });
});

Deno.test("train() leaves no tensor behind, stopped or not", async () => {
  const run = async (signal?: AbortSignal) => {
    const model = decoder();
    await train(model, options({ signal })).catch(() => {});
    model.dispose();
  };
  const stopped = AbortSignal.abort();
  await run();
  await run(stopped);
  const before = liveHandles();
  await run();
  await run(stopped);
  assert.equal(liveHandles(), before);
});
