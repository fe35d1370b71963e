import assert from "node:assert/strict";
import { existsSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DATA_SOURCES, type DataSource, fetchDataSet, loadVizwiz } from "#lib/datasets";
import {
  type Behaviour,
  type LoopbackServer,
  serving,
  stalledAfter,
} from "../../loopback_server.ts";
import { inFolder } from "../../temporary.ts";
import { type Bytes, zipped } from "../../zipped.ts";

const QUICK = { retrySeconds: 0, stallSeconds: 1, retries: 1 };

/** Not a picture: fetching does not look into it. */
const picture = (id: number): Bytes => Uint8Array.from({ length: 2_000 }, (_, i) => id * 31 + i);
const SPLITS = { train: 60, val: 15, test: 10 } as const;
const names = (split: keyof typeof SPLITS) =>
  Array.from(
    { length: SPLITS[split] },
    (_, i) => `VizWiz_${split}_${String(i).padStart(8, "0")}.jpg`,
  );
const FIRST_ID = { train: 0, val: 100, test: 200 };

function annotations(split: keyof typeof SPLITS): string {
  const images = names(split).map((file_name, i) => ({ id: FIRST_ID[split] + i, file_name }));
  const captions = images.flatMap(({ id: image_id }) =>
    [0, 1].map((k) => ({
      ...{ id: 2 * image_id + k, image_id, caption: `a can ${image_id}` },
      ...{ is_rejected: false, is_precanned: false },
    }))
  );
  return JSON.stringify({
    info: { version: "1" },
    images,
    ...split !== "test" && { annotations: captions },
  });
}

async function vizwizHost(): Promise<Record<string, Bytes>> {
  const pictures = async (split: keyof typeof SPLITS) =>
    await zipped(
      Object.fromEntries([
        ["__MACOSX/._x.jpg", "rubbish"],
        [`${split}/`, ""],
        ...names(split).map((name, i) => [`${split}/${name}`, picture(i)]),
      ]),
      { level: 0 },
    );
  const texts = { train: annotations("train"), val: annotations("val"), test: annotations("test") };
  const files = Object.entries(texts).map(([split, text]) => [`annotations/${split}.json`, text]);
  return {
    "/VizWiz_final/caption/annotations.zip": await zipped(Object.fromEntries(files)),
    "/VizWiz_final/images/train.zip": await pictures("train"),
    "/VizWiz_final/images/val.zip": await pictures("val"),
    "/VizWiz_final/images/test.zip": await pictures("test"),
  };
}

const HOST = await vizwizHost();

async function withHost(
  run: (place: { server: LoopbackServer; folder: string }) => Promise<void>,
  { files = HOST, behave }: { files?: Record<string, Bytes>; behave?: Behaviour } = {},
): Promise<void> {
  await serving(
    { files, behave },
    (server) => inFolder((parent) => run({ server, folder: join(parent, "data") })),
  );
}

const listing = (folder: string) => globSync("**/*.*", { cwd: folder }).sort();

Deno.test("a part of VizWiz is read out of the archives, with annotations of these pictures alone", async () => {
  await withHost(async ({ server, folder }) => {
    const options = { folder, images: 20, mirror: server.url, ...QUICK };
    const record = await fetchDataSet("vizwiz", options);
    assert.equal(record.pictures, 20);
    assert.match(
      record.withoutExtras[0],
      /image_quality\/annotations\.zip": the server answered 404/,
    );
    const counts = { train: 15, val: 3, test: 2 };
    for (const [split, count] of Object.entries(counts)) {
      const found = await loadVizwiz(folder, split as keyof typeof SPLITS);
      assert.equal(found.images.length, count);
      assert.equal(found.counts.captions, split === "test" ? 0 : 2 * count);
      for (const { id, path } of found.images) {
        const place = id - FIRST_ID[split as keyof typeof SPLITS];
        assert.deepEqual(new Uint8Array(readFileSync(path)), picture(place));
      }
    }
    assert.equal(listing(folder).length, 20 + 3 + 2); // annotations, licence, record
    assert.match(readFileSync(join(folder, "LICENCE.txt"), "utf8"), /CC BY 4\.0[^]*Gurari/);
    assert.equal(
      JSON.parse(readFileSync(join(folder, "annotations/val.json"), "utf8")).info.version,
      "1",
    );

    const before = server.requests.length;
    assert.deepEqual(await fetchDataSet("vizwiz", options), record);
    assert.equal(server.requests.length, before);
  });
});

Deno.test("the same part is drawn each time, and not simply the first pictures", async () => {
  const drawn: string[][] = [];
  for (const _ of [1, 2]) {
    await withHost(async ({ server, folder }) => {
      await fetchDataSet("vizwiz", { folder, images: 20, mirror: server.url, ...QUICK });
      drawn.push(globSync("train/*", { cwd: folder }).sort());
    });
  }
  assert.deepEqual(drawn[0], drawn[1]);
  assert.notDeepEqual(drawn[0], names("train").slice(0, 15).map((name) => `train/${name}`));
});

Deno.test("the whole is fetched, unpacked, and its archives are gone at the end", async () => {
  await withHost(async ({ server, folder }) => {
    // The real size of one archive is known, and differs from this one's.
    await assert.rejects(fetchDataSet("vizwiz", { folder, mirror: server.url, ...QUICK }), {
      message:
        /images\/train\.zip" to ".*train\.zip": it must have 11298421598 bytes, current size is \d+/,
    });
    assert.equal(existsSync(join(folder, "source.json")), false);
  });
  const files = await karpathyHost("flickr8k");
  await withHost(async ({ server, folder }) => {
    const refused = fetchDataSet("flickr8k", { folder, mirror: server.url, ...QUICK });
    await assert.rejects(refused, /must have 1115419746 bytes/);
  }, { files });
  await withHost(async ({ server, folder }) => {
    const record = await fetchDataSet("coco", { folder, mirror: server.url, ...QUICK });
    assert.deepEqual([record.pictures, record.seed], [40, undefined]);
    assert.deepEqual(listing(folder).filter((name) => !name.endsWith(".jpg")), [
      "LICENCE.txt",
      "dataset_coco.json",
      "source.json",
    ]);
    assert.equal(globSync("{train,val}2014/*.jpg", { cwd: folder }).length, 40);
    await assert.rejects(fetchDataSet("coco", { folder, images: 20, mirror: server.url }), {
      name: "RangeError",
      message: /it must hold 20 pictures or nothing, current number is 40, which is all/,
    });
  }, { files: await karpathyHost("coco") });
});

/** A host with Karpathy's splits of 40 pictures: 24 to train (4 of them restval), 8 and 8. */
async function karpathyHost(name: "coco" | "flickr8k"): Promise<Record<string, Bytes>> {
  const images = Array.from({ length: 40 }, (_, i) => ({
    ...{ imgid: i, filename: `${i}.jpg`, sentences: [{ raw: `a can ${i}` }] },
    ...name === "coco" && { filepath: i % 2 ? "val2014" : "train2014", cocoid: 1000 + i },
    split: i < 20 ? "train" : i < 24 ? "restval" : i < 32 ? "val" : "test",
  }));
  const archive = (keep: (i: number) => boolean, folder: string) =>
    zipped(
      Object.fromEntries(images.flatMap(({ filename, imgid }) =>
        keep(imgid) ? [[`${folder}/${filename}`, picture(imgid)]] : []
      )),
      { level: 0 },
    );
  const path = (url: string) => new URL(url).pathname;
  const { annotations, pictures }: DataSource = DATA_SOURCES[name];
  return {
    [path(annotations[0].url)]: await zipped({
      [`dataset_${name}.json`]: JSON.stringify({ dataset: name, images }),
      "dataset_other.json": "{}",
    }),
    ...name === "coco"
      ? {
        [path(pictures[0].url)]: await archive((i) => i % 2 === 0, "train2014"),
        [path(pictures[1].url)]: await archive((i) => i % 2 === 1, "val2014"),
      }
      : { [path(pictures[0].url)]: await archive(() => true, "Flicker8k_Dataset") },
  };
}

Deno.test("a part of COCO is taken out of both of its archives, restval counts as training", async () => {
  await withHost(async ({ server, folder }) => {
    await fetchDataSet("coco", { folder, images: 20, mirror: server.url, ...QUICK });
    const { images } = JSON.parse(readFileSync(join(folder, "dataset_coco.json"), "utf8"));
    const of = (...splits: string[]) =>
      images.filter(({ split }: { split: string }) => splits.includes(split)).length;
    assert.deepEqual([of("train", "restval"), of("val"), of("test")], [15, 3, 2]);
    for (const { filepath, filename } of images) {
      assert.ok(existsSync(join(folder, filepath, filename)));
    }
    assert.equal(globSync("*2014/*.jpg", { cwd: folder }).length, 20);
  }, { files: await karpathyHost("coco") });
});

Deno.test("what is stopped in the middle goes on, and no file is fetched twice", async () => {
  await withHost(async ({ server, folder }) => {
    const stop = new AbortController();
    const onProgress = (stage: string, { done }: { done: number }) =>
      stage === "pictures" && done >= 7 && stop.abort();
    const options = { folder, images: 20, mirror: server.url, ...QUICK };
    await assert.rejects(fetchDataSet("vizwiz", { ...options, onProgress, signal: stop.signal }), {
      name: "AbortError",
    });
    const before = globSync("*/*.jpg", { cwd: folder }).length;
    assert.ok(before >= 7 && before < 20, `${before}`);
    assert.equal(existsSync(join(folder, "source.json")), false);
    assert.equal((await fetchDataSet("vizwiz", options)).pictures, 20);
    assert.equal(globSync("*/*.jpg", { cwd: folder }).length, 20);
    assert.deepEqual(globSync("**/*.partial*", { cwd: folder }), []);
  });
});

Deno.test("what is interrupted while a picture comes ends with the reason of the signal", async () => {
  const stop = new AbortController();
  const behave: Behaviour = (request, answer) => {
    if (!request.url.endsWith("/train.zip") || answer.status !== 206) return answer;
    const isPart = Number(answer.headers.get("content-length")) > 1;
    if (isPart) setTimeout(() => stop.abort(), 20);
    return isPart ? stalledAfter(answer, 1) : answer;
  };
  await withHost(async ({ server, folder }) => {
    const options = { folder, images: 20, mirror: server.url, ...QUICK, stallSeconds: 20 };
    const error = await fetchDataSet("vizwiz", { ...options, signal: stop.signal })
      .catch((error) => error);
    assert.equal(error, stop.signal.reason);
  }, { behave });
});

Deno.test("two that want the same folder at once fetch it once", async () => {
  await withHost(async ({ server, folder }) => {
    const options = { folder, mirror: server.url, ...QUICK };
    const [one, other] = await Promise.all([1, 2].map(() => fetchDataSet("coco", options)));
    assert.deepEqual(one, other);
    const paths = server.requests.map(({ path }) => path);
    for (const path of new Set(paths)) {
      assert.equal(paths.filter((each) => each === path).length, 2, path); // what it is, and its only part
    }
  }, { files: await karpathyHost("coco") });
});

Deno.test("archives that a killed process has left beside a finished set are removed", async () => {
  await withHost(async ({ server, folder }) => {
    const options = { folder, mirror: server.url, ...QUICK };
    await fetchDataSet("coco", options);
    mkdirSync(join(folder, "archives"));
    await fetchDataSet("coco", options);
    assert.equal(existsSync(join(folder, "archives")), false);
  }, { files: await karpathyHost("coco") });
});

Deno.test("more pictures than a split has, and another set's folder, are refused", async () => {
  const files = { ...HOST, ...await karpathyHost("coco") };
  await withHost(async ({ server, folder }) => {
    const options = { folder, mirror: server.url, ...QUICK };
    await assert.rejects(fetchDataSet("vizwiz", { ...options, images: 84 }), {
      name: "RangeError",
      message: "Cannot take a part: train must have 63 pictures, current number is 60",
    });
    assert.equal(existsSync(join(folder, "source.json")), false);
    await fetchDataSet("vizwiz", { ...options, images: 20 });
    await assert.rejects(fetchDataSet("coco", { ...options, images: 20 }), {
      name: "RangeError",
      message: /must hold coco or nothing, current data set is vizwiz/,
    });
  }, { files });
});

Deno.test("two different files for one place are refused", async () => {
  const files = await karpathyHost("coco"), [{ url }] = DATA_SOURCES.coco.pictures;
  files[new URL(url).pathname] = await zipped({ "a/0.jpg": picture(0), "b/0.jpg": picture(1) });
  await withHost(async ({ server, folder }) => {
    await assert.rejects(fetchDataSet("coco", { folder, mirror: server.url, ...QUICK }), {
      message: /"a\/0\.jpg" and "b\/0\.jpg" must not both be "train2014\/0\.jpg"/,
    });
  }, { files });
});

Deno.test("the record of what is left out names no folder of this machine", async () => {
  const extra = "/VizWiz_final/image_quality/annotations.zip";
  const files = { ...HOST, [extra]: await zipped({ "quality/train.json": "[]" }) };
  let asked = 0;
  const behave: Behaviour = (request, answer) =>
    request.url.endsWith(extra) && ++asked > 1 ? new Response(null, { status: 404 }) : answer;
  await withHost(async ({ server, folder }) => {
    const options = { folder, images: 20, mirror: server.url, ...QUICK };
    const { withoutExtras: [reason] } = await fetchDataSet("vizwiz", options);
    assert.match(reason, /answered 404; "archives\/.*annotations\.zip" is not complete/);
  }, { files, behave });
});

Deno.test("an archive of something else is refused and named", async () => {
  const files = {
    ...HOST,
    "/VizWiz_final/caption/annotations.zip": await zipped({ "a.txt": "x" }),
  };
  await withHost(async ({ server, folder }) => {
    await assert.rejects(
      fetchDataSet("vizwiz", { folder, mirror: server.url, images: 20, ...QUICK }),
      {
        message:
          /annotations\.zip": it must hold what the data set consists of, current files are "a\.txt"/,
      },
    );
  }, { files });
});
