import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateMini } from "#lib/datasets";
import {
  Captioner,
  CNN_LSTM,
  compare,
  evaluateConstantCaption,
  evaluateNearestNeighbour,
  isUnfinished,
  type Material,
  miniStudy,
  newestRun,
  prepareMaterial,
  type Progress,
  runExperiment,
  type Settings,
} from "#lib/experiments";
import { liveHandles, readSafetensors, startTensors } from "#lib/tensor";
import { inFolder } from "../temporary.ts";

await startTensors();

const ROOT = ".";
const COUNTS = { train: 40, val: 8, test: 2 };
const SETTINGS: Settings = {
  ...CNN_LSTM.settings.miniature,
  embeddingWidth: 12,
  hiddenWidth: 12,
  batchSize: 16,
  updates: 8,
  evaluateEvery: 4,
};

/** A tiny mini, drawn once for all tests of this file. */
async function withMaterial(test: (material: Material, folder: string) => Promise<void>) {
  await inFolder(async (folder) => {
    await generateMini({ folder: join(folder, "data"), counts: COUNTS });
    const study = miniStudy({
      folder: join(folder, "data"),
      features: join(folder, "features"),
      runs: join(folder, "runs"),
    });
    await test(await prepareMaterial(study, SETTINGS, { root: ROOT }), folder);
  });
}

Deno.test("an experiment, from pictures to a captioner", async (t) => {
  await withMaterial(async (material, folder) => {
    const place = join(folder, "runs", "first");
    const options = { material, settings: SETTINGS, folder: place };

    await t.step("dev is 5 % of the training pictures, and in neither's captions", () => {
      assert.equal(material.dev.images.length, 2);
      assert.equal(material.train.images.length + 2, COUNTS.train);
      const dev = new Set(material.dev.images.map(({ id }) => id));
      assert.ok(material.pairs.train.every(({ imageId }) => !dev.has(imageId)));
      assert.ok(material.pairs.dev.every(({ imageId }) => dev.has(imageId)));
    });

    await t.step("features are read the second time, and are the same", async () => {
      const reports: unknown[] = [];
      const again = await prepareMaterial(material.study, SETTINGS, {
        root: ROOT,
        onProgress: ({ done, total, note }) => reports.push([done, total, note]),
      });
      assert.deepEqual(reports, [[40, 48, "already there"], [48, 48, "already there"]]);
      assert.deepEqual(again.features, material.features);
      assert.equal(again.key, material.key);
    });

    const stop = new AbortController();
    await t.step("a run that is stopped leaves a checkpoint and no record", async () => {
      const onProgress = ({ done }: { done: number }) => done === 5 && stop.abort();
      await assert.rejects(
        runExperiment(CNN_LSTM, { ...options, onProgress, signal: stop.signal }),
        { name: "AbortError" },
      );
      assert.ok(isUnfinished(place));
      assert.deepEqual(readdirSync(place).sort(), [
        "checkpoint.safetensors",
        "checkpoint.safetensors.previous",
        "training.log.jsonl",
      ]);
    });

    await t.step("it goes on to the same weights as one that was not stopped", async () => {
      const first: number[] = [];
      await runExperiment(CNN_LSTM, { ...options, onProgress: ({ done }) => first.push(done) });
      assert.deepEqual([...new Set(first)], [5, 6, 7, 8]);
      const whole = await runExperiment(CNN_LSTM, { ...options, folder: join(folder, "whole") });
      const weights = (place: string) => readSafetensors(join(place, "weights.safetensors"));
      assert.deepEqual((await weights(place)).tensors, (await weights(whole.folder)).tensors);
      for (const file of ["captions.json", "scores.json"]) {
        assert.equal(
          readFileSync(join(place, file), "utf8"),
          readFileSync(join(whole.folder, file), "utf8"),
        );
      }
    });

    await t.step(
      "a finished folder holds its files and no checkpoint, and its record says what made it",
      async () => {
        assert.deepEqual(readdirSync(place).sort(), [
          "captions.json",
          "record.json",
          "scores.json",
          "training.log.jsonl",
          "weights.safetensors",
        ]);
        const { record, evaluation } = await runExperiment(CNN_LSTM, options);
        assert.equal(record.training.updates, 8);
        assert.equal(record.seed, 1);
        assert.equal(record.encoder.weights, material.frozen.checksum);
        assert.deepEqual(record.results.intervals, evaluation.intervals);
        assert.deepEqual(record.training.evaluations.map(({ update }) => update), [4, 8]);
      },
    );

    await t.step("a finished run is not repeated, and its files are not touched", async () => {
      const path = join(place, "weights.safetensors"), before = statSync(path).mtimeMs;
      const reports: unknown[] = [];
      const onProgress = ({ done, total, note }: Progress) => reports.push([done, total, note]);
      await runExperiment(CNN_LSTM, { ...options, onProgress });
      assert.deepEqual(reports, [[8, 8, "already there"]]);
      assert.equal(statSync(path).mtimeMs, before);
    });

    await t.step("a folder with a run of other settings, seed or data is refused", async () => {
      const settings = { ...SETTINGS, rate: 0.5 };
      for (const other of [{ settings }, { seed: 2 }, { material: { ...material, key: "x" } }]) {
        await assert.rejects(
          runExperiment(CNN_LSTM, { ...options, ...other }),
          /Cannot train into ".*first": it holds a finished run of other settings or data/,
        );
      }
    });

    await t.step("without a folder, each combination has one of its own", async () => {
      const one = await runExperiment(CNN_LSTM, { material, settings: SETTINGS, seed: 3 });
      const two = await runExperiment(CNN_LSTM, { material, settings: SETTINGS, seed: 4 });
      assert.notEqual(one.folder, two.folder);
      assert.ok(one.folder.startsWith(material.study.runs));
      assert.equal(await newestRun(folder), two.folder);
      assert.equal(await newestRun(join(folder, "data")), undefined);
    });

    await t.step("the captioner says what the run has said, file by file", async () => {
      const captioner = await Captioner.load(place, { root: ROOT });
      const rows: { image_id: number; caption: string }[] = JSON.parse(
        readFileSync(join(place, "captions.json"), "utf8"),
      );
      const captioned = await captioner.caption(material.val.images.map(({ path }) => path));
      assert.deepEqual(
        captioned.map((each) => "caption" in each && each.caption),
        rows.map(({ caption }) => caption),
      );
      assert.deepEqual(
        rows.map(({ image_id }) => image_id),
        material.val.images.map(({ id }) => id),
      );
      captioner.dispose();
    });

    await t.step("the captioner names what it cannot read, and captions the rest", async () => {
      const captioner = await Captioner.load(place, { root: ROOT });
      const text = join(folder, "text.jpg");
      writeFileSync(text, "not a picture");
      const [good, bad] = await captioner.caption([material.val.images[0].path, text]);
      assert.ok("caption" in good);
      assert.ok("error" in bad && bad.error.includes("text.jpg"));
      captioner.dispose();
    });

    await t.step("a captioner whose encoder has changed is refused", async () => {
      const other = join(folder, "other", "data", "mini");
      Deno.mkdirSync(other, { recursive: true });
      const weights = "data/mini/mini-resnet.safetensors";
      const bytes = readFileSync(weights);
      bytes[bytes.length - 1] ^= 1;
      writeFileSync(join(folder, "other", weights), bytes);
      await assert.rejects(
        Captioner.load(place, { root: join(folder, "other") }),
        /the captioner was trained on weights with checksum .*current value is/,
      );
    });

    await t.step(
      "features of other weights or changed pictures are not taken for these",
      async () => {
        const files = () => readdirSync(material.study.features).length;
        const before = files();
        const { path } = material.val.images[0];
        writeFileSync(path, readFileSync(path).subarray(0, 400));
        const { features, key } = await prepareMaterial(material.study, SETTINGS, { root: ROOT });
        assert.equal(files(), before + 1);
        assert.notEqual(key, material.key);
        assert.equal(features.val.ids.length, COUNTS.val - 1);
        assert.equal(features.val.skipped[0].fileName, material.val.images[0].fileName);
        // All models caption the pictures that can be read: their differences stay paired.
        const changed = await prepareMaterial(material.study, SETTINGS, { root: ROOT });
        const constant = await evaluateConstantCaption(changed);
        const neighbour = await evaluateNearestNeighbour(changed);
        assert.deepEqual([...constant.captions.keys()], [...neighbour.captions.keys()]);
        assert.ok(Number.isFinite(compare(constant, neighbour)["CIDEr-D"].value));
      },
    );

    await t.step(
      "other features, with the same pictures and captions, are another material",
      async () => {
        const { path } = material.train.images[0], other = material.train.images[1].path;
        writeFileSync(path, readFileSync(other));
        const { key, pairs } = await prepareMaterial(material.study, SETTINGS, { root: ROOT });
        assert.deepEqual(pairs, material.pairs);
        assert.notEqual(key, material.key);
      },
    );

    await t.step("a record or weights that are none are refused by name", async () => {
      const broken = join(folder, "broken");
      Deno.mkdirSync(broken);
      writeFileSync(join(broken, "record.json"), "null");
      await assert.rejects(
        runExperiment(CNN_LSTM, { ...options, folder: broken }),
        /Cannot read "(.*\/)?record.json"/,
      );
      Deno.copyFileSync("data/mini/mini-resnet.safetensors", join(broken, "weights.safetensors"));
      await assert.rejects(
        Captioner.load(broken, { root: ROOT }),
        /Cannot read settings of ".*weights.safetensors": these are not a captioner's weights/,
      );
    });

    await t.step("nothing of a run stays in memory", async () => {
      const run = async () => {
        rmSync(join(folder, "leak"), { recursive: true, force: true });
        await runExperiment(CNN_LSTM, { ...options, folder: join(folder, "leak") });
      };
      await run();
      const before = liveHandles();
      await run();
      assert.equal(liveHandles(), before);
    });
  });
});

Deno.test("Captioner.load() says what is missing", async () => {
  await inFolder(async (folder) => {
    await assert.rejects(Captioner.load(folder, { root: ROOT }), /Cannot read .*no such file/);
    assert.ok(existsSync(folder));
  });
});
