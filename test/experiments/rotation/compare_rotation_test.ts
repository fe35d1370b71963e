import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { generateMini } from "#lib/datasets";
import { EVEN_PRIOR } from "#lib/encoders";
import {
  Captioner,
  CNN_LSTM,
  compareRotation,
  extractFeatures,
  frozenEncoder,
  miniStudy,
  newestRun,
  readRotation,
  readRotationHead,
  ROTATION_CONDITIONS,
  ROTATION_METRICS,
  studyRotationHead,
  upright,
  writeRotationHead,
} from "#lib/experiments";
import { liveHandles, Random, startTensors } from "#lib/tensor";
import { inFolder } from "../../temporary.ts";

await startTensors();

const METRICS = [...ROTATION_METRICS];
const PHOTOGRAPH = "07_photo_641x479.jpg";

/** A head for mini-resnet that has learned nothing. */
function randomHead(seed: number) {
  const random = new Random(seed), width = 3 * 160;
  return {
    width,
    weight: Float32Array.from({ length: 4 * width }, () => random.normal(0, 0.1)),
    prior: EVEN_PRIOR,
  };
}

Deno.test("compareRotation(), from pictures to a record and captioners", (t) =>
  inFolder(async (folder) => {
    await generateMini({ folder: join(folder, "set"), counts: { train: 40, val: 24, test: 0 } });
    const study = miniStudy({
      folder: join(folder, "set"),
      features: join(folder, "features"),
      runs: join(folder, "runs"),
    });
    const stages = new Set<string>();
    const run = (signal?: AbortSignal) =>
      compareRotation({
        study,
        root: ".",
        out: join(folder, "out"),
        seeds: [1, 2],
        experiments: [CNN_LSTM],
        draws: 100,
        change: (settings) => ({
          ...settings,
          embeddingWidth: 8,
          hiddenWidth: 8,
          batchSize: 16,
          updates: 4,
          evaluateEvery: 2,
        }),
        onProgress: (stage) => stages.add(stage),
        signal,
      });
    const compared = await run(), [model] = compared.models;

    await t.step("the record has every condition, slice and metric", async () => {
      assert.deepEqual(
        await readRotation(join(folder, "out")),
        JSON.parse(JSON.stringify(compared)),
      );
      assert.deepEqual(model.conditions.map(({ condition }) => condition), [
        ...ROTATION_CONDITIONS,
      ]);
      for (const { slices } of [...model.conditions, ...model.pairs]) {
        const [all, rotated, others] = slices;
        assert.deepEqual([all.slice, rotated.slice, others.slice], ["all", "rotated", "others"]);
        assert.equal(all.pictures, rotated.pictures + others.pictures);
        for (const { scores } of slices) assert.deepEqual(Object.keys(scores), METRICS);
      }
      assert.equal(model.conditions[0].slices[0].scores["CIDEr-D"].varies, "pictures and seeds");
    });

    await t.step("the head has seen upright training pictures without dev alone", () => {
      const { pictures, prior, confusion } = model.head;
      assert.ok(pictures > 20 && pictures < 38);
      assert.ok(Math.abs(prior[0] - (pictures + 1) / (38 + 2)) < 1e-12);
      assert.equal(confusion!.flat().reduce((sum, count) => sum + count), 24);
    });

    await t.step("the same command reads what is there and disposes of what it loads", async () => {
      const before = liveHandles();
      const again = await run();
      assert.equal(liveHandles(), before);
      assert.deepEqual(again.models, compared.models);
      await assert.rejects(run(AbortSignal.abort()), { name: "AbortError" });
      assert.ok(stages.has("cnn-lstm, upright, seed 2"));
      const places = readdirSync(join(folder, "out")).filter((name) => name.endsWith("-2"));
      assert.deepEqual(places.toSorted(), [
        "cnn-lstm-plain-2",
        "cnn-lstm-told-at-test-2",
        "cnn-lstm-upright-2",
        "cnn-lstm-upright-at-test-2",
      ]);
    });

    await t.step("the head of a study is read the second time, and is the same", async () => {
      const frozen = await frozenEncoder("mini-resnet", { root: "." });
      const told: unknown[] = [];
      const options = { study, frozen, onProgress: () => told.push(1) };
      const first = await studyRotationHead(options);
      assert.deepEqual(await studyRotationHead(options), first);
      assert.deepEqual([told.length, first.metadata.encoder], [0, "mini-resnet"]);
      frozen.encoder.dispose();
    });

    await t.step(
      "a captioner that learned from upright pictures sees such, from its folder alone",
      async () => {
        const [place] = readdirSync(study.runs).map((name) => join(study.runs, name))
          .filter((each) => existsSync(join(each, "head.safetensors")));
        assert.ok(await newestRun(study.runs) !== undefined);
        const captioner = await Captioner.load(place, { root: "." });
        assert.equal(captioner.frozen.encoder.name, "mini-resnet-upright");
        const [captioned] = await captioner.caption([`test/testdata/models/images/${PHOTOGRAPH}`]);
        assert.ok("caption" in captioned);
        captioner.dispose();

        const before = liveHandles();
        await writeRotationHead(join(place, "head.safetensors"), {
          head: randomHead(1),
          metadata: {},
        });
        await assert.rejects(Captioner.load(place, { root: "." }), {
          message: /head.safetensors" with mini-resnet: the captioner was trained on weights/,
        });
        rmSync(join(place, "head.safetensors"));
        await assert.rejects(Captioner.load(place, { root: "." }), /was trained on weights/);
        assert.ok(liveHandles() <= before + 1); // the decoder's weights are read before the encoder's
      },
    );
  }));

Deno.test("upright() changes name and checksum, and its features are never taken for others", () =>
  inFolder(async (folder) => {
    const frozen = await frozenEncoder("mini-resnet", { root: "." });
    const [one, other] = [1, 2].map((seed) => upright(frozen, randomHead(seed)));
    assert.equal(one.encoder.name, "mini-resnet-upright");
    assert.equal(new Set([one, other, frozen].map(({ checksum }) => checksum)).size, 3);
    assert.equal(upright(frozen, randomHead(1)).checksum, one.checksum);
    const tilted = { ...randomHead(1), prior: [0.4, 0.2, 0.2, 0.2] };
    assert.notEqual(upright(frozen, tilted).checksum, one.checksum);

    mkdirSync(join(folder, "pictures"));
    const path = join(folder, "pictures", PHOTOGRAPH);
    copyFileSync(`test/testdata/models/images/${PHOTOGRAPH}`, path);
    const extract = (each: typeof frozen) =>
      extractFeatures([{ fileName: PHOTOGRAPH, path }], {
        frozen: each,
        folder: join(folder, "store"),
        grid: true,
      });
    const store = await extract(one), { rows } = await store.pooled();
    assert.equal(rows.length, 160);
    await assert.rejects(extract(other), /weights/);
    one.encoder.dispose();
  }));

Deno.test("a head is read as it was written, and a file without one is refused", () =>
  inFolder(async (folder) => {
    const path = join(folder, "head.safetensors"), head = randomHead(1);
    await writeRotationHead(path, { head, metadata: { encoder: "mini-resnet" } });
    assert.deepEqual(await readRotationHead(path), { head, metadata: { encoder: "mini-resnet" } });
    await assert.rejects(readRotationHead("data/mini/mini-resnet.safetensors"), {
      name: "SyntaxError",
      message: 'Cannot read "data/mini/mini-resnet.safetensors": it must hold a rotation head, ' +
        "weight and prior",
    });
  }));
