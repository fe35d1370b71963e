import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateMini } from "#lib/datasets";
import { MINI_VIT, TrainableResnet, TrainableVit } from "#lib/encoders";
import {
  COMPARED,
  type Comparison,
  frozenEncoder,
  MINIATURES,
  miniStudy,
  readComparison,
  runComparison,
  type RunRecord,
  settingsFor,
} from "#lib/experiments";
import { Random, startTensors, writeSafetensors } from "#lib/tensor";
import { annotationsOf } from "../../lib/datasets/mini/annotations.ts";
import { describe } from "../../lib/datasets/mini/photograph.ts";
import { evaluateGenerated } from "../../lib/experiments/evaluate.ts";
import { readCaptions, readRecord } from "../../lib/experiments/run_folder.ts";
import { inFolder } from "../temporary.ts";

await startTensors();

const FOLDER = "data/mini/records/comparison";
const METRICS = ["BLEU-1", "BLEU-4", "ROUGE-L", "CIDEr-D"];
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x) / values.length;

/** A project's folder with the committed encoders, and untrained weights of the two controls. */
async function projectFolder(folder: string): Promise<string> {
  const place = join(folder, "data", "mini");
  mkdirSync(place, { recursive: true });
  for (const name of ["mini-resnet", "mini-clip"]) {
    copyFileSync(`data/mini/${name}.safetensors`, join(place, `${name}.safetensors`));
  }
  const vit = new TrainableVit(MINI_VIT, new Random(1));
  const resnet = new TrainableResnet(MINIATURES["mini-resnet-text"].config, new Random(2));
  for (const [name, network] of [["mini-vit", vit], ["mini-resnet-text", resnet]] as const) {
    const tensors = await network.tensors();
    await writeSafetensors(join(place, `${name}.safetensors`), { tensors });
    network.dispose();
  }
  return folder;
}

Deno.test("runComparison() trains every encoder and seed, stops, goes on, and reads what is there", () =>
  inFolder(async (folder) => {
    const root = await projectFolder(folder), out = join(folder, "out");
    await generateMini({ folder: join(folder, "set"), counts: { train: 40, val: 8, test: 0 } });
    const study = miniStudy({
      folder: join(folder, "set"),
      features: join(folder, "features"),
      runs: join(folder, "runs"),
    });
    const run = (signal?: AbortSignal, onProgress?: (stage: string) => void) =>
      runComparison({
        study,
        root,
        out,
        seeds: [1, 2],
        change: (settings) => ({
          ...settings,
          embeddingWidth: 8,
          hiddenWidth: 8,
          batchSize: 16,
          updates: 4,
          evaluateEvery: 2,
        }),
        signal,
        onProgress,
      });
    const stop = new AbortController();
    const stages = new Set<string>();
    await assert.rejects(
      run(stop.signal, (stage) => {
        stages.add(stage);
        if (stage === "vit-lstm, seed 1") stop.abort();
      }),
      { name: "AbortError" },
    );
    assert.ok(!existsSync(join(out, "comparison.json")));
    assert.ok(existsSync(join(out, "cnn-lstm-2", "record.json")));

    const comparison = await run();
    assert.deepEqual(await readComparison(out), JSON.parse(JSON.stringify(comparison)));
    const again = await run(undefined, (stage) => stages.add(stage));
    assert.deepEqual(again.models, comparison.models);
    assert.ok(stages.has("clip-lstm, seed 2"));
    assert.deepEqual(
      comparison.models.filter(({ seeds }) => seeds.length === 2).map(({ model }) => model),
      COMPARED.map(({ name }) => name),
    );
    for (const { scores, seeds } of comparison.models) {
      if (seeds.length === 0) continue;
      assert.equal(scores["CIDEr-D"].varies, "pictures and seeds");
      const own = mean(seeds.map(({ scores }) => scores["CIDEr-D"]));
      assert.ok(Math.abs(scores["CIDEr-D"].value - own) < 1e-12);
    }
    assert.equal(comparison.updates, 4);
    assert.deepEqual(readdirSync(join(out, "clip-lstm-1")).toSorted(), [
      "captions.json",
      "record.json",
    ]);
  }));

/** References of the full mini's validation pictures, written anew without drawing a picture. */
function references(): Map<number, string[]> {
  const { seed, counts } = { seed: 1, counts: { train: 3000, val: 600, test: 400 } };
  const pictures = Array.from({ length: counts.val }, (_, i) => describe(seed, "val", i));
  const { annotations } = annotationsOf("val", counts, pictures) as {
    annotations: {
      image_id: number;
      caption: string;
      is_rejected: boolean;
      is_precanned: boolean;
    }[];
  };
  const kept = new Map<number, string[]>();
  for (const { image_id, caption, is_rejected, is_precanned } of annotations) {
    if (is_rejected || is_precanned) continue;
    kept.set(image_id, [...kept.get(image_id) ?? [], caption]);
  }
  return kept;
}

Deno.test("the committed comparison follows from the committed runs", async () => {
  const comparison = await readComparison(FOLDER);
  const { models, updates } = comparison;
  for (const experiment of COMPARED) {
    const own = models.find(({ model }) => model === experiment.name)!;
    assert.deepEqual(own.seeds.map(({ seed }) => seed), [1, 2, 3]);
    for (const { seed, scores } of own.seeds) {
      const record = await readRecord(join(FOLDER, `${experiment.name}-${seed}`)) as RunRecord;
      assert.deepEqual(
        [record.seed, record.experiment, record.training.updates],
        [seed, experiment.name, updates],
      );
      assert.deepEqual(record.settings, settingsFor(experiment, "miniature"));
      assert.equal(record.encoder.name, own.encoder);
      for (const metric of METRICS) {
        assert.equal(record.results.intervals[metric].value, scores[metric]);
      }
    }
  }
});

Deno.test("the committed comparison is of the committed encoders", async () => {
  for (const model of ["cnn-lstm", "clip-lstm"]) {
    const record = await readRecord(join(FOLDER, `${model}-1`)) as RunRecord;
    const { checksum, encoder } = await frozenEncoder(record.encoder.name, { root: "." });
    encoder.dispose();
    assert.equal(record.encoder.weights, checksum);
  }
});

Deno.test("the committed captions have the committed scores", async () => {
  const others = references();
  for (const { name } of COMPARED) {
    const folder = join(FOLDER, `${name}-1`);
    const { scores } = await evaluateGenerated(name, await readCaptions(folder), others);
    const record = await readRecord(folder) as RunRecord;
    for (const metric of METRICS) {
      assert.ok(Math.abs(scores.corpus[metric] - record.results.intervals[metric].value) < 1e-9);
    }
  }
});

Deno.test("the committed comparison's differences are those of its models", () => {
  const { models, pairs }: Comparison = JSON.parse(
    readFileSync(join(FOLDER, "comparison.json"), "utf8"),
  );
  assert.ok(pairs.length >= 8);
  const valueOf = (name: string, metric: string) =>
    models.find(({ model }) => model === name)!.scores[metric].value;
  for (const { first, second, differences } of pairs) {
    for (const metric of METRICS) {
      const { value, low, high, p } = differences[metric];
      assert.ok(Math.abs(value - valueOf(first, metric) + valueOf(second, metric)) < 1e-9);
      assert.ok(low <= value && value <= high && p > 0 && p <= 1);
    }
  }
});

Deno.test("what notebook 03 says about the committed comparison holds", async () => {
  const { models, pairs } = await readComparison(FOLDER);
  const of = (first: string, second: string, metric = "CIDEr-D") =>
    pairs.find((pair) => pair.first === first && pair.second === second)!.differences[metric];
  for (const metric of ["BLEU-4", "ROUGE-L", "CIDEr-D"]) {
    for (const behind of ["clip-lstm", "vit-lstm", "resnet-text-lstm"]) {
      assert.ok(of(behind, "cnn-lstm", metric).high < 0);
    }
  }
  assert.ok(of("vit-lstm", "cnn-lstm").high < of("clip-lstm", "resnet-text-lstm").low);
  assert.ok(of("resnet-text-lstm", "cnn-lstm").high < 0);
  for (const metric of ["BLEU-4", "ROUGE-L"]) {
    const { low, high, p } = of("clip-lstm", "vit-lstm", metric);
    assert.ok(low < 0 && high > 0 && p < 0.05);
  }
  const order = (names: readonly string[]) =>
    names.map((name) => models.find(({ model }) => model === name)!.scores["CIDEr-D"].value);
  const inOrder = (values: readonly number[]) =>
    values.every((value, i) => i === 0 || value < values[i - 1]);
  assert.ok(inOrder(order(["cnn-lstm", "resnet-text-lstm", "vit-lstm", "clip-lstm"])));
  assert.ok(inOrder(order([
    "nearest-neighbour",
    "nearest-neighbour (ResNet, texts)",
    "nearest-neighbour (ViT)",
    "nearest-neighbour-clip",
  ])));
  assert.ok(of("clip-lstm", "nearest-neighbour-clip", "BLEU-4").high < 0);
  for (
    const [second, metric] of [["constant-caption", "BLEU-4"], [
      "nearest-neighbour-clip",
      "CIDEr-D",
    ]]
  ) {
    const { low, high } = of("clip-lstm", second, metric);
    assert.ok(low < 0 && high > 0);
  }
  assert.ok(of("clip-lstm", "constant-caption").low > 0);
});
