import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Batches, type CaptionPair } from "#lib/datasets";
import { LstmDecoder } from "#lib/decoders";
import { adam, chain, clipByNorm } from "#lib/optim";
import { liveHandles, Random, startTensors, tensor2d, zeros } from "#lib/tensor";
import { readCheckpoint, train, type TrainOptions } from "#lib/training";

await startTensors();

const UPDATES = 12, WIDTH = 4;
const METADATA = { key: "a" };

/** Nine captions of one to four words. */
const PAIRS: CaptionPair[] = Array.from({ length: 9 }, (_, imageId) => ({
  imageId,
  tokens: Array.from({ length: 1 + imageId % 4 }, (_, t) => 4 + (imageId * 3 + t) % 8),
}));

function features(ids: readonly number[]) {
  const rows = ids.map((id) => Array.from({ length: WIDTH }, (_, k) => Math.sin(id * WIDTH + k)));
  return { pooled: tensor2d(rows, [ids.length, WIDTH]), grid: zeros([ids.length, 0, WIDTH]) };
}

function decoder(): LstmDecoder {
  return new LstmDecoder({
    vocabularySize: 12,
    featureWidth: WIDTH,
    embeddingWidth: 6,
    hiddenWidth: 5,
    layers: 2,
    dropout: 0.3,
  }, new Random(3));
}

/** Options of a short training whose score falls after the update `best`. */
function options(changes: Partial<TrainOptions> = {}, best = 6): TrainOptions {
  let evaluations = 0;
  return {
    optimizer: chain(clipByNorm(1), adam(0.01)),
    batches: new Batches(PAIRS, { batchSize: 4, maximumLength: 10, seed: 5, pool: 2 }),
    features,
    updates: UPDATES,
    evaluateEvery: 3,
    evaluate: () => {
      const update = ++evaluations * 3;
      return Promise.resolve({ loss: 1, score: 10 - Math.abs(update - best) });
    },
    random: new Random(7),
    ...changes,
  };
}

async function weights(model: LstmDecoder): Promise<Record<string, Float32Array>> {
  const values: Record<string, Float32Array> = {};
  for (const [name, parameter] of model.parameters) {
    values[name] = Float32Array.from(await parameter.data());
  }
  return values;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "train-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
      const stop = new AbortController();
      const onProgress = ({ done }: { done: number }) => done === stopAt && stop.abort();
      await assert.rejects(
        train(decoder(), options({ checkpoint, onProgress, signal: stop.signal })),
        { name: "AbortError" },
      );
      const resumed = decoder();
      // The evaluations after the break go on counting.
      const before = Math.floor(stopAt / 3);
      const rest = options({ checkpoint });
      for (let i = 0; i < before; i++) await rest.evaluate();
      const second = await train(resumed, rest);
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
    let updates = 0;
    await train(second, options({ checkpoint, onProgress: () => updates++ }));
    assert.equal(updates, 0);
    assert.deepEqual(await weights(second), await weights(first));
  });
});

Deno.test("train() refuses a checkpoint of another run, and a damaged one", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "c.safetensors");
    await train(decoder(), options({ checkpoint: { path, metadata: METADATA } }));
    await assert.rejects(
      train(decoder(), options({ checkpoint: { path, metadata: { key: "b" } } })),
      new Error(
        `Cannot go on from "${path}": it must be of the same run, but its "key" is another`,
      ),
    );
    const bytes = Deno.readFileSync(path);
    Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 7));
    await assert.rejects(
      train(decoder(), options({ checkpoint: { path, metadata: METADATA } })),
      SyntaxError,
    );
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
          "learning rate 0.01; the last checkpoint stays",
      },
    );
    assert.equal((await readCheckpoint(path, METADATA))?.optimizer.count, 3);
  });
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
