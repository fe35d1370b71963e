import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Field, readJson } from "../io/json.ts";
import type { Filter } from "../image/resize.ts";
import type { Pipeline } from "../image/preprocess.ts";
import type { ClipConfig, TowerConfig } from "./clip_config.ts";
import type { ResnetConfig } from "./resnet_config.ts";

/**
 * Reads what the files beside a CLIP's weights decide and tensors do not show: heads, activation, the end
 * of a text, preprocessing.
 *
 * Hugging Face's `config.json` and `preprocessor_config.json`, and OpenCLIP's `open_clip_config.json`;
 * each is optional, and so is each field. timm's `config.json` is about another copy of the weights.
 *
 * @throws {RangeError} If a file describes a network that is not the configuration's, or one that is not
 * implemented; names file, field and values.
 */
export async function clipConfigIn(folder: string, config: ClipConfig): Promise<ClipConfig> {
  const openClip = (await jsonIn(folder, "open_clip_config.json"))?.find("model_cfg");
  // Where it says nothing, OpenCLIP means the other GELU, with which these weights work, but worse.
  if (openClip && openClip.find("quick_gelu")?.value !== true) {
    openClip.refuse('must have "quick_gelu": true, as OpenAI\'s weights need it');
  }
  const json = await jsonIn(folder, "config.json");
  const pipeline = await pipelineIn(folder, config.pipeline);
  if (json?.find("model_type") === undefined) return { ...config, pipeline };
  mustBe(json, { model_type: "clip", projection_dim: config.projection });
  const { image, text } = config;
  const ofImages = json.find("vision_config"), ofTexts = json.find("text_config");
  mustBe(ofImages, {
    ...towerFields(image),
    patch_size: image.patch,
    image_size: config.pipeline.side,
  });
  if (text === undefined) return { ...config, pipeline };
  mustBe(ofTexts, {
    ...towerFields(text),
    vocab_size: text.vocabulary,
    max_position_embeddings: text.context,
  });
  const end = ofTexts?.find("eos_token_id")?.integer() ?? text.end;
  // The published configuration says 2 and means the highest id, which the end was when it was written.
  return { ...config, pipeline, text: { ...text, end: end === 2 ? "highest" : end } };
}

/**
 * Reads what the files beside a ResNet's weights decide and tensors do not show: where blocks have their
 * stride, the activation, preprocessing.
 *
 * Hugging Face's `config.json` and `preprocessor_config.json`, or timm's `config.json`; each is optional,
 * and so is each field.
 *
 * @throws {RangeError} As {@linkcode clipConfigIn}.
 */
export async function resnetConfigIn(folder: string, config: ResnetConfig): Promise<ResnetConfig> {
  const json = await jsonIn(folder, "config.json");
  const ofTimm = json?.find("pretrained_cfg");
  if (ofTimm) {
    mustBe(json, { architecture: config.name });
    return { ...config, pipeline: timmPipeline(ofTimm, config.pipeline) };
  }
  if (json?.find("model_type")) {
    mustBe(json, {
      model_type: "resnet",
      layer_type: config.block,
      hidden_act: "relu",
      downsample_in_first_stage: false,
      downsample_in_bottleneck: false, // the stride in the first convolution of a block: "v1"
    });
  }
  return { ...config, pipeline: await pipelineIn(folder, config.pipeline) };
}

/** Fields of a tower in Hugging Face's configuration. */
function towerFields({ width, layers, heads }: TowerConfig): Record<string, unknown> {
  return {
    hidden_size: width,
    intermediate_size: 4 * width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    hidden_act: "quick_gelu",
    layer_norm_eps: 1e-5,
  };
}

/** Kernels by Pillow's numbers, which Hugging Face uses, and by timm's names. */
const KERNELS: Readonly<Record<string, Filter>> = {
  2: "bilinear",
  3: "bicubic",
  bilinear: "bilinear",
  bicubic: "bicubic",
};

/** The kernel that a field says. @throws {RangeError} If it is not implemented. */
function kernelOf(json: Field | undefined): Filter | undefined {
  if (json === undefined) return undefined;
  const value = String(json.value);
  if (Object.hasOwn(KERNELS, value)) return KERNELS[value];
  json.refuse(
    `must be bilinear (2) or bicubic (3), current value is ${JSON.stringify(json.value)}`,
  );
}

/** How Hugging Face's processor of a folder prepares pictures: `ConvNextImageProcessor` or CLIP's. */
async function pipelineIn(folder: string, pipeline: Pipeline): Promise<Pipeline> {
  const json = await jsonIn(folder, "preprocessor_config.json");
  if (json === undefined) return pipeline;
  mustBe(json, {
    image_mean: pipeline.normalization.mean,
    image_std: pipeline.normalization.deviation,
  });
  const edge = sideOf(json.find("size")), share = json.find("crop_pct");
  const side = share === undefined ? sideOf(json.find("crop_size")) ?? edge : edge;
  if (side !== undefined && side !== pipeline.side) {
    json.refuse(`must crop to ${pipeline.side} pixels, current value is ${side}`);
  }
  return named(pipeline, {
    filter: kernelOf(json.find("resample")),
    shortSide: shorterSide(pipeline, share) ?? edge,
    rounding: "floor",
  });
}

/** How timm prepares pictures: its crop is torchvision's. */
function timmPipeline(json: Field, pipeline: Pipeline): Pipeline {
  mustBe(json, {
    mean: pipeline.normalization.mean,
    std: pipeline.normalization.deviation,
    input_size: [3, pipeline.side, pipeline.side],
  });
  return named(pipeline, {
    filter: kernelOf(json.find("interpolation")),
    shortSide: shorterSide(pipeline, json.find("crop_pct")),
  });
}

/** The shorter side of which a crop is so large a share. */
function shorterSide({ side }: Pipeline, json: Field | undefined): number | undefined {
  const share = json?.number() ?? 1;
  if (!(share > 0 && share <= 1)) {
    json!.refuse(`must be above 0 and at most 1, current value is ${share}`);
  }
  return json && Math.trunc(side / share);
}

/** Pixels of a side, which are written alone, as the shorter edge, or as height and width. */
function sideOf(json: Field | undefined): number | undefined {
  if (json === undefined || typeof json.value === "number") return json?.integer();
  return (json.find("shortest_edge") ?? json.get("height")).integer();
}

/** Another pipeline than the published one has another name: by its kernel and its shorter side. */
function named(published: Pipeline, found: Partial<Pipeline>): Pipeline {
  const { filter = published.filter, shortSide = published.shortSide } = found;
  const pipeline = { ...published, ...found, filter, shortSide };
  if (JSON.stringify(pipeline) === JSON.stringify(published)) return published;
  return { ...pipeline, name: `${published.name}-${filter}-${shortSide}` };
}

/** Refuses fields that are there and have other values; what is not wanted may be anything. */
function mustBe(json: Field | undefined, wanted: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(wanted)) {
    const field = value === undefined ? undefined : json?.find(key);
    const [must, is] = [value, field?.value].map((each) => JSON.stringify(each));
    if (field && must !== is) field.refuse(`must be ${must}, current value is ${is}`);
  }
}

async function jsonIn(folder: string, name: string): Promise<Field | undefined> {
  const path = join(folder, name);
  return existsSync(path) ? await readJson(path) : undefined;
}
