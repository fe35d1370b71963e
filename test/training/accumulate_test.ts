import assert from "node:assert/strict";
import { join } from "node:path";
import { Batches } from "#lib/datasets";
import { dispose, liveHandles, Random, startTensors } from "#lib/tensor";
import { crossEntropy, type Objective, train } from "#lib/training";
import { accumulatedSlopes } from "../../lib/training/accumulated_slopes.ts";
import { inFolder } from "../temporary.ts";
import {
  decoder,
  features,
  METADATA,
  options,
  PAIRS,
  stoppedAt,
  UPDATES,
  weights,
} from "./tiny_training.ts";

await startTensors();

/** Captions in their order, so many a batch: nine of them have 1 to 4 words. */
function inOrder(batchSize: number): Batches {
  return new Batches(PAIRS, { batchSize, maximumLength: 10 });
}

function lesson(batchSize: number) {
  const batches = [...inOrder(batchSize).epoch(0)]
    .map((batch, i) => ({ batch, random: new Random(i) }));
  return { batches, features, update: 1, memory: [] };
}

for (const size of [1, 2, 4]) {
  Deno.test(`accumulatedSlopes() over batches of ${size} are those of one batch of all`, async () => {
    const model = decoder(0);
    const whole = await accumulatedSlopes(model, crossEntropy(), lesson(9));
    const parts = await accumulatedSlopes(model, crossEntropy(), lesson(size));
    assert.ok(Math.abs(parts.loss - whole.loss) < 1e-6);
    for (const [name, gradient] of Object.entries(whole.gradients)) {
      const expected = await gradient.data(), actual = await parts.gradients[name].data();
      // Sums of float32 in another order.
      actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-7, name));
    }
  });
}

Deno.test("train() with accumulated batches goes the way of training on larger ones", async () => {
  const large = decoder(0), small = decoder(0);
  const { course } = await train(large, options({ batches: inOrder(9), updates: 6 }));
  const parts = { batches: inOrder(3), accumulate: 3, updates: 6 };
  const accumulated = await train(small, options(parts));
  assert.equal(accumulated.course.captions, 6 * 9);
  accumulated.course.losses.forEach((loss, i) =>
    assert.ok(Math.abs(loss - course.losses[i]) < 2e-5)
  );
});

Deno.test("accumulatedSlopes() holds no more tensors for many batches than for two", async () => {
  const model = decoder();
  const most = async (size: number) => {
    const before = liveHandles();
    let held = 0;
    const objective: Objective = {
      name: "watched",
      slopes: (...args) => {
        held = Math.max(held, liveHandles() - before);
        return crossEntropy().slopes(...args);
      },
    };
    dispose(Object.values((await accumulatedSlopes(model, objective, lesson(size))).gradients));
    return { held, left: liveHandles() - before };
  };
  await most(9); // values go to TensorFlow with the first operation
  const two = await most(5);
  assert.equal(two.left, 0);
  assert.deepEqual(await most(1), two);
});

Deno.test("accumulatedSlopes() hands the memory from batch to batch, and a stream of its own to each", async () => {
  const seen: [number, number][] = [];
  const objective: Objective = {
    name: "counts",
    slopes: async (decoder, lesson) => {
      const [count = 0] = lesson.memory;
      seen.push([count, lesson.mode.random.uniform()]);
      return { ...await crossEntropy().slopes(decoder, lesson), memory: [count + 1] };
    },
  };
  const { memory } = await accumulatedSlopes(decoder(), objective, lesson(3));
  assert.deepEqual(memory, [3]);
  assert.deepEqual(seen.map(([count]) => count), [0, 1, 2]);
  assert.equal(new Set(seen.map(([, drawn]) => drawn)).size, 3);
});

Deno.test("train() with accumulated batches, broken off and resumed, gives the same bits", async () => {
  const whole = decoder();
  const { course } = await train(whole, options({ accumulate: 2 }));
  for (const stopAt of [1, UPDATES - 1]) {
    await inFolder(async (folder) => {
      const checkpoint = { path: join(folder, "c.safetensors"), metadata: METADATA };
      await stoppedAt(stopAt, options({ checkpoint, accumulate: 2 }));
      const resumed = decoder();
      const second = await train(resumed, options({ checkpoint, accumulate: 2 }));
      assert.deepEqual(second.course.losses, course.losses);
      assert.deepEqual(await weights(resumed), await weights(whole), `stopped at ${stopAt}`);
    });
  }
});

Deno.test("train() that is stopped between two batches of an update gives the update up", async () => {
  const whole = decoder();
  await train(whole, options({ accumulate: 3 }));
  await inFolder(async (folder) => {
    const checkpoint = { path: join(folder, "c.safetensors"), metadata: METADATA };
    const stop = new AbortController(), before = liveHandles();
    const objective: Objective = {
      name: "stops",
      slopes: (decoder, lesson) => {
        if (lesson.update === 5) stop.abort();
        return crossEntropy().slopes(decoder, lesson);
      },
    };
    const stopped = decoder();
    await assert.rejects(
      train(stopped, options({ checkpoint, objective, accumulate: 3, signal: stop.signal })),
      { name: "AbortError" },
    );
    stopped.dispose();
    assert.equal(liveHandles(), before);
    const resumed = decoder(), updates: number[] = [];
    await train(
      resumed,
      options({
        checkpoint,
        accumulate: 3,
        onProgress: ({ event }) => event.kind === "update" && updates.push(event.update),
      }),
    );
    assert.equal(updates[0], 5);
    assert.deepEqual(await weights(resumed), await weights(whole));
  });
});
