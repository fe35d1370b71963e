import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { COLOURS, KINDS, MATERIALS } from "#lib/datasets/mini";
import {
  generatorFingerprint,
  pretrainingPictures,
  RENDERED_SIDES,
  renderPictures,
  sceneAt,
} from "../../../lib/experiments/pretraining/pictures.ts";
import { readSafetensors } from "#lib/tensor";
import { inFolder } from "../../temporary.ts";
import { mean } from "../../datasets/mini/close.ts";
import { writeShard } from "./shards.ts";

const SEED = 31, SIZE = 112 * 112 * 3, SHARD = 500;
const GENERATOR = generatorFingerprint();
const FIRST = renderPictures({ seed: SEED, first: 0, count: 4 });

/** Fails if a picture is missing: then the signal stops it before a worker draws. */
function read(folder: string, count: number) {
  return pretrainingPictures({ folder, seed: SEED, count, signal: AbortSignal.abort() });
}

Deno.test("renderPictures() gives squares of 112 pixels and the labels of their scenes", () => {
  assert.equal(FIRST.pixels.length, 4 * SIZE);
  for (let i = 0; i < 4; i++) {
    const { kind, material, colour } = sceneAt(SEED, i);
    assert.equal(KINDS[FIRST.labels.kind[i]], kind);
    assert.equal(MATERIALS[FIRST.labels.material[i]], material);
    assert.equal(COLOURS[FIRST.labels.colour[i]], colour);
    const picture = FIRST.pixels.subarray(i * SIZE, (i + 1) * SIZE);
    assert.ok(new Set(picture).size > 50);
  }
  // Pictures are reduced, never enlarged: their shorter side is at least the square's.
  assert.ok(RENDERED_SIDES.every((side) => Math.round(0.75 * side / 4) * 4 >= 112));
});

Deno.test("renderPictures() gives a picture by seed and number, whatever else is drawn", () => {
  const alone = renderPictures({ seed: SEED, first: 2, count: 1 });
  assert.deepEqual(alone.pixels, FIRST.pixels.slice(2 * SIZE, 3 * SIZE));
  assert.equal(alone.labels.kind[0], FIRST.labels.kind[2]);
  const other = renderPictures({ seed: SEED + 1, first: 2, count: 1 });
  assert.ok(mean(other.pixels.map((value, i) => Math.abs(value - alone.pixels[i]))) > 5);
});

Deno.test("generatorFingerprint() is the same every time", () => {
  assert.equal(generatorFingerprint(), GENERATOR);
  assert.match(GENERATOR, /^[0-9a-f]{16}$/);
});

Deno.test("pretrainingPictures() draws a shard, stops between two, and goes on from there", () =>
  inFolder(async (folder) => {
    // What an older generator left is not taken for its own.
    await writeShard(folder, { ...FIRST, seed: SEED, generator: "0123456789abcdef" });
    const stop = new AbortController(), reports: number[] = [];
    await assert.rejects(
      pretrainingPictures({
        folder,
        seed: SEED,
        count: SHARD + 3,
        workers: 1,
        signal: stop.signal,
        onProgress: ({ done }) => {
          reports.push(done);
          stop.abort();
        },
      }),
      { name: "AbortError" },
    );
    assert.deepEqual(reports, [SHARD]);
    const files = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(files(), [`${SEED}-000000.safetensors`]);
    // The rest of the shards is there on the next call: nothing is drawn.
    await writeShard(folder, { ...FIRST, seed: SEED, first: SHARD, generator: GENERATOR });
    const { count, side, pixels, labels, generator } = await read(folder, SHARD + 3);
    assert.deepEqual([count, side, generator], [SHARD + 3, 112, GENERATOR]);
    assert.equal(pixels.length, count * SIZE);
    assert.deepEqual(pixels.slice(0, 4 * SIZE), FIRST.pixels);
    assert.deepEqual(labels.kind.slice(0, 4), FIRST.labels.kind);
    assert.deepEqual(pixels.slice(SHARD * SIZE), FIRST.pixels.slice(0, 3 * SIZE));
    assert.deepEqual(labels.colour.slice(SHARD), FIRST.labels.colour.slice(0, 3));
    // The last picture of the shard, and the same first pictures when fewer are asked for.
    const last = renderPictures({ seed: SEED, first: SHARD - 1, count: 1 });
    assert.deepEqual(pixels.slice((SHARD - 1) * SIZE, SHARD * SIZE), last.pixels);
    const few = await read(folder, 4);
    assert.deepEqual([few.count, few.pixels, few.labels], [4, FIRST.pixels, FIRST.labels]);
  }));

Deno.test("pretrainingPictures() reads what is there, and reports it", () =>
  inFolder(async (folder) => {
    const path = await writeShard(folder, { ...FIRST, seed: SEED, generator: GENERATOR });
    const before = readFileSync(path), reports: unknown[] = [];
    const { pixels } = await pretrainingPictures({
      folder,
      seed: SEED,
      count: 3,
      onProgress: (progress) => reports.push(progress),
    });
    assert.deepEqual(pixels, FIRST.pixels.slice(0, 3 * SIZE));
    assert.deepEqual(reports, [{ done: 3, total: 3, unit: "pictures" }]);
    assert.deepEqual(readFileSync(path), before);
    assert.equal((await readSafetensors(path)).metadata.generator, GENERATOR);
  }));

Deno.test("pretrainingPictures() takes no shard of another generator or seed, nor a damaged one", async (test) => {
  const shard = { ...FIRST, seed: SEED, generator: GENERATOR };
  const cases: Record<string, (folder: string) => Promise<unknown>> = {
    "another generator": (folder) => writeShard(folder, { ...shard, generator: "another" }),
    "another seed": (folder) => writeShard(folder, { ...shard, seed: SEED + 1 }),
    "a damaged file": async (folder) => {
      const path = await writeShard(folder, shard);
      writeFileSync(path, readFileSync(path).subarray(0, -5));
    },
    "no file": () => Promise.resolve(),
  };
  for (const [name, prepare] of Object.entries(cases)) {
    await test.step(name, () =>
      inFolder(async (folder) => {
        await prepare(folder);
        await assert.rejects(read(folder, 3), { name: "AbortError" });
      }));
  }
});
