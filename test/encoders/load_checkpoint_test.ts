import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Clip,
  CLIP_VIT_B32,
  findWeights,
  loadCheckpoint,
  type Network,
  type Resnet,
  RESNET50,
} from "#lib/encoders";
import { readSafetensors, startTensors, writeSafetensors } from "#lib/tensor";
import { fixture } from "../fixtures.ts";
import { inFolder } from "../temporary.ts";
import { clipOf, idsOf, imagesOf, largestDistance, resnetOf } from "./fixture_networks.ts";

await startTensors();

const model = (name: string) => fixture(`models/${name}`);
const { tensors: CLIP, metadata } = await readSafetensors(model("clip_hf.safetensors"));
const { tensors: RESNET, metadata: ofResnet } = await readSafetensors(
  model("resnet_hf.safetensors"),
);
const SMALL_CLIP: Network = { architecture: "vit", config: clipOf(metadata) };
const SMALL_RESNET: Network = { architecture: "resnet", config: resnetOf(ofResnet) };

/** JSON files by their names. */
type Folder = Readonly<Record<string, unknown>>;

/** Loads a network from a folder with such files beside its weights. */
async function loadFrom(network: Network, files: Folder, options?: { texts?: boolean }) {
  const own = network.architecture === "vit" ? "clip_hf" : "resnet_hf";
  return await inFolder(async (folder) => {
    copyFileSync(model(`${own}.safetensors`), join(folder, "model.safetensors"));
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), JSON.stringify(content));
    }
    return await loadCheckpoint(network, findWeights(folder)!, options);
  });
}

const json = (name: string) => JSON.parse(readFileSync(model(name), "utf8"));
const hfConfig = json("clip_hf.config.json");
const expected = (name: string) => CLIP.get(name)!.data as Float32Array;

Deno.test("weights are a file, or the first known name in a folder", async () => {
  await inFolder((folder) => {
    assert.equal(findWeights(join(folder, "nowhere")), undefined);
    assert.equal(findWeights(folder), undefined);
    const found: string[] = [];
    // timm's repository has CLIP twice: "model.safetensors" is its own copy, without texts.
    for (const name of ["image-tower", "model", "open_clip_model"]) {
      writeFileSync(join(folder, `${name}.safetensors`), "");
      found.push(findWeights(folder)!);
    }
    assert.deepEqual(
      found,
      ["image-tower", "model", "open_clip_model"].map((name) =>
        join(folder, `${name}.safetensors`)
      ),
    );
    assert.equal(findWeights(found[1]), found[1]);
  });
});

Deno.test("a folder as Hugging Face has CLIP gives images, and texts by the first end of text", async () => {
  const files = { "config.json": hfConfig };
  const clip = await loadFrom(SMALL_CLIP, files, { texts: true }) as Clip;
  const { pooled } = clip.encode(imagesOf(CLIP));
  assert.ok(largestDistance(await pooled.data(), expected("out/image_features")) < 5e-5);
  const texts = await clip.texts.encode(idsOf(CLIP, "in/input_ids")).data();
  assert.ok(largestDistance(texts, expected("out/text_features")) < 5e-5);
});

Deno.test("the published configuration's end of text, 2, means the highest id", async () => {
  const files = { "config.json": json("clip_hf.config_legacy_eos2.json") };
  const clip = await loadFrom(SMALL_CLIP, files, { texts: true }) as Clip;
  const vectors = await clip.texts.encode(idsOf(CLIP, "in/input_ids")).data();
  const [legacy, newer] = ["out/text_embeds_legacy", "out/text_embeds"].map(expected);
  const units = unitRows(vectors, SMALL_CLIP.config as { projection?: number });
  assert.ok(largestDistance(units, legacy) < 5e-5);
  // One of the texts has an id above the end.
  assert.ok(largestDistance(legacy, newer) > 1e-2);
});

function unitRows(values: ArrayLike<number>, { projection: width = 0 }: { projection?: number }) {
  return Array.from({ length: values.length / width }, (_, row) => {
    const own = Array.from({ length: width }, (_, k) => values[row * width + k]);
    return own.map((value) => value / Math.hypot(...own));
  }).flat();
}

Deno.test("without texts the text tower is neither needed nor loaded", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "image-tower.safetensors");
    const tensors = new Map([...CLIP].filter(([name]) => /^vis/.test(name)));
    await writeSafetensors(path, { tensors });
    const clip = await loadCheckpoint(SMALL_CLIP, path) as Clip;
    const { pooled } = clip.encode(imagesOf(CLIP));
    assert.ok(largestDistance(await pooled.data(), expected("out/image_features")) < 5e-5);
    assert.throws(() => clip.texts, TypeError);
    await assert.rejects(
      loadCheckpoint(SMALL_CLIP, path, { texts: true }),
      /"text_model\.embeddings\.token_embedding\.weight" \[100,64\] is missing/,
    );
  });
});

Deno.test("folders as Hugging Face and timm have ResNet give the same features", async () => {
  const wanted = RESNET.get("out/layer2")!.data as Float32Array;
  for (
    const config of [
      json("resnet_hf.config.json"),
      { architecture: "resnet50", pretrained_cfg: { interpolation: "bilinear" } },
    ]
  ) {
    const resnet = await loadFrom(SMALL_RESNET, { "config.json": config }) as Resnet;
    const stage = resnet.stages(imagesOf(RESNET))[2];
    const [B, side, , width] = stage.shape, values = await stage.data();
    // The fixture has channels first.
    const moved = Array.from({ length: values.length }, (_, i) => {
      const place = i % side ** 2, channel = Math.floor(i / side ** 2) % width;
      return values[(Math.floor(i / (side ** 2 * width)) * side ** 2 + place) * width + channel];
    });
    assert.equal(values.length, B * side ** 2 * width);
    assert.ok(largestDistance(moved, wanted) < 5e-5);
  }
});

Deno.test("a folder's files say how its pictures are prepared", async () => {
  const side = SMALL_RESNET.config.pipeline.side; // 64
  const published = { ...RESNET50.pipeline, side, shortSide: 73 };
  const network = { ...SMALL_RESNET, config: { ...SMALL_RESNET.config, pipeline: published } };
  const pipelineFrom = async (files: Folder) =>
    ((await loadFrom(network as Network, files)) as Resnet).pipeline;
  // As microsoft/resnet-50 has it: of ⌊64 / .875⌋ = 73 pixels 64, but bicubic.
  const hf = { size: side, crop_pct: 0.875, resample: 3 };
  assert.deepEqual(await pipelineFrom({ "preprocessor_config.json": hf }), {
    ...published,
    name: "imagenet-bicubic-73",
    filter: "bicubic",
    rounding: "floor",
  });
  const timm = (fields: object) => ({
    "config.json": { architecture: "resnet50", pretrained_cfg: fields },
  });
  const plain = { interpolation: "bilinear", crop_pct: 0.875, input_size: [3, side, side] };
  assert.deepEqual(await pipelineFrom(timm(plain)), published);
  const newer = await pipelineFrom(timm({ interpolation: "bicubic", crop_pct: 0.95 }));
  assert.deepEqual([newer.name, newer.shortSide], ["imagenet-bicubic-67", 67]);
});

Deno.test("CLIP's processor in a folder is the published pipeline, in its older and newer form", async () => {
  const { mean, deviation } = CLIP_VIT_B32.pipeline.normalization;
  const side = SMALL_CLIP.config.pipeline.side;
  for (
    const sizes of [
      { size: side, crop_size: side },
      { size: { shortest_edge: side }, crop_size: { height: side, width: side } },
    ]
  ) {
    const files = {
      "preprocessor_config.json": { ...sizes, resample: 3, image_mean: mean, image_std: deviation },
    };
    const { pipeline } = await loadFrom(SMALL_CLIP, files);
    assert.deepEqual(pipeline, SMALL_CLIP.config.pipeline);
  }
});

Deno.test("a configuration of another network is refused, and the field named", async () => {
  const vision = (fields: object) => ({
    "config.json": { ...hfConfig, vision_config: { ...hfConfig.vision_config, ...fields } },
  });
  const text = (fields: object) => ({
    "config.json": { ...hfConfig, text_config: { ...hfConfig.text_config, ...fields } },
  });
  const processor = (fields: object) => ({ "preprocessor_config.json": fields });
  const resnet = (fields: object) => ({
    "config.json": { ...json("resnet_hf.config.json"), ...fields },
  });
  const clips: [Folder, RegExp][] = [
    [
      vision({ hidden_act: "gelu" }),
      /^Cannot read "config\.json": vision_config: "hidden_act" must be "quick_gelu", current value is "gelu"$/,
    ],
    [vision({ num_attention_heads: 4 }), /"num_attention_heads" must be 2, current value is 4$/],
    [vision({ patch_size: 16 }), /"patch_size" must be 8, current value is 16$/],
    [text({ layer_norm_eps: 1e-6 }), /text_config: "layer_norm_eps" must be 0\.00001/],
    [{ "config.json": { model_type: "siglip" } }, /"model_type" must be "clip", current value is/],
    [
      { "open_clip_config.json": { model_cfg: { embed_dim: 512 } } },
      /"model_cfg" must have "quick_gelu": true, as OpenAI's weights need it$/,
    ],
    [processor({ size: 48 }), /must crop to 32 pixels, current value is 48$/],
    [processor({ resample: 1 }), /"resample" must be bilinear \(2\) or bicubic \(3\), current/],
    [processor({ crop_pct: 0 }), /"crop_pct" must be above 0 and at most 1, current value is 0$/],
    [processor({ image_mean: [0.5, 0.5, 0.5] }), /"image_mean" must be \[0\.48145466,/],
  ];
  const resnets: [Folder, RegExp][] = [
    [resnet({ downsample_in_bottleneck: true }), /"downsample_in_bottleneck" must be false/],
    [resnet({ hidden_act: "gelu" }), /"hidden_act" must be "relu", current value is "gelu"$/],
    [
      { "config.json": { architecture: "resnet101", pretrained_cfg: {} } },
      /"architecture" must be "resnet50", current value is "resnet101"$/,
    ],
  ];
  for (const [network, cases] of [[SMALL_CLIP, clips], [SMALL_RESNET, resnets]] as const) {
    for (const [files, message] of cases) {
      await assert.rejects(loadFrom(network, files), { name: "RangeError", message });
    }
  }
});

Deno.test("another network's weights are refused whatever the configuration says", async () => {
  await assert.rejects(
    loadFrom({ architecture: "vit", config: CLIP_VIT_B32 }, {}),
    /must be \[768\], current shape is \[128\]/,
  );
  await assert.rejects(loadFrom({ architecture: "resnet", config: RESNET50 }, {}), TypeError);
});
