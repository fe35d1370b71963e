import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  CNN_LSTM,
  loadSplit,
  openStudy,
  prepareMaterial,
  runExperiment,
  type Settings,
} from "#lib/experiments";
import { startTensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

await startTensors();

const PICTURES = ["can", "mug", "dog", "box"].map((name) =>
  `test/testdata/datasets/own/${name}.jpg`
);
const SENTENCES = ["a red can", "a can on a table", "a green box"];

/** Copies pictures into a folder, `0.jpg` to `<count - 1>.jpg`. */
function putPictures(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, i) => {
    copyFileSync(PICTURES[i % PICTURES.length], join(folder, `${i}.jpg`));
    return `${i}.jpg`;
  });
}

/** Forty pictures of one's own, two captions each. */
function putOwn(folder: string): string {
  const lines = putPictures(folder, 40).flatMap((name, i) => [
    `${name},${SENTENCES[i % 3]}`,
    `${name},something`,
  ]);
  writeFileSync(join(folder, "captions.csv"), ["file,caption", ...lines].join("\n"));
  return folder;
}

/** Forty pictures as Flickr8k's are laid out. */
function putFlickr8k(root: string): void {
  const folder = join(root, "data", "flickr8k");
  const images = putPictures(join(folder, "images"), 40).map((filename, imgid) => ({
    imgid,
    filename,
    split: imgid < 28 ? "train" : imgid < 36 ? "val" : "test",
    sentences: [{ raw: `${SENTENCES[imgid % 3]} .` }],
  }));
  writeFileSync(join(folder, "dataset_flickr8k.json"), JSON.stringify({ images }));
}

for (
  const [title, open] of [
    [
      "a folder of one's own",
      (root: string) => [putOwn(join(root, "my own")), /^my-own-[0-9a-f]{8}$/],
    ],
    ["Karpathy's file", (root: string) => (putFlickr8k(root), ["flickr8k", /^flickr8k$/])],
  ] as [string, (root: string) => [string, RegExp]][]
) {
  Deno.test(`an experiment runs on ${title} as on any study`, () =>
    inFolder(async (root) => {
      const [name, label] = open(root), study = await openStudy(name, { root });
      assert.match(study.name, label);
      assert.deepEqual([study.scale, basename(study.runs)], ["full", study.name]);
      const settings: Settings = {
        ...CNN_LSTM.settings.miniature,
        ...{ embeddingWidth: 8, hiddenWidth: 8, batchSize: 8, updates: 4, evaluateEvery: 2 },
        minimumCount: 1,
      };
      const material = await prepareMaterial(study, settings, { root: "." });
      const { record, evaluation } = await runExperiment(CNN_LSTM, { material, settings });
      material.frozen.encoder.dispose();
      const { images } = await loadSplit(study, "val");
      assert.deepEqual(
        evaluation.scores.images.map(({ image_id }) => image_id),
        images.map(({ id }) => id),
      );
      assert.deepEqual(
        [record.study.name, record.training.updates, record.material.dropped],
        [study.name, 4, { rejected: 0, precanned: 0 }],
      );
    }));
}

Deno.test("folders have places of their own, whatever they are called", () =>
  inFolder(async (root) => {
    const names = ["a/photos", "b/photos", "mini", "flickr8k"];
    const studies = await Promise.all(
      names.map((name) => openStudy(putOwn(join(root, name)), { root })),
    );
    const fixed = [join(root, "runs", "mini"), join(root, "runs", "flickr8k")];
    assert.equal(new Set([...fixed, ...studies.map(({ runs }) => runs)]).size, 6);
    const again = await openStudy(`${join(root, "a", "photos")}/`, { root });
    assert.equal(again.name, studies[0].name);
  }));

Deno.test("a study that is not there is refused with the command or the file that is wanted", () =>
  inFolder(async (root) => {
    await assert.rejects(openStudy("coco", { root, images: 300 }), {
      message: 'Cannot open coco: its files must be in "data/coco-300", current folder has no ' +
        '"dataset_coco.json"; deno task data coco --images 300 fetches them',
    });
    await assert.rejects(openStudy(root, { root }), /it must have captions\.csv or captions\.json/);
    await assert.rejects(openStudy(putOwn(root), { root, images: 20 }), /must be taken as a whole/);
  }));
