import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import {
  type Objective,
  pretrain,
  type PretrainingSettings,
} from "../../../lib/experiments/pretraining/pretrain.ts";
import { ClassHeads } from "../../../lib/experiments/pretraining/class_heads.ts";
import {
  add,
  liveHandles,
  mean,
  mul,
  Random,
  reshape,
  startTensors,
  type Tensor,
  tidy,
  type Variable,
  variable,
  zeros,
} from "#lib/tensor";
import { inFolder } from "../../temporary.ts";

await startTensors();

const SIDE = 3, WIDTH = SIDE * SIDE * 3, COUNT = 7;
/** Three batches of two an epoch, so that twelve updates are four epochs. */
const SETTINGS: PretrainingSettings = {
  batchSize: 2,
  updates: 12,
  rate: 0.05,
  warmUp: 3,
  augmentation: { shift: 1, turn: 0.5, brightness: 0.2, contrast: 0.2, balance: 0.1 },
  seed: 4,
};
const NORMALIZATION = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;

/** Dark and bright pictures. */
const PICTURES = {
  count: COUNT,
  side: SIDE,
  pixels: Uint8Array.from({ length: COUNT * WIDTH }, (_, i) => {
    return (Math.floor(i / WIDTH) % 2 ? 190 : 20) + i * 7 % 40;
  }),
};

/** Is it bright? With a running mean of what was seen, as a batch norm has. */
class BrightOrDark implements Objective {
  readonly heads = new ClassHeads(WIDTH, { bright: 2 }, new Random(1));
  readonly running: Variable = tidy(() => variable(zeros([]), false));
  readonly parameters = this.heads.parameters;
  readonly statistics = new Map([["mean", this.running]]);
  /** Pictures of each update. */
  readonly seen: number[][] = [];

  constructor(readonly afterLoss: (update: number) => void = () => {}) {}

  loss(images: Tensor, indices: Int32Array): Tensor {
    this.running.assign(tidy(() => add(mul(this.running, 0.9), mul(mean(images), 0.1))));
    this.seen.push([...indices]);
    this.afterLoss(this.seen.length);
    const pooled = reshape(images, [indices.length, WIDTH]);
    return this.heads.loss(pooled, { bright: indices.map((index) => index % 2) });
  }

  /** Everything that training moves. */
  async values(): Promise<number[][]> {
    const all = [...this.parameters.values(), this.running];
    return await Promise.all(all.map(async (each) => [...await each.data()]));
  }

  dispose(): void {
    this.heads.dispose();
    this.running.dispose();
  }
}

type Options = Partial<Parameters<typeof pretrain>[1]>;

function run(objective: Objective, changes: Options = {}) {
  return pretrain(objective, {
    pictures: PICTURES,
    settings: SETTINGS,
    normalization: NORMALIZATION,
    ...changes,
  });
}

/** Runs until the signal stops it after some updates. */
async function stopAfter(updates: number, changes: Options): Promise<BrightOrDark> {
  const stop = new AbortController();
  const objective = new BrightOrDark((update) => update === updates && stop.abort());
  await assert.rejects(run(objective, { ...changes, signal: stop.signal }), { name: "AbortError" });
  assert.equal(objective.seen.length, updates);
  return objective;
}

Deno.test("pretrain() lowers the loss, and gives one loss an update", async () => {
  const settings = { ...SETTINGS, updates: 60, rate: 0.02 };
  const { losses, seconds } = await run(new BrightOrDark(), { settings });
  assert.equal(losses.length, 60);
  assert.ok(seconds > 0);
  const late = losses.slice(-10).reduce((sum, loss) => sum + loss, 0) / 10;
  assert.ok(late < 0.2 * Math.LN2, String(late));
});

Deno.test("pretrain() shows every picture at most once an epoch, in an order that changes", async () => {
  const objective = new BrightOrDark();
  await run(objective);
  assert.deepEqual(objective.seen.map((batch) => batch.length), Array(12).fill(2));
  const epochs = [0, 3, 6, 9].map((first) => objective.seen.slice(first, first + 3).flat());
  for (const epoch of epochs) assert.equal(new Set(epoch).size, 6);
  assert.equal(new Set(epochs.map(String)).size, 4);
});

Deno.test("pretrain() with the same seed gives the same bits, with another others", async () => {
  const [a, b, c] = [new BrightOrDark(), new BrightOrDark(), new BrightOrDark()];
  const first = await run(a), second = await run(b);
  await run(c, { settings: { ...SETTINGS, seed: 5 } });
  assert.deepEqual(await a.values(), await b.values());
  assert.deepEqual(first.losses, second.losses);
  assert.notDeepEqual(await a.values(), await c.values());
});

Deno.test("pretrain() stopped after any update goes on to the same bits as unbroken", async () => {
  const whole = new BrightOrDark();
  const { losses } = await run(whole);
  // Within and at the end of an epoch, and before the last update.
  for (const updates of [1, 2, 3, 7, 11]) {
    await inFolder(async (folder) => {
      const checkpoint = `${folder}/c.checkpoint`;
      await stopAfter(updates, { checkpoint });
      const resumed = new BrightOrDark(), course = await run(resumed, { checkpoint });
      assert.equal(resumed.seen.length, 12 - updates);
      assert.deepEqual(resumed.seen, whole.seen.slice(updates));
      assert.deepEqual(await resumed.values(), await whole.values(), `stopped after ${updates}`);
      assert.deepEqual(course.losses, losses);
    });
  }
});

Deno.test("pretrain() stopped twice goes on to the same bits, too", () =>
  inFolder(async (folder) => {
    const checkpoint = `${folder}/c.checkpoint`, whole = new BrightOrDark();
    await run(whole);
    await stopAfter(4, { checkpoint });
    await stopAfter(5, { checkpoint });
    const resumed = new BrightOrDark();
    await run(resumed, { checkpoint });
    assert.equal(resumed.seen.length, 3);
    assert.deepEqual(await resumed.values(), await whole.values());
  }));

Deno.test("pretrain() keeps nothing without a checkpoint", () =>
  inFolder(async (folder) => {
    await stopAfter(2, {});
    await run(new BrightOrDark(), { checkpoint: `${folder}/c.checkpoint` });
    // Twelve updates are fewer than lie between two checkpoints.
    assert.ok(!existsSync(`${folder}/c.checkpoint`));
  }));

Deno.test("pretrain() ignores a checkpoint of other settings", async () => {
  const others: Partial<PretrainingSettings>[] = [
    { rate: 0.04 },
    { updates: 13 },
    { batchSize: 3 },
    { seed: 5 },
    { augmentation: { ...SETTINGS.augmentation, shift: 0 } },
  ];
  const fresh = new BrightOrDark();
  await run(fresh);
  for (const other of others) {
    await inFolder(async (folder) => {
      const checkpoint = `${folder}/c.checkpoint`;
      await stopAfter(2, { checkpoint, settings: { ...SETTINGS, ...other } });
      const objective = new BrightOrDark();
      await run(objective, { checkpoint });
      assert.equal(objective.seen.length, 12);
      assert.deepEqual(await objective.values(), await fresh.values());
    });
  }
});

Deno.test("pretrain() of a finished run makes no further update and gives its course", () =>
  inFolder(async (folder) => {
    const checkpoint = `${folder}/c.checkpoint`, settings = { ...SETTINGS, updates: 250 };
    const first = new BrightOrDark(), second = new BrightOrDark();
    const { losses } = await run(first, { checkpoint, settings });
    const course = await run(second, { checkpoint, settings });
    assert.equal(second.seen.length, 0);
    assert.deepEqual(await second.values(), await first.values());
    assert.deepEqual(course.losses, losses);
  }));

Deno.test("pretrain() reports every tenth update with the latest loss", async () => {
  const reports: string[] = [];
  const settings = { ...SETTINGS, updates: 25 };
  const { losses } = await run(new BrightOrDark(), {
    settings,
    onProgress: ({ done, total, unit, note }) => reports.push(`${done}/${total} ${unit}, ${note}`),
  });
  const mean = (n: number) => losses.slice(0, n).reduce((sum, loss) => sum + loss, 0) / n;
  assert.deepEqual(reports, [10, 20].map((n) => `${n}/25 updates, loss ${mean(n).toFixed(3)}`));
});

Deno.test("pretrain() leaves no tensor behind, stopped or not", () =>
  inFolder(async (folder) => {
    const once = async () => {
      const checkpoint = `${folder}/c.checkpoint`;
      (await stopAfter(3, { checkpoint })).dispose();
      const objective = new BrightOrDark();
      await run(objective, { checkpoint });
      objective.dispose();
      Deno.removeSync(checkpoint);
    };
    await once();
    const before = liveHandles();
    await once();
    assert.equal(liveHandles(), before);
  }));

Deno.test("pretrain() refuses fewer pictures than a batch, and a damaged checkpoint", () =>
  inFolder(async (folder) => {
    await assert.rejects(
      run(new BrightOrDark(), { settings: { ...SETTINGS, batchSize: 8 } }),
      new RangeError("Cannot pre-train: there must be at least 8 pictures, current value is 7"),
    );
    const checkpoint = `${folder}/c.checkpoint`;
    await stopAfter(2, { checkpoint });
    writeFileSync(checkpoint, readFileSync(checkpoint).subarray(0, -9));
    await assert.rejects(
      run(new BrightOrDark(), { checkpoint }),
      /^SyntaxError: Cannot read ".*c\.checkpoint": /,
    );
  }));

Deno.test("pretrain() stops at a loss that is not finite, and leaves the checkpoint before it", async () => {
  await inFolder(async (folder) => {
    const checkpoint = `${folder}/c`;
    const stopped = await stopAfter(4, { checkpoint });
    stopped.dispose();
    const before = readFileSync(checkpoint);
    const broken = new BrightOrDark();
    broken.loss = (images, indices) =>
      mul(BrightOrDark.prototype.loss.call(broken, images, indices), NaN);
    await assert.rejects(run(broken, { checkpoint }), {
      name: "RangeError",
      message: /^Cannot pre-train: the loss must be finite, current value is NaN in update 5 at /,
    });
    assert.deepEqual(readFileSync(checkpoint), before);
    broken.dispose();
  });
});
