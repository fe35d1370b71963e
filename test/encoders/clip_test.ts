import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  Clip,
  CLIP_VIT_B32,
  type ClipConfig,
  clipImageCost,
  MINI_CLIP,
  MINI_VIT,
  type TextTowerConfig,
  TrainableTextTower,
  TrainableVit,
} from "#lib/encoders";
import { CLIP_PIPELINE } from "#lib/image";
import {
  abs,
  grads,
  liveHandles,
  max,
  ones,
  Random,
  readSafetensors,
  square,
  startTensors,
  type StoredTensor,
  sum,
  type Tensor,
  tensor,
} from "#lib/tensor";
import { fixture } from "../fixtures.ts";
import { clipOf, idsOf, imagesOf, largestDistance } from "./fixture_networks.ts";
import { checkGradients, randomTensor } from "../nn/gradient_check.ts";

await startTensors();

/** Two layers of eight, on 4 × 4 pixels in four patches, and texts of up to five of eleven tokens. */
const TEXT: TextTowerConfig = {
  width: 6,
  layers: 1,
  heads: 2,
  vocabulary: 11,
  context: 5,
  end: 2,
};
const TINY: ClipConfig = {
  name: "tiny",
  pipeline: { ...CLIP_PIPELINE, shortSide: 4, side: 4 },
  image: { width: 8, layers: 2, heads: 2, patch: 2 },
  text: TEXT,
  projection: 3,
};

async function tinyTensors(seed: number): Promise<Map<string, StoredTensor>> {
  const random = new Random(seed);
  const image = new TrainableVit(TINY, random.split("image"));
  const text = new TrainableTextTower(TEXT, { projection: 3, random: random.split("text") });
  const tensors = new Map([...await image.tensors(), ...await text.tensors()]);
  image.dispose();
  text.dispose();
  return tensors;
}

Deno.test("clipImageCost() counts ViT-B/32 as published, and the miniature as designed", () => {
  // 87,849,216 parameters with the projection (OpenAI's model); 4.4 billion multiplications.
  const full = clipImageCost(CLIP_VIT_B32);
  assert.equal(full.parameters, 87_849_216);
  assert.ok(Math.abs(full.flops / 2 - 4.4e9) < 0.05e9, String(full.flops));
  const mini = clipImageCost(MINI_VIT);
  assert.ok(mini.parameters > 1.3e6 && mini.parameters < 1.6e6, String(mini.parameters));
  // As much as the miniature ResNet's 155 MFLOP, within a tenth.
  assert.ok(Math.abs(mini.flops - 155e6) < 16e6, String(mini.flops));
  assert.equal(clipImageCost(MINI_CLIP).parameters, mini.parameters + 160 * 160);
});

Deno.test("encode() gives a projected vector and a grid, and for a plain transformer the class token", async () => {
  const images = randomTensor([3, 4, 4, 3], new Random(1));
  const clip = new Clip(TINY, await tinyTensors(1));
  const { pooled, grid } = clip.encode(images);
  assert.deepEqual([pooled.shape, grid.shape, clip.width], [[3, 3], [3, 4, 8], 3]);
  const plain: ClipConfig = { ...TINY, text: undefined, projection: undefined };
  const vit = new Clip(plain, await new TrainableVit(plain, new Random(2)).tensors());
  const { classToken } = vit.inside(images);
  assert.deepEqual(await vit.encode(images).pooled.data(), await classToken.data());
});

Deno.test("a picture's features do not depend on the rest of its batch", async () => {
  const clip = new Clip(TINY, await tinyTensors(3));
  const images = randomTensor([2, 4, 4, 3], new Random(4));
  const values = await images.data() as Float32Array;
  const alone = await clip.encode(tensor(values.slice(48), [1, 4, 4, 3])).pooled.data();
  const both = await clip.encode(images).pooled.data();
  assert.ok(largestDistance(alone, both.slice(3)) < 1e-6);
});

Deno.test("the patches are read in reading order", async () => {
  const tensors = await tinyTensors(5);
  const clip = new Clip(TINY, tensors);
  const blank = new Float32Array(48), touched = blank.slice();
  touched.fill(1, 3 * (4 * 1 + 2), 3 * (4 * 1 + 4)); // row 1, columns 2 and 3: the second patch
  const patches = async (pixels: Float32Array) =>
    await clip.inside(tensor(pixels, [1, 4, 4, 3])).embedded.data();
  const [before, after] = [await patches(blank), await patches(touched)];
  const moved = [0, 1, 2, 3, 4].filter((token) => {
    return largestDistance(
      before.slice(8 * token, 8 * token + 8),
      after.slice(8 * token, 8 * token + 8),
    ) > 0;
  });
  assert.deepEqual(moved, [2]); // token 0 is the class token
});

Deno.test("a text tower looks at nothing behind the end of a text", async () => {
  const clip = new Clip(TINY, await tinyTensors(6));
  const short = await clip.texts.encode(Int32Array.of(1, 5, 2, 0, 0)).data();
  const noisy = await clip.texts.encode(Int32Array.of(1, 5, 2, 9, 4)).data();
  const other = await clip.texts.encode(Int32Array.of(1, 6, 2, 0, 0)).data();
  assert.deepEqual(short, noisy);
  assert.ok(largestDistance(short, other) > 1e-3);
});

Deno.test("a text tower reads the first end of text, or the highest id", async () => {
  const tensors = await tinyTensors(7);
  const byId = new Clip(TINY, tensors);
  const highest = new Clip({ ...TINY, text: { ...TEXT, end: "highest" } }, tensors);
  const ids = Int32Array.of(1, 2, 10, 0, 0);
  const first = await byId.texts.encode(ids).data();
  const peak = await highest.texts.encode(ids).data();
  assert.ok(largestDistance(first, peak) > 1e-3);
  const same = Int32Array.of(1, 0, 2, 0, 0);
  assert.deepEqual(await byId.texts.encode(same).data(), await highest.texts.encode(same).data());
});

Deno.test("a frozen CLIP equals the trainable towers, up to 16-bit weights", async () => {
  const random = new Random(8);
  const image = new TrainableVit(TINY, random.split("image"));
  const text = new TrainableTextTower(TEXT, { projection: 3, random: random.split("text") });
  const clip = new Clip(TINY, new Map([...await image.tensors(), ...await text.tensors()]));
  const images = randomTensor([4, 4, 4, 3], random), ids = Int32Array.of(1, 3, 4, 2, 0);
  for (
    const [frozen, live] of [
      [clip.encode(images).pooled, image.forward(images).pooled],
      [clip.encode(images).grid, image.forward(images).grid],
      [clip.texts.encode(ids), text.forward(ids)],
    ]
  ) {
    const expected = await live.data() as Float32Array;
    const size = largestDistance(expected, new Float32Array(expected.length));
    // A 16-bit float has 11 significant bits: each weight is off by up to 2.5e-4 of itself.
    assert.ok(size > 0.1 && largestDistance(await frozen.data(), expected) < 2e-3 * size);
  }
  assert.ok(Math.abs(await clip.texts.scale() - 1 / 0.07) < 0.02);
});

Deno.test("the towers have a gradient for every parameter, that agrees with finite differences", async () => {
  const random = new Random(9);
  const vit = new TrainableVit(TINY, random.split("image"));
  const text = new TrainableTextTower(TEXT, { projection: 3, random: random.split("text") });
  const images = randomTensor([2, 4, 4, 3], random), ids = Int32Array.of(1, 3, 4, 2, 0);
  for (
    const [tower, run] of [
      [vit, () => vit.forward(images).pooled],
      [text, () => text.forward(ids)],
    ] as [{ parameters: ReadonlyMap<string, Tensor> }, () => Tensor][]
  ) {
    const named = [...tower.parameters].filter(([name]) => name !== "logit_scale");
    const slopes = grads(() => sum(square(run())))(named.map(([, variable]) => variable));
    for (const [i, [name]] of named.entries()) {
      assert.ok((await max(abs(slopes[i])).data())[0] > 0, name);
    }
  }
  const kernel = vit.parameters.get("visual.conv1.weight")!;
  await checkGradients((x) => vit.forward(x).grid, [images]);
  assert.equal(kernel.shape.join(), "8,3,2,2");
});

Deno.test("encoding and disposing leave no tensor behind", async () => {
  const tensors = await tinyTensors(10);
  const images = randomTensor([1, 4, 4, 3], new Random(11));
  const run = () => {
    const clip = new Clip(TINY, tensors);
    for (const features of Object.values(clip.encode(images))) features.dispose();
    clip.texts.encode(Int32Array.of(1, 2, 0, 0, 0)).dispose();
    clip.dispose();
  };
  run(); // the images get their handle at the first use
  const before = liveHandles();
  run();
  assert.equal(liveHandles(), before);
});

for (const name of ["clip_openai", "clip_hf"]) {
  const path = fixture(`models/${name}.safetensors`);
  Deno.test(`both towers give the outputs of ${name}`, async () => {
    assert.ok(existsSync(path), path);
    const { tensors, metadata } = await readSafetensors(path);
    const config = clipOf(metadata);
    const clip = new Clip(config, tensors);
    const images = imagesOf(tensors), B = images.shape[0];
    const { embedded, layers, classToken, grid, pooled } = clip.inside(images);
    const last = await layers.at(-1)!.data();
    const width = config.image.width, tokens = layers[0].shape[1]!;
    const raw = Array.from({ length: B }, (_, b) => {
      return [...last.slice((b * tokens + 1) * width, (b + 1) * tokens * width)];
    }).flat();
    const outputs = new Map<string, ArrayLike<number>>([
      ["out/vision_embeddings", await embedded.data()],
      ["out/vision_pre_layrnorm", await layers[0].data()],
      ["out/vision_layer_0", await layers[1].data()],
      ["out/last_hidden_state", last],
      ["out/pooled", await classToken.data()],
      ["out/patch_tokens_raw", raw],
      ["out/patch_tokens_post_layernorm", await grid.data()],
      ["out/image_features", await pooled.data()],
      ["out/text_features_pad0_argmax", await textVectors(clip, tensors, "in/input_ids_pad0")],
    ]);
    if (tensors.has("in/input_ids")) {
      const { eos } = JSON.parse(metadata.config).text;
      const byId = new Clip({ ...config, text: { ...config.text!, end: eos } }, tensors);
      outputs.set("out/text_features", await textVectors(byId, tensors, "in/input_ids"));
    }
    for (const [key, output] of outputs) {
      const distance = largestDistance(output, tensors.get(key)!.data as Float32Array);
      // Sums of up to some hundred 32-bit products, in another order than the reference's.
      assert.ok(distance < 5e-5, `${key}: ${distance}`);
    }
    const cosines = await logits(clip, outputs.get("out/image_features")!, {
      texts: outputs.get("out/text_features_pad0_argmax")!,
      width: config.projection!,
    });
    const expected = tensors.get("out/logits_per_image_pad0_argmax")!.data as Float32Array;
    assert.ok(largestDistance(cosines, expected) < 5e-5);
  });
}

async function textVectors(
  clip: Clip,
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
): Promise<ArrayLike<number>> {
  return await clip.texts.encode(idsOf(tensors, name)).data();
}

/** Cosines times the scale. */
async function logits(
  clip: Clip,
  images: ArrayLike<number>,
  { texts, width }: { texts: ArrayLike<number>; width: number },
): Promise<number[]> {
  const scale = await clip.texts.scale();
  const rows = (values: ArrayLike<number>) =>
    Array.from({ length: values.length / width }, (_, i) => {
      const row = Array.from({ length: width }, (_, k) => values[i * width + k]);
      const length = Math.hypot(...row);
      return row.map((value) => value / length);
    });
  const others = rows(texts);
  return rows(images).flatMap((image) =>
    others.map((text) => scale * text.reduce((sum, value, k) => sum + value * image[k], 0))
  );
}

Deno.test("without its text tower a CLIP file gives images alone", async () => {
  const tensors = await tinyTensors(12);
  const images = randomTensor([1, 4, 4, 3], new Random(13));
  const alone = new Clip({ ...TINY, text: undefined }, tensors);
  const whole = new Clip(TINY, tensors);
  assert.deepEqual(
    await alone.encode(images).pooled.data(),
    await whole.encode(images).pooled.data(),
  );
  assert.throws(
    () => alone.texts,
    new TypeError("Cannot encode texts: tiny was loaded without a text tower"),
  );
});

Deno.test("a CLIP names every tensor that is missing, surplus or misshapen", async () => {
  const tensors = await tinyTensors(14);
  const vector: StoredTensor = { dtype: "F32", shape: [1], data: new Float32Array(1) };
  tensors.delete("visual.transformer.resblocks.1.mlp.c_fc.bias");
  tensors.set("visual.ln_pre.bias", vector);
  tensors.set("transformer.resblocks.7.ln_1.weight", vector);
  tensors.set("head.kind.weight", vector); // known and not needed
  assert.throws(
    () => new Clip(TINY, tensors),
    new TypeError(
      "Cannot load tiny: its tensors under OpenAI's names do not fit: " +
        '"visual.ln_pre.bias" must be [8], current shape is [1]; ' +
        '"visual.transformer.resblocks.1.mlp.c_fc.bias" [32] is missing; ' +
        '"transformer.resblocks.7.ln_1.weight" is surplus',
    ),
  );
});

Deno.test("a CLIP refuses images of another size, texts without end, and a text tower without a space", async () => {
  const tensors = await tinyTensors(15);
  const clip = new Clip(TINY, tensors);
  assert.throws(() => clip.encode(ones([1, 5, 5, 3])), TypeError);
  assert.throws(
    () => clip.texts.encode(Int32Array.of(1, 3, 3, 3, 3)),
    new RangeError(
      "Cannot encode a text: it must have the end-of-text id 2, current ids are 1 3 3 3 3",
    ),
  );
  assert.throws(() => clip.texts.encode(Int32Array.of(1, 2)), TypeError);
  assert.throws(() => new Clip({ ...TINY, projection: undefined }, tensors), TypeError);
});
