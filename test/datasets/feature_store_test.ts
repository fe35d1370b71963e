import assert from "node:assert/strict";
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { FeatureStore, type PictureEntry, type StoreDescription } from "#lib/datasets";
import { MINI_PIPELINE } from "#lib/image";
import { readSafetensors } from "#lib/tensor";
import type { ShardFeatures } from "../../lib/datasets/feature_shard.ts";
import { FeatureStoreWriter, type Shard } from "../../lib/datasets/feature_store_writer.ts";
import { inFolder } from "../temporary.ts";

const DESCRIPTION: StoreDescription = {
  encoder: "toy",
  weights: "0123456789abcdef".repeat(4),
  pipeline: MINI_PIPELINE,
  grid: true,
  shardSize: 2,
};

/** Five pictures, with the ids 10 to 14. */
const PICTURES: readonly PictureEntry[] = ["a", "b", "c", "d", "e"].map((name, i) => ({
  id: 10 + i,
  fileName: `${name}.jpg`,
  checksum: name.repeat(64),
}));

/** The same without ids. */
const FILES = PICTURES.map(({ fileName, checksum }) => ({ fileName, checksum }));

interface Toy {
  description?: StoreDescription;
  pictures?: readonly PictureEntry[];
  /** Places of pictures that cannot be decoded. */
  without?: readonly number[];
}

/** Picture `i` has the pooled features (i, −i), and 10 i + p at position p of its grid `[3, 1]`. */
function toyFeatures(
  { from, to }: Shard,
  { description = DESCRIPTION, without = [] }: Toy,
): ShardFeatures {
  const all = Array.from({ length: to - from }, (_, i) => from + i);
  const kept = all.filter((i) => !without.includes(i)), n = kept.length;
  const pooled = Float32Array.from(kept.flatMap((i) => [i, -i]));
  const grid = Float16Array.from(kept.flatMap((i) => [0, 1, 2].map((p) => 10 * i + p)));
  return {
    pooled: { dtype: "F32", shape: n === 0 ? [0, 0] : [n, 2], data: pooled },
    grid: description.grid
      ? { dtype: "F16", shape: n === 0 ? [0, 0, 0] : [n, 3, 1], data: grid }
      : undefined,
    skipped: all.filter((i) => without.includes(i))
      .map((i) => ({ index: i - from, reason: `Cannot decode "${i}": it is empty` })),
  };
}

async function openToy(folder: string, toy: Toy = {}): Promise<FeatureStoreWriter> {
  const { description = DESCRIPTION, pictures = PICTURES } = toy;
  return await FeatureStoreWriter.open(folder, { description, pictures });
}

/** Writes a store, or the first shards of one. */
async function writeToy(folder: string, toy: Toy = {}, shards = Infinity): Promise<void> {
  const writer = await openToy(folder, toy);
  for (const shard of writer.missing.slice(0, shards)) {
    await writer.write(shard, toyFeatures(shard, toy));
  }
  if (shards === Infinity) await writer.finish();
}

function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "hex")]));
}

Deno.test("a store gives back rows, pictures and grids by id", async () => {
  await inFolder(async (folder) => {
    await writeToy(folder);
    const store = await FeatureStore.open(folder);
    assert.deepEqual(store.description, DESCRIPTION);
    assert.deepEqual(store.pictures, PICTURES);
    assert.deepEqual(store.skipped, []);
    assert.deepEqual([store.width, store.gridShape], [2, [3, 1]]);
    assert.deepEqual(await store.pooled(), {
      rows: Float32Array.of(0, -0, 1, -1, 2, -2, 3, -3, 4, -4),
      width: 2,
    });
    assert.deepEqual(await store.grid([14, 10, 12, 10]), {
      values: Float32Array.of(40, 41, 42, 0, 1, 2, 20, 21, 22, 0, 1, 2),
      shape: [4, 3, 1],
    });
    assert.deepEqual(await store.grid([]), { values: new Float32Array(), shape: [0, 3, 1] });
  });
});

Deno.test("a store is shards of a fixed number of pictures and an index; each says what made it", async () => {
  await inFolder(async (folder) => {
    await writeToy(folder, { without: [1] });
    const shards = [0, 1, 2].map((number) => `shard-0000${number}.safetensors`);
    assert.deepEqual(readdirSync(folder).sort(), ["index.json", ...shards]);
    const { tensors, metadata } = await readSafetensors(join(folder, shards[0]));
    assert.deepEqual([...tensors].map(([name, { dtype, shape }]) => [name, dtype, shape]), [
      ["image_id", "I32", [1]],
      ["pooled", "F32", [1, 2]],
      ["grid", "F16", [1, 3, 1]],
    ]);
    assert.deepEqual(tensors.get("image_id")!.data, Int32Array.of(10));
    assert.equal(metadata.encoder, "toy");
    assert.equal(metadata.weights, DESCRIPTION.weights);
    assert.deepEqual(JSON.parse(metadata.pipeline), MINI_PIPELINE);
    assert.deepEqual(JSON.parse(metadata.pictures), PICTURES.slice(0, 2));
    const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
    assert.deepEqual(index, {
      format: 1,
      encoder: "toy",
      weights: DESCRIPTION.weights,
      pipeline: { ...MINI_PIPELINE },
      shardSize: 2,
      pictures: 5,
      pooled: [4, 2],
      grid: [4, 3, 1],
      shards: shards.map((file, i) => ({ file, rows: [1, 2, 1][i] })),
      skipped: [{ fileName: "b.jpg", reason: 'Cannot decode "1": it is empty' }],
    });
  });
});

Deno.test("a store without ids goes by file names, one without grid has none", async () => {
  await inFolder(async (folder) => {
    await writeToy(folder, { pictures: FILES });
    const store = await FeatureStore.open(folder);
    assert.deepEqual(store.pictures, FILES.map((file) => ({ id: undefined, ...file })));
    assert.deepEqual((await store.grid(["d.jpg"])).values, Float32Array.of(30, 31, 32));
    await assert.rejects(store.grid([13]), RangeError);
    const { tensors } = await readSafetensors(join(folder, "shard-00000.safetensors"));
    assert.deepEqual([...tensors.keys()], ["pooled", "grid"]);

    const plain = join(folder, "plain");
    await writeToy(plain, { description: { ...DESCRIPTION, grid: false } });
    const pooled = await FeatureStore.open(plain);
    assert.equal(pooled.gridShape, undefined);
    await assert.rejects(pooled.grid([10]), {
      name: "TypeError",
      message: `Cannot give a grid: "${plain}" holds pooled features only`,
    });
  });
});

Deno.test("pictures that cannot be decoded have no row, even if a whole shard has none", async () => {
  await inFolder(async (folder) => {
    await writeToy(folder, { without: [0, 1, 3] });
    const store = await FeatureStore.open(folder);
    assert.deepEqual(store.pictures.map(({ id }) => id), [12, 14]);
    assert.deepEqual(store.skipped.map(({ fileName }) => fileName), ["a.jpg", "b.jpg", "d.jpg"]);
    assert.deepEqual((await store.pooled()).rows, Float32Array.of(2, -2, 4, -4));
    assert.deepEqual((await store.grid([14])).values, Float32Array.of(40, 41, 42));
    await assert.rejects(store.grid([12, 13]), {
      name: "RangeError",
      message: "Cannot give a grid: there must be one of picture 13",
    });
  });
});

Deno.test("a store without a single row is not finished", async () => {
  await inFolder(async (folder) => {
    await assert.rejects(writeToy(folder, { without: [0, 1, 2, 3, 4] }), {
      message:
        `Cannot finish the feature store "${folder}": at least one picture must be readable, ` +
        'current number is 0 of 5 (Cannot decode "0": it is empty)',
    });
    assert.ok(!readdirSync(folder).includes("index.json"));
  });
});

Deno.test("what is missing is written, and the store has the bytes of one written at once", async () => {
  await inFolder(async (folder) => {
    const whole = join(folder, "whole"), broken = join(folder, "broken");
    await writeToy(whole, { without: [2] });
    await writeToy(broken, { without: [2] }, 1);
    await assert.rejects(FeatureStore.open(broken), {
      message: `Cannot read the feature store "${broken}": it must have an index.json, ` +
        "which an extraction writes last",
    });
    const numbers = (await openToy(broken)).missing.map(({ number }) => number);
    assert.deepEqual(numbers, [1, 2]);
    // What a kill leaves half written, and a file that is none of the store's.
    const half = join(broken, "shard-00001.safetensors.0123abcd.partial");
    writeFileSync(half, "half");
    utimesSync(half, 1, 1);
    writeFileSync(join(broken, "notes.txt"), "mine");
    await writeToy(broken, { without: [2] });
    assert.deepEqual(contents(broken), { ...contents(whole), "notes.txt": "6d696e65" });
    assert.ok((await openToy(broken)).finished);

    rmSync(join(broken, "shard-00000.safetensors"));
    assert.ok(!(await openToy(broken)).finished);
    await writeToy(broken, { without: [2] });
    assert.deepEqual(contents(broken), { ...contents(whole), "notes.txt": "6d696e65" });
  });
});

Deno.test("a half file that somebody is still writing is left to him", async () => {
  await inFolder(async (folder) => {
    const writer = await openToy(folder), partial = "shard-00001.safetensors.0123abcd.partial";
    for (const shard of writer.missing) await writer.write(shard, toyFeatures(shard, {}));
    await new Promise((done) => setTimeout(done, 20));
    writeFileSync(join(folder, partial), "half");
    await writer.finish();
    assert.ok(readdirSync(folder).includes(partial));
  });
});

/** Changes of what is wanted, with what the refusal says of them. */
const OTHERS: Readonly<Record<string, [toy: Toy, message: RegExp]>> = {
  "another encoder": [
    { description: { ...DESCRIPTION, encoder: "other" } },
    /its encoder must be "other", current value is "toy"/,
  ],
  "other weights": [
    { description: { ...DESCRIPTION, weights: "f".repeat(64) } },
    /weights must have the SHA-256 ffffffffffff…, current value is 0123456789ab…/,
  ],
  "another pipeline": [
    { description: { ...DESCRIPTION, pipeline: { ...MINI_PIPELINE, shortSide: 128 } } },
    /its pipeline's shortSide must be 128, current value is 112/,
  ],
  "no grid": [
    { description: { ...DESCRIPTION, grid: false } },
    /it must have no grid, current tensors are pooled and grid/,
  ],
  "shards of another size": [
    { description: { ...DESCRIPTION, shardSize: 3 } },
    /its shards must be of 3 pictures, current value is 2/,
  ],
  "a picture that has changed": [
    { pictures: PICTURES.with(1, { ...PICTURES[1], checksum: "f".repeat(64) }) },
    /"b\.jpg" must have the SHA-256 ffffffffffff…, current value is bbbbbbbbbbbb… \(the picture has/,
  ],
  "a picture that has gone": [
    { pictures: PICTURES.with(0, { ...PICTURES[0], checksum: "" }) },
    /"a\.jpg" must have the SHA-256 none, current value is aaaaaaaaaaaa…/,
  ],
  "a picture of another name": [
    { pictures: PICTURES.with(1, { ...PICTURES[1], fileName: "z.jpg" }) },
    /in shard-00000\.safetensors, picture 1 must be "z\.jpg", current value is "b\.jpg"/,
  ],
  "a picture of another id": [
    { pictures: PICTURES.with(1, { ...PICTURES[1], id: 7 }) },
    /the id of "b\.jpg" must be 7, current value is 11/,
  ],
  "pictures without ids": [
    { pictures: FILES },
    /the id of "a\.jpg" must be undefined, current value is 10/,
  ],
};

for (const [name, [toy, message]] of Object.entries(OTHERS)) {
  Deno.test(`a store is refused for ${name}, finished or not, and stays as it is`, async () => {
    for (const shards of [1, Infinity]) {
      await inFolder(async (folder) => {
        await writeToy(folder, {}, shards);
        const before = contents(folder);
        await assert.rejects(openToy(folder, toy), (error: Error) => {
          assert.ok(error.message.startsWith(`Cannot use the feature store "${folder}": `));
          assert.match(error.message, message);
          assert.match(error.message, /; choose another folder or delete this one$/);
          return true;
        });
        assert.deepEqual(contents(folder), before);
      });
    }
  });
}

Deno.test("a store is refused for fewer or more pictures", async () => {
  await inFolder(async (folder) => {
    await writeToy(folder);
    const more = [...PICTURES, { id: 15, fileName: "f.jpg", checksum: "f".repeat(64) }];
    for (const pictures of [more, PICTURES.slice(0, 4)]) {
      await assert.rejects(openToy(folder, { pictures }), {
        message: RegExp(`it must be of ${pictures.length} pictures, current value is 5;`),
      });
    }
    rmSync(join(folder, "index.json"));
    for (
      const [count, message] of [[6, /00002.*, there must be 2/], [2, /00001.*, there must be 0/]]
    ) {
      const pictures = more.slice(0, count as number);
      await assert.rejects(openToy(folder, { pictures }), { message: message as RegExp });
    }
  });
});

Deno.test("pictures that cannot be told apart in a store are refused", async () => {
  await inFolder(async (folder) => {
    const refused = async (pictures: readonly PictureEntry[], message: RegExp) =>
      await assert.rejects(openToy(folder, { pictures }), { message });
    await refused([], /^Cannot store features: there must be at least one picture, current/);
    await refused([...FILES, FILES[1]], /each picture must be listed once, "b\.jpg" is not$/);
    await refused([...PICTURES, { ...PICTURES[1], fileName: "z" }], /listed once, 11 is not$/);
    await refused([...PICTURES, FILES[1]], /must have an id, or none, current number is 5 of 6$/);
    await refused([{ ...PICTURES[0], id: 2 ** 31 }], /of 32 bits, current value is 2147483648$/);
    await refused([{ ...FILES[0], fileName: "/x/a.jpg" }], /must be relative, current value is/);
    const description = { ...DESCRIPTION, shardSize: 0 };
    await assert.rejects(openToy(folder, { description }), RangeError);
  });
});

Deno.test("a shard must have a row for each of its pictures, and the tensors of its store", async () => {
  await inFolder(async (folder) => {
    const writer = await openToy(folder), [shard] = writer.missing;
    const { pooled, grid } = toyFeatures(shard, {}), skipped = [{ index: 0, reason: "x" }];
    await assert.rejects(writer.write(shard, { pooled, grid, skipped }), {
      name: "TypeError",
      message: /"pooled" must have 1 rows, current value is 2$/,
    });
    await assert.rejects(writer.write(shard, { pooled, skipped: [] }), {
      name: "TypeError",
      message: /it must have a grid$/,
    });
    assert.deepEqual(readdirSync(folder), []);
  });
});

Deno.test("a damaged store is refused by the name of the file", async () => {
  await inFolder(async (folder) => {
    const store = join(folder, "store"), shard = join(store, "shard-00001.safetensors");
    const other = join(folder, "other"), index = join(store, "index.json");
    await writeToy(store);
    await writeToy(other, { description: { ...DESCRIPTION, weights: "f".repeat(64) } });

    copyFileSync(join(other, "shard-00001.safetensors"), shard);
    await assert.rejects(FeatureStore.open(store), {
      message: /^Cannot use ".*shard-00001\.safetensors": its encoder's weights must have/,
    });
    copyFileSync(join(store, "shard-00002.safetensors"), shard);
    await assert.rejects(
      FeatureStore.open(store),
      /00001.*: it must have 2 rows, current value is 1/,
    );
    truncateSync(shard, 600);
    for (const open of [() => FeatureStore.open(store), () => openToy(store)]) {
      await assert.rejects(open, { name: "SyntaxError", message: /shard-00001\.safetensors/ });
    }
    copyFileSync("data/mini/mini-resnet.safetensors", shard);
    await assert.rejects(
      openToy(store),
      /00001\.safetensors": it is not a shard of a feature store/,
    );
    rmSync(shard);
    await assert.rejects(FeatureStore.open(store), /00001\.safetensors": there is no such file/);

    writeFileSync(index, '{"format": 2}');
    await assert.rejects(FeatureStore.open(store), {
      message: 'Cannot read "index.json": "format" must be 1, current value is 2',
    });
    writeFileSync(index, "{");
    await assert.rejects(FeatureStore.open(store), /Cannot read "index\.json": line 1/);
    await assert.rejects(openToy(index), /"[^"]*index\.json": it must be a folder/);
  });
});

Deno.test("39,181 pictures with grids of 49 × 768 take less than 3.1 GB", async () => {
  await inFolder(async (folder) => {
    const count = 64, description = { ...DESCRIPTION, shardSize: 32 }; // headings weigh more than with 256
    const pictures = Array.from({ length: count }, (_, id) => ({
      id,
      fileName: `VizWiz_train_${String(id).padStart(8, "0")}.jpg`,
      checksum: "0".repeat(64),
    }));
    const writer = await openToy(folder, { description, pictures });
    for (const shard of writer.missing) {
      await writer.write(shard, {
        pooled: { dtype: "F32", shape: [32, 512], data: new Float32Array(32 * 512) },
        grid: { dtype: "F16", shape: [32, 49, 768], data: new Float16Array(32 * 49 * 768) },
        skipped: [],
      });
    }
    await writer.finish();
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    const bytes = sizes.reduce((sum, size) => sum + size, 0) / count;
    assert.ok(bytes >= 2 * 49 * 768 + 4 * 512 + 4);
    assert.ok(39_181 * bytes < 3.1e9, `${bytes} bytes a picture`);
  });
});
