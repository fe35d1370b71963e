import { CLIP_PIPELINE, MINI_PIPELINE, type Pipeline } from "../image/preprocess.ts";

/** Shape of a transformer. */
export interface TowerConfig {
  /** Width of a token. */
  readonly width: number;
  /** Number of layers. */
  readonly layers: number;
  /** Attention heads a layer, a divisor of the width. */
  readonly heads: number;
}

/** Shape of CLIP's text transformer. */
export interface TextTowerConfig extends TowerConfig {
  /** Number of token ids. */
  readonly vocabulary: number;
  /** Longest text in tokens, start and end of text counted. */
  readonly context: number;
  /**
   * The id that ends a text, whose first position is read; "highest": the position of the highest id,
   * which in the original's vocabulary is the end of text.
   */
  readonly end: number | "highest";
}

/** Shape of a CLIP: what differs between the real one, its miniature, and a plain vision transformer. */
export interface ClipConfig {
  /** What it is called in commands and records. */
  readonly name: string;
  /** How pictures become its input; `pipeline.side` is the side of the input, `S`. */
  readonly pipeline: Pipeline;
  /** The vision transformer; `patch` is the side of a patch in pixels, a divisor of `S`. */
  readonly image: TowerConfig & { readonly patch: number };
  /** The text transformer; without it images alone are encoded. */
  readonly text?: TextTowerConfig;
  /** Width of the common space of images and texts; without it `pooled` is not projected. */
  readonly projection?: number;
}

/**
 * The real CLIP ViT-B/32: pooled `[B, 512]`, grid `[B, 49, 768]`, texts of up to 77 tokens.
 *
 * Radford et al., 2021, table 20 (https://arxiv.org/abs/2103.00020).
 */
export const CLIP_VIT_B32: ClipConfig = {
  name: "clip-vit-b32",
  pipeline: CLIP_PIPELINE,
  image: { width: 768, layers: 12, heads: 12, patch: 32 },
  text: { width: 512, layers: 12, heads: 8, vocabulary: 49408, context: 77, end: "highest" },
  projection: 512,
};

/**
 * A vision transformer that trains in minutes on two cores: 112 pixels in 7 × 7 patches, four layers;
 * pooled `[B, 160]`, grid `[B, 49, 160]`; 1.36 million parameters, 143 MFLOP an image.
 *
 * Preprocessed as the miniature ResNet, so that nothing but the network differs.
 */
export const MINI_VIT: ClipConfig = {
  name: "mini-vit",
  pipeline: MINI_PIPELINE,
  image: { width: 160, layers: 4, heads: 5, patch: 16 },
};

/** The miniature CLIP's image tower: {@linkcode MINI_VIT} with a projection to the common space. */
export const MINI_CLIP: ClipConfig = { ...MINI_VIT, name: "mini-clip", projection: 160 };

/** Shape of the miniatures' text tower, apart from its vocabulary. */
export const MINI_TEXT = { width: 96, layers: 2, heads: 3, context: 16 } as const;

/** Grid positions, `P`. */
export function patchCount({ pipeline, image }: ClipConfig): number {
  return (pipeline.side / image.patch) ** 2;
}

/** How a tensor of a CLIP is called and shaped, in OpenAI's layout. */
export interface ClipTensor {
  /** OpenAI's name. */
  readonly name: string;
  /** Its axes. */
  readonly shape: readonly number[];
}

/** What the names of a tower's layers start with. */
export const TOWER = { image: "visual.transformer", text: "transformer" } as const;

/** Lists the tensors of a configuration's image tower, projection included, in a fixed order. */
export function clipImageTensors(config: ClipConfig): ClipTensor[] {
  const { image: { width, patch, layers }, projection } = config;
  return [
    { name: "visual.conv1.weight", shape: [width, 3, patch, patch] },
    { name: "visual.class_embedding", shape: [width] },
    { name: "visual.positional_embedding", shape: [patchCount(config) + 1, width] },
    ...normTensors("visual.ln_pre", width),
    ...layerTensors(TOWER.image, { width, layers }),
    ...normTensors("visual.ln_post", width),
    ...projection === undefined ? [] : [{ name: "visual.proj", shape: [width, projection] }],
  ];
}

/**
 * Lists the tensors of a text tower, its projection and the temperature included, in a fixed order.
 *
 * @param projection Width of the common space.
 */
export function clipTextTensors(text: TextTowerConfig, projection: number): ClipTensor[] {
  const { width, vocabulary, context, layers } = text;
  return [
    { name: "token_embedding.weight", shape: [vocabulary, width] },
    { name: "positional_embedding", shape: [context, width] },
    ...layerTensors(TOWER.text, { width, layers }),
    ...normTensors("ln_final", width),
    { name: "text_projection", shape: [width, projection] },
    { name: "logit_scale", shape: [] },
  ];
}

/** The names of a text tower's tensors. */
export function textTensorNames(text: TextTowerConfig): string[] {
  return clipTextTensors(text, 1).map(({ name }) => name);
}

function layerTensors(
  tower: string,
  { width, layers }: { width: number; layers: number },
): ClipTensor[] {
  return Array.from({ length: layers }, (_, i) => {
    const at = `${tower}.resblocks.${i}`;
    return [
      ...normTensors(`${at}.ln_1`, width),
      { name: `${at}.attn.in_proj_weight`, shape: [3 * width, width] },
      { name: `${at}.attn.in_proj_bias`, shape: [3 * width] },
      { name: `${at}.attn.out_proj.weight`, shape: [width, width] },
      { name: `${at}.attn.out_proj.bias`, shape: [width] },
      ...normTensors(`${at}.ln_2`, width),
      { name: `${at}.mlp.c_fc.weight`, shape: [4 * width, width] },
      { name: `${at}.mlp.c_fc.bias`, shape: [4 * width] },
      { name: `${at}.mlp.c_proj.weight`, shape: [width, 4 * width] },
      { name: `${at}.mlp.c_proj.bias`, shape: [width] },
    ];
  }).flat();
}

function normTensors(name: string, width: number): ClipTensor[] {
  return [{ name: `${name}.weight`, shape: [width] }, { name: `${name}.bias`, shape: [width] }];
}

/**
 * Counts trained numbers of the image tower and floating-point operations an image, a multiplication
 * and an addition each counted as one; without norms and activations.
 */
export function clipImageCost(config: ClipConfig): { parameters: number; flops: number } {
  const { image: { width, patch, layers }, projection = 0 } = config;
  const P = patchCount(config), tokens = P + 1;
  const parameters = clipImageTensors(config)
    .reduce((sum, { shape }) => sum + shape.reduce((size, side) => size * side, 1), 0);
  const layer = 2 * tokens * 12 * width ** 2 + 4 * tokens ** 2 * width;
  const flops = 2 * P * 3 * patch ** 2 * width + layers * layer + 2 * width * projection;
  return { parameters, flops };
}
