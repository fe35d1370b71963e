import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { FeatureStore, type PictureFile } from "#lib/datasets";
import {
  extractFeatures,
  type ExtractOptions,
  extractShare,
  type FrozenEncoder,
  frozenEncoder,
  type Progress,
} from "#lib/experiments";
import { loadBatch } from "#lib/image";
import { liveHandles, tensor } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

const FROZEN: FrozenEncoder = await frozenEncoder("mini-resnet", { root: "." });
const SHARD = 3;
/** Ten pictures, so four shards; one is a text. */
const COUNT = 10, TEXT = 4;

/** Draws small pictures of even colours and different shapes; the fifth is a text. */
async function drawPictures(folder: string): Promise<PictureFile[]> {
  mkdirSync(folder, { recursive: true });
  const pictures = Array.from({ length: COUNT }, (_, i) => {
    const fileName = `${i}.jpg`;
    return { id: 100 + i, fileName, path: join(folder, fileName) };
  });
  for (const [i, { path }] of pictures.entries()) {
    const background = { r: 25 * i, g: 200 - 20 * i, b: (90 * i) % 256 };
    await sharp({ create: { width: 20 + i, height: 30 - i, channels: 3, background } })
      .jpeg().toFile(path);
  }
  writeFileSync(pictures[TEXT].path, "This is not a picture.");
  return pictures;
}

/** Calls with ten pictures, and what encodes them into a store beside them. */
async function withPictures(
  test: (
    pictures: PictureFile[],
    extract: (store: string, options?: Partial<ExtractOptions>) => Promise<FeatureStore>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const pictures = await drawPictures(join(folder, "pictures"));
    const fixed = { frozen: FROZEN, grid: true, shardSize: SHARD };
    const extract = (store: string, options: Partial<ExtractOptions> = {}) =>
      extractFeatures(pictures, { ...fixed, folder: join(folder, store), ...options });
    await test(pictures, extract, folder);
  });
}

function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "hex")]));
}

/** Runs an extraction until so many pictures are reported. */
async function stopAt(
  count: number,
  extract: (options: Partial<ExtractOptions>) => Promise<FeatureStore>,
): Promise<number[]> {
  const stop = new AbortController(), reports: number[] = [];
  const onProgress = ({ done }: Progress) => {
    reports.push(done);
    if (done >= count) stop.abort();
  };
  await assert.rejects(extract({ onProgress, signal: stop.signal }), { name: "AbortError" });
  return reports;
}

Deno.test("extractFeatures() stores what the encoder gives directly", async () => {
  await withPictures(async (pictures, extract) => {
    const store = await extract("store");
    const kept = pictures.filter((_, i) => i !== TEXT);
    assert.deepEqual(store.pictures.map(({ id }) => id), kept.map(({ id }) => id));
    assert.deepEqual(store.skipped, [{
      fileName: "4.jpg",
      reason: 'Cannot decode "4.jpg": its content is not a JPEG, PNG or WebP picture',
    }]);
    assert.deepEqual([store.width, store.gridShape], [160, [49, 160]]);
    assert.equal(store.description.weights, FROZEN.checksum);

    const { pixels } = await loadBatch(kept.map(({ path }) => path), FROZEN.pipeline);
    const { imageSize: S } = FROZEN.encoder, input = tensor(pixels, [kept.length, S, S, 3]);
    const direct = FROZEN.encoder.encode(input);
    const pooled = await direct.pooled.data(), grid = await direct.grid.data();
    const { rows } = await store.pooled();
    // Sums of another batch size may be added in another order: a few units of the 24th bit.
    for (const [i, value] of rows.entries()) assert.ok(Math.abs(value - pooled[i]) <= 1e-5);
    const order = [7, 0, 3].map((i) => kept[i].id!);
    const { values, shape } = await store.grid(order);
    assert.deepEqual(shape, [3, 49, 160]);
    for (const [i, value] of values.entries()) {
      const exact = grid[[7, 0, 3][Math.floor(i / 7840)] * 7840 + i % 7840];
      // 16 bits keep 11 significant ones: half a unit of the last is 2^-11 of the value at most.
      assert.ok(Math.abs(value - exact) <= 2 ** -11 * Math.abs(exact) + 1e-5, `${value} ${exact}`);
    }
    for (const each of [input, direct.pooled, direct.grid]) each.dispose();
  });
});

Deno.test("extractFeatures() reports every batch, and returns at once when all is there", async () => {
  await withPictures(async (_, extract) => {
    const reports: unknown[] = [];
    const onProgress = ({ done, total, note }: Progress) => reports.push([done, total, note]);
    const first = await extract("store", { onProgress });
    assert.deepEqual(reports, [3, 6, 9, 10].map((done) => [done, 10, undefined]));
    reports.length = 0;
    const second = await extract("store", { onProgress });
    assert.deepEqual(reports, [[10, 10, "already there"]]);
    assert.deepEqual(second, first);
  });
});

Deno.test("pooled features do not depend on whether a grid is stored", async () => {
  await withPictures(async (_, extract) => {
    const both = await extract("both"), plain = await extract("plain", { grid: false });
    assert.deepEqual(await plain.pooled(), await both.pooled());
    assert.equal(plain.gridShape, undefined);
  });
});

Deno.test("an extraction that was stopped goes on to the bytes of one that was not", async () => {
  await withPictures(async (_, extract, folder) => {
    await extract("whole");
    const store = join(folder, "stopped");
    const run = (options: Partial<ExtractOptions>) => extract("stopped", options);
    assert.deepEqual(await stopAt(3, run), [3]);
    assert.deepEqual(readdirSync(store), ["shard-00000.safetensors"]);
    await assert.rejects(FeatureStore.open(store), /it must have an index\.json/);
    assert.deepEqual(await stopAt(9, run), [6, 9]);
    // What a kill leaves: half a file under a name of its own.
    const whole = readFileSync(join(folder, "whole", "shard-00003.safetensors"));
    const half = join(store, "shard-00003.safetensors.1a2b3c4d.partial");
    writeFileSync(half, whole.subarray(0, whole.length / 2));
    utimesSync(half, 1, 1);
    await run({});
    assert.deepEqual(contents(store), contents(join(folder, "whole")));
  });
});

Deno.test("a signal that has come before stops at once", async () => {
  await withPictures(async (_, extract, folder) => {
    await assert.rejects(extract("store", { signal: AbortSignal.abort() }), { name: "AbortError" });
    assert.deepEqual(readdirSync(folder), ["pictures"]);
  });
});

Deno.test("a shard is cut into batches of 32 at the same places, with any shards before it", async () => {
  await inFolder(async (folder) => {
    const [small] = await drawPictures(folder);
    const pictures = Array.from({ length: 130 }, (_, id) => ({ ...small, id }));
    const reports: number[] = [];
    const store = await extractFeatures(pictures, {
      frozen: FROZEN,
      folder: join(folder, "store"),
      grid: false,
      shardSize: 100,
      onProgress: ({ done }) => reports.push(done),
    });
    assert.deepEqual(reports, [32, 64, 96, 100, 130]);
    assert.equal(store.pictures.length, 130);
  });
});

Deno.test("a store of other weights or changed pictures is refused", async () => {
  await withPictures(async (pictures, extract) => {
    await extract("store");
    const frozen = { ...FROZEN, checksum: "f".repeat(64) };
    await assert.rejects(
      extract("store", { frozen }),
      /weights must have the SHA-256 ffffffffffff…/,
    );
    const pipeline = { ...FROZEN.pipeline, filter: "bicubic" as const };
    await assert.rejects(
      extract("store", { frozen: { ...FROZEN, pipeline } }),
      /its pipeline's filter must be "bicubic", current value is "bilinear"/,
    );
    // Of the same size, so that only the content tells.
    const bytes = readFileSync(pictures[0].path);
    bytes[bytes.length - 3] ^= 1;
    writeFileSync(pictures[0].path, bytes);
    await assert.rejects(
      extract("store"),
      /"0\.jpg" must have the SHA-256 .*the picture has changed/,
    );
  });
});

Deno.test("no pictures, and none that can be decoded, are errors that say so", async () => {
  await withPictures(async (pictures, _, folder) => {
    const options = { frozen: FROZEN, grid: true, folder: join(folder, "store") };
    await assert.rejects(extractFeatures([], options), {
      name: "RangeError",
      message: "Cannot store features: there must be at least one picture, current number is 0",
    });
    await assert.rejects(
      extractFeatures([pictures[TEXT]], options),
      /at least one picture must be readable, current number is 0 of 1 \(Cannot decode "4\.jpg"/,
    );
  });
});

Deno.test("a picture that is no longer there is skipped like one that is damaged", async () => {
  await withPictures(async ([first, second], _, folder) => {
    const gone = { ...second, path: join(folder, "gone.jpg") };
    const options = { frozen: FROZEN, grid: false, folder: join(folder, "store") };
    const store = await extractFeatures([first, gone], options);
    assert.deepEqual(store.skipped, [{
      fileName: "1.jpg",
      reason: 'Cannot read "gone.jpg": there is no such file',
    }]);
  });
});

Deno.test("no tensor stays, whether an extraction ends or is stopped", async () => {
  await withPictures(async (_, extract) => {
    await extract("first");
    const before = liveHandles();
    await extract("second");
    await stopAt(6, (options) => extract("third", options));
    assert.equal(liveHandles(), before);
  });
});

Deno.test("a grid that does not fit into 16 bits is refused, and no tensor stays", async () => {
  await withPictures(async (_, extract) => {
    const encode = () => ({
      pooled: tensor([1, 2, 3], [3, 1]),
      grid: tensor([1, 7e4, 2], [3, 1, 1]),
    });
    const { name, imageSize } = FROZEN.encoder;
    const encoder = { name, imageSize, encode, dispose() {} };
    const before = liveHandles();
    await assert.rejects(extract("store", { frozen: { ...FROZEN, encoder } }), {
      name: "RangeError",
      message: "Cannot store a grid in 16 bits: values must be from -65504 to 65504, " +
        "current value is 70000",
    });
    assert.equal(liveHandles(), before);
  });
});

Deno.test("jobs that share the shards make the store of one, in any order and side by side", async () => {
  await withPictures(async (pictures, extract, folder) => {
    await extract("whole");
    const store = join(folder, "shared"), fixed = { frozen: FROZEN, grid: true, shardSize: SHARD };
    const job = (index: number) =>
      extractShare(pictures, { ...fixed, folder: store, share: { index, of: 3 } });
    assert.equal(await job(2), undefined);
    const last = (await Promise.all([job(1), job(0)])).filter((each) => each !== undefined);
    assert.ok(last.length > 0); // whoever came last; both, if they ended together
    assert.deepEqual(contents(store), contents(join(folder, "whole")));
    assert.equal((await job(2))!.pictures.length, COUNT - 1); // all is there: at once
  });
});

Deno.test("jobs whose shards are more than there are have nothing to do", async () => {
  await withPictures(async (pictures, _, folder) => {
    const options = { frozen: FROZEN, grid: false, folder: join(folder, "store") };
    assert.equal(
      await extractShare(pictures, { ...options, share: { index: 5, of: 6 } }),
      undefined,
    );
    const store = await extractShare(pictures, { ...options, share: { index: 0, of: 6 } });
    assert.equal(store?.pictures.length, COUNT - 1);
  });
});
