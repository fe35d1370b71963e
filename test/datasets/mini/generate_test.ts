import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { loadVizwiz } from "#lib/datasets";
import { generateMini, loadTruth, type MiniOptions } from "#lib/datasets/mini";
import type { Progress } from "../../../lib/types.ts";
import { describe, photograph } from "../../../lib/datasets/mini/photograph.ts";
import { inFolder } from "../../temporary.ts";

const SEED = 5;
/** More than the ten pictures of a batch, so that a generation can stop between two. */
const COUNTS = { train: 12, val: 3, test: 2 };

const PICTURES = (["train", "val", "test"] as const).flatMap((split) =>
  Array.from(
    { length: COUNTS[split] },
    (_, i) => `${split}/Mini_${split}_${String(i).padStart(8, "0")}.jpg`,
  )
);
const ANNOTATIONS = ["train", "val", "test"]
  .flatMap((split) => [`annotations/${split}.json`, `annotations/truth_${split}.json`]);
const FINISHED = [...PICTURES, ...ANNOTATIONS, "generator.json"].sort();

function generate(folder: string, changes: Partial<MiniOptions> = {}) {
  return generateMini({ folder, seed: SEED, counts: COUNTS, ...changes });
}

/** Paths of all files of a folder, sorted. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.length + 1)).sort();
}

/** Bytes of all files by path. */
function bytesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesOf(folder).map((name) => [name, readFileSync(`${folder}/${name}`, "base64")]),
  );
}

/** What changes if a file is written again, by path: files are replaced, not overwritten. */
function identities(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesOf(folder).map((name) => {
      const { ino, mtimeMs } = statSync(`${folder}/${name}`);
      return [name, `${ino} ${mtimeMs}`];
    }),
  );
}

/** Names of the files of a folder that are the same as before, untouched. */
function kept(before: Record<string, string>, folder: string): string[] {
  const now = identities(folder);
  return Object.keys(now).filter((name) => now[name] === before[name]);
}

// deno-lint-ignore no-explicit-any
const json = (path: string): any => JSON.parse(readFileSync(path, "utf8"));

/** One finished set for all tests that only look at it. */
const whole = Deno.makeTempDirSync({ prefix: "mini-" });
const INFO = await generate(whole);
Deno.test.afterAll(() => rmSync(whole, { recursive: true }));

Deno.test("generateMini() writes VizWiz's folders and files, and nothing else", () => {
  assert.deepEqual(filesOf(whole), FINISHED);
  assert.deepEqual(INFO, { version: 1, seed: SEED, counts: COUNTS });
  assert.deepEqual(json(`${whole}/generator.json`), INFO);
});

Deno.test("generateMini() writes annotations with the keys of VizWiz-Captions, in its order", () => {
  for (const [split, first] of [["train", 0], ["val", 12], ["test", 15]] as const) {
    const root = json(`${whole}/annotations/${split}.json`), count = COUNTS[split];
    const keys = split === "test" ? ["info", "images"] : ["info", "images", "annotations"];
    assert.deepEqual(Object.keys(root), keys);
    assert.deepEqual(
      Object.keys(root.info),
      ["description", "license", "url", "version", "year", "contributor", "date_created"],
    );
    assert.equal(root.images.length, count);
    for (const [i, image] of root.images.entries()) {
      assert.deepEqual(Object.keys(image), ["file_name", "vizwiz_url", "id", "text_detected"]);
      assert.equal(`${split}/${image.file_name}`, PICTURES[first + i]);
      assert.deepEqual([image.id, typeof image.text_detected], [first + i, "boolean"]);
    }
    if (split === "test") continue;
    assert.equal(root.annotations.length, 5 * count);
    for (const [i, annotation] of root.annotations.entries()) {
      assert.deepEqual(Object.keys(annotation), [
        "caption",
        "image_id",
        "is_precanned",
        "is_rejected",
        "id",
        "text_detected",
      ]);
      // Numbers run on from split to split, five captions a picture.
      assert.deepEqual([annotation.id, annotation.image_id], [
        5 * first + i,
        first + Math.floor(i / 5),
      ]);
    }
  }
});

Deno.test("generateMini() writes the captions that describe() gives, for the pictures of photograph()", async () => {
  const { images, annotations } = json(`${whole}/annotations/val.json`);
  for (let i = 0; i < COUNTS.val; i++) {
    const { captions } = describe(SEED, "val", i);
    assert.deepEqual(
      annotations.slice(5 * i, 5 * i + 5).map((
        each: Record<string, unknown>,
      ) => [each.caption, each.is_precanned, each.is_rejected, each.text_detected]),
      captions.map((
        { caption, precanned, rejected, text },
      ) => [caption, precanned, rejected, text]),
    );
    assert.equal(images[i].text_detected, captions.filter(({ text }) => text).length >= 3);
  }
  const file = readFileSync(`${whole}/val/Mini_val_00000001.jpg`);
  assert.deepEqual(new Uint8Array(file), new Uint8Array(await photograph(SEED, "val", 1)));
});

Deno.test("a generated set loads as VizWiz does, test without captions", async () => {
  for (const split of ["train", "val", "test"] as const) {
    const { images, references, counts } = await loadVizwiz(whole, split);
    assert.equal(images.length, COUNTS[split]);
    assert.equal(counts.captions, split === "test" ? 0 : 5 * COUNTS[split]);
    assert.equal(references.size > 0, split !== "test");
    for (const { path } of images) assert.ok(statSync(path).size > 2000);
  }
});

Deno.test("a generated set has the truth about its pictures, of test too", async () => {
  const truths = await loadTruth(whole, "test");
  assert.deepEqual(truths.map(({ id }) => id), [15, 16]);
  for (const [i, truth] of truths.entries()) {
    const { scene } = describe(SEED, "test", i);
    assert.equal(truth.kind, scene.kind);
    assert.equal(truth.material, scene.material);
    assert.equal(truth.colour, scene.colour);
    assert.equal(truth.rotation, scene.rotation);
    assert.equal(truth.quality.blur, scene.quality.blur >= 0.35);
  }
});

Deno.test("generateMini() with nothing to do draws nothing and says so", async () => {
  const before = identities(whole), reports: Progress[] = [];
  assert.deepEqual(await generate(whole, { onProgress: (each) => reports.push(each) }), INFO);
  assert.deepEqual(reports, [{ done: 17, total: 17, unit: "pictures", note: "already there" }]);
  assert.deepEqual(identities(whole), before);
});

Deno.test("generateMini() draws the first pictures alike however many there are, with any workers", () =>
  inFolder(async (folder) => {
    const reports: number[] = [];
    await generate(folder, {
      counts: { train: 2, val: 1, test: 0 },
      workers: 1,
      onProgress: ({ done }) => reports.push(done),
    });
    const few = bytesOf(folder), many = bytesOf(whole);
    for (const name of ["train/Mini_train_00000001.jpg", "val/Mini_val_00000000.jpg"]) {
      assert.equal(few[name], many[name], name);
    }
    const captions = (root: string) =>
      json(`${root}/annotations/val.json`).annotations
        .slice(0, 5).map(({ caption }: { caption: string }) => caption);
    assert.deepEqual(captions(folder), captions(whole));
    assert.deepEqual(json(`${folder}/annotations/test.json`).images, []);
    assert.deepEqual([reports.length, reports.at(-1)], [2, 3]);
  }));

Deno.test("generateMini() stopped goes on to the same bytes, and draws only what is missing", () =>
  inFolder(async (folder) => {
    const stop = new AbortController();
    await assert.rejects(
      generate(folder, { workers: 1, signal: stop.signal, onProgress: () => stop.abort() }),
      { name: "AbortError" },
    );
    // The first batch and no part of a file; what marks a finished set is not there.
    assert.deepEqual(filesOf(folder), ["generator.started.json", ...PICTURES.slice(0, 10)]);
    // Someone deletes a picture meanwhile, and a kill leaves half of one.
    rmSync(`${folder}/${PICTURES[4]}`);
    const before = identities(folder);
    writeFileSync(`${folder}/${PICTURES[10]}.0a1b2c3d.partial`, "half");
    await generate(folder);
    assert.deepEqual(bytesOf(folder), bytesOf(whole));
    assert.deepEqual(kept(before, folder), PICTURES.slice(0, 10).filter((_, i) => i !== 4));
  }));

Deno.test("generateMini() that cannot write says where, and goes on once it can", () =>
  inFolder(async (folder) => {
    writeFileSync(`${folder}/val`, "in the way");
    await assert.rejects(
      generate(folder, { workers: 1 }),
      /^Error: Cannot write ".*\/val\/Mini_val_00000000.jpg": a file is in the way of its folder$/,
    );
    assert.ok(!filesOf(folder).includes("generator.json"));
    rmSync(`${folder}/val`);
    const before = identities(folder);
    await generate(folder);
    assert.deepEqual(bytesOf(folder), bytesOf(whole));
    assert.deepEqual(kept(before, folder), PICTURES.slice(0, 12));
  }));

Deno.test("generateMini() replaces a set of another seed, size or version, and nobody else's files", async (test) => {
  const info = { version: 1, seed: SEED, counts: { train: 1, val: 0, test: 0 } };
  const others = {
    seed: { ...info, seed: SEED + 1 },
    size: { ...info, counts: { train: 2, val: 1, test: 0 } },
    version: { ...info, version: 0 },
  };
  const expected = await photograph(SEED, "train", 0);
  for (const [what, other] of Object.entries(others)) {
    await test.step(what, () =>
      inFolder(async (folder) => {
        const left = ["train/Mini_train_00000000.jpg", "val/Mini_val_00000000.jpg"];
        // A part of a file, where a generation was killed.
        left.push("train/Mini_train_00000001.jpg.0a1b2c3d.partial", "annotations/truth_val.json");
        for (const name of [...left, "train/notes.txt", "val/my own.jpg"]) {
          mkdirSync(dirname(`${folder}/${name}`), { recursive: true });
          writeFileSync(`${folder}/${name}`, "left");
        }
        writeFileSync(`${folder}/generator.json`, JSON.stringify(other));
        await generate(folder, { counts: info.counts, workers: 1 });
        assert.deepEqual(
          filesOf(folder),
          [...ANNOTATIONS, "generator.json", left[0], "train/notes.txt", "val/my own.jpg"].sort(),
        );
        const file = readFileSync(`${folder}/${left[0]}`);
        assert.deepEqual(new Uint8Array(file), new Uint8Array(expected));
        assert.deepEqual(json(`${folder}/generator.json`), info);
      }));
  }
});

Deno.test("generateMini() refuses a seed, a count or workers out of range before it writes", () =>
  inFolder(async (folder) => {
    const cases: [Partial<MiniOptions>, string][] = [
      [{ seed: -1 }, "the seed must be a whole number from 0 to 2^53 - 1, current value is -1"],
      [{ seed: 0.5 }, "the seed must be a whole number from 0 to 2^53 - 1, current value is 0.5"],
      [
        { counts: { ...COUNTS, val: 1e6 + 1 } },
        'the count of "val" must be a whole number from 0 to 1000000, current value is 1000001',
      ],
      [
        { counts: { ...COUNTS, test: NaN } },
        'the count of "test" must be a whole number from 0 to 1000000, current value is NaN',
      ],
      [
        { counts: { train: 0, val: 0, test: 0 } },
        "there must be at least one picture, current value is 0",
      ],
      [{ workers: 0 }, "the workers must be from 1 to 64, current value is 0"],
      [{ workers: 65 }, "the workers must be from 1 to 64, current value is 65"],
    ];
    for (const [changes, message] of cases) {
      await assert.rejects(
        generate(folder, changes),
        new RangeError(`Cannot generate the data set: ${message}`),
      );
    }
    assert.deepEqual(filesOf(folder), []);
  }));

Deno.test("generateMini() of a part without pictures gives one that loads", () =>
  inFolder(async (folder) => {
    await generateMini({ folder, seed: SEED, counts: { train: 1, val: 0, test: 0 }, workers: 1 });
    const { images, references } = await loadVizwiz(folder, "val");
    assert.deepEqual([images.length, references.size], [0, 0]);
  }));

Deno.test("generateMini() leaves a data set of another origin alone, and says so", () =>
  inFolder(async (folder) => {
    mkdirSync(`${folder}/annotations`);
    writeFileSync(`${folder}/annotations/val.json`, "somebody's");
    await assert.rejects(
      generate(folder),
      /Cannot generate into ".*": it must be empty or .*another origin \("annotations\/val.json"\)/,
    );
    assert.equal(readFileSync(`${folder}/annotations/val.json`, "utf8"), "somebody's");
    assert.deepEqual(filesOf(folder), ["annotations/val.json"]);
  }));
