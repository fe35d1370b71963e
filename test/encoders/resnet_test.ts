import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  MINI_RESNET,
  planResnet,
  Resnet,
  RESNET50,
  type ResnetConfig,
  resnetCost,
  TrainableResnet,
} from "#lib/encoders";
import { IMAGENET_PIPELINE } from "#lib/image";
import {
  abs,
  grads,
  liveHandles,
  max,
  mean,
  ones,
  Random,
  readSafetensors,
  square,
  startTensors,
  type StoredTensor,
  sum,
  tensor,
  transpose,
} from "#lib/tensor";
import { fixture } from "../fixtures.ts";
import { imagesOf, largestDistance, resnetOf } from "./fixture_networks.ts";

await startTensors();

/** Two stages of four and eight channels, on 16 pixels. */
const TINY: ResnetConfig = {
  name: "tiny",
  pipeline: { ...IMAGENET_PIPELINE, shortSide: 16, side: 16 },
  stem: { kernel: 3, width: 4, pool: false },
  block: "basic",
  stages: [{ width: 4, blocks: 1, stride: 2 }, { width: 8, blocks: 2, stride: 2 }],
};

function noise(shape: number[], seed: number) {
  const random = new Random(seed);
  const length = shape.reduce((product, side) => product * side, 1);
  return tensor(Float32Array.from({ length }, () => random.normal()), shape);
}

Deno.test("resnetCost() counts ResNet-50 as published, and the miniature as designed", () => {
  // torchvision counts 25,557,032 with its classifier of 2,049,000, and 4.09 billion multiplications.
  const full = resnetCost(planResnet(RESNET50));
  assert.equal(full.parameters, 25_557_032 - 2_049_000);
  assert.ok(Math.abs(full.flops / 2 - 4.09e9) < 0.01e9);
  const mini = resnetCost(planResnet(MINI_RESNET));
  assert.ok(mini.parameters > 0.8e6 && mini.parameters < 1.2e6, String(mini.parameters));
  assert.ok(mini.flops > 130e6 && mini.flops < 180e6, String(mini.flops));
});

Deno.test("encode() gives a grid in reading order and its mean", async () => {
  const trained = new TrainableResnet(TINY, new Random(1));
  const encoder = new Resnet(TINY, await trained.tensors());
  const { pooled, grid } = encoder.encode(noise([3, 16, 16, 3], 2));
  assert.deepEqual([pooled.shape, grid.shape], [[3, 8], [3, 4, 8]]);
  assert.ok(largestDistance(await mean(grid, 1).data(), await pooled.data()) < 1e-6);
  assert.equal(encoder.width, 8);
});

Deno.test("a frozen network equals the trainable one in evaluation, up to 16-bit kernels", async () => {
  const trained = new TrainableResnet(TINY, new Random(3));
  const images = noise([4, 16, 16, 3], 4);
  for (let i = 0; i < 3; i++) trained.forward(images, { training: true }); // moves the statistics
  const encoder = new Resnet(TINY, await trained.tensors());
  const frozen = await encoder.encode(images).grid.data();
  const live = await trained.forward(images, { training: false }).grid.data();
  // A 16-bit float has 11 significant bits: each weight is off by up to 2.5e-4 of itself.
  const size = largestDistance(live, new Float32Array(live.length));
  assert.ok(size > 0.1 && largestDistance(frozen, live) < 2e-3 * size);
});

Deno.test("a trainable network has a gradient for every parameter", async () => {
  const network = new TrainableResnet(TINY, new Random(5));
  const images = noise([2, 16, 16, 3], 6);
  const variables = [...network.parameters.values()];
  const slopes = grads(() => sum(square(network.forward(images, { training: true }).grid)))(
    variables,
  );
  for (const [i, name] of [...network.parameters.keys()].entries()) {
    assert.ok((await max(abs(slopes[i])).data())[0] > 0, name);
  }
});

Deno.test("encoding and disposing leave no tensor behind", async () => {
  const trained = new TrainableResnet(TINY, new Random(7));
  const tensors = await trained.tensors();
  trained.dispose();
  const images = noise([1, 16, 16, 3], 8);
  const run = () => {
    const encoder = new Resnet(TINY, tensors);
    for (const features of Object.values(encoder.encode(images))) features.dispose();
    encoder.dispose();
  };
  run(); // the images get their handle at the first use
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
});

for (const name of ["resnet_torchvision", "resnet_hf"]) {
  const path = fixture(`models/${name}.safetensors`);
  Deno.test(`encode() gives the outputs of ${name} in evaluation mode`, async () => {
    assert.ok(existsSync(path), path);
    const { tensors, metadata } = await readSafetensors(path);
    const encoder = new Resnet(resnetOf(metadata), tensors);
    const images = imagesOf(tensors);
    const stages = encoder.stages(images).map((stage) => transpose(stage, [0, 3, 1, 2]));
    const { pooled, grid } = encoder.encode(images);
    const outputs = new Map([
      ["out/stem", stages[0]],
      ...stages.slice(1).map((stage, i) => [`out/layer${i + 1}`, stage] as const),
      ["out/pooled", pooled],
      ["out/grid", grid],
    ]);
    // The small extract has no classifier.
    if (tensors.has("out/fc")) outputs.set("out/fc", encoder.classify(pooled));
    let compared = 0;
    for (const [key, output] of outputs) {
      const expected = tensors.get(key);
      if (expected === undefined) continue;
      const distance = largestDistance(await output.data(), expected.data as Float32Array);
      // Up to some thousand 32-bit sums one after another, with the norm folded in: not bit for bit.
      assert.ok(distance < 5e-5, `${key}: ${distance}`);
      compared++;
    }
    assert.ok(compared > 0);
  });
}

Deno.test("a network names every tensor that is missing, surplus or misshapen", async () => {
  const tensors = await new TrainableResnet(TINY, new Random(9)).tensors();
  const vector: StoredTensor = { dtype: "F32", shape: [1], data: new Float32Array(1) };
  tensors.delete("layer2.1.bn2.running_var");
  tensors.set("bn1.weight", vector);
  tensors.set("layer3.0.conv1.weight", vector);
  tensors.set("head.kind.weight", vector); // known and not needed
  assert.throws(
    () => new Resnet(TINY, tensors),
    new TypeError(
      "Cannot load tiny: its tensors under torchvision's names do not fit: " +
        '"bn1.weight" must be [4], current shape is [1]; ' +
        '"layer2.1.bn2.running_var" [8] is missing; "layer3.0.conv1.weight" is surplus',
    ),
  );
});

Deno.test("a classifier is there or not, and whole where it is there", async () => {
  const tensors = await new TrainableResnet(TINY, new Random(10)).tensors();
  const pooled = noise([2, 8], 11);
  assert.throws(
    () => new Resnet(TINY, tensors).classify(pooled),
    new TypeError("Cannot classify: tiny was loaded without a classifier"),
  );
  const weight = Float32Array.from({ length: 24 }, (_, i) => i % 8 === 5 ? 1 : 0);
  tensors.set("fc.weight", { dtype: "F32", shape: [3, 8], data: weight });
  assert.throws(() => new Resnet(TINY, tensors), /"fc\.bias" \[3\] is missing$/);
  tensors.set("fc.bias", { dtype: "F32", shape: [3], data: Float32Array.of(0, 1, 2) });
  const logits = await new Resnet(TINY, tensors).classify(pooled).data();
  const values = await pooled.data();
  const [first, second] = [5, 13].map((i) => values[i]);
  const expected = [first, second].flatMap((value) => [value, value + 1, value + 2]);
  assert.ok(largestDistance(logits, expected) < 1e-6);
  tensors.set("fc.weight", { dtype: "F32", shape: [3, 7], data: weight.subarray(0, 21) });
  assert.throws(() => new Resnet(TINY, tensors), /"fc\.weight" must be \[3,8\], current shape is/);
});

Deno.test("encode() refuses images of another size", async () => {
  const encoder = new Resnet(TINY, await new TrainableResnet(TINY, new Random(1)).tensors());
  assert.throws(() => encoder.encode(ones([1, 17, 17, 3])), TypeError);
});
