import { layerNorm } from "../nn/layer_norm.ts";
import { embedding } from "../nn/embedding.ts";
import { linear, type Product } from "../nn/linear.ts";
import { quickGelu } from "../nn/quick_gelu.ts";
import { selfAttention } from "../nn/self_attention.ts";
import {
  add,
  concat,
  dims,
  gather,
  matMul,
  reshape,
  slice,
  type Tensor,
  tensor1d,
  tensor2d,
  tile,
  transpose,
} from "../tensor/mod.ts";
import {
  type ClipConfig,
  patchCount,
  type TextTowerConfig,
  TOWER,
  type TowerConfig,
} from "./clip_config.ts";

/** Weights by OpenAI's names; frozen tensors and variables alike. */
export type ClipWeights = ReadonlyMap<string, Tensor>;

/** What is inside an image tower. */
export interface ImageTower {
  /** Class token and patches with their positions, before anything is computed, `[B, P + 1, width]`. */
  embedded: Tensor;
  /** The same after the first layer norm, then after each layer. */
  layers: Tensor[];
  /** The class token after the final layer norm, `[B, width]`. */
  classToken: Tensor;
  /** The patch tokens after the final layer norm, `[B, P, width]`. */
  grid: Tensor;
  /** The class token in the common space, or itself where there is no projection; not of length 1. */
  pooled: Tensor;
}

/**
 * Runs a vision transformer: patches and a class token through layers of attention.
 *
 * @param images Normalized, `[B, S, S, 3]`.
 * @param options.product How the products with the layers' weights are computed, as in `linear`.
 */
export function runImageTower(
  images: Tensor,
  { config, weights, product }: { config: ClipConfig; weights: ClipWeights; product?: Product },
): ImageTower {
  const { image } = config, P = patchCount(config);
  const { B } = dims(images, "B S S 3", { S: config.pipeline.side });
  const at = (name: string) => weights.get(`visual.${name}`)!;
  const classRow = tile(reshape(at("class_embedding"), [1, 1, image.width]), [B, 1, 1]);
  const patches = embedPatches(images, at("conv1.weight"), image.patch);
  const embedded = add(concat([classRow, patches], 1), at("positional_embedding"));
  const layers = [layerNorm(embedded, normOf(weights, "visual.ln_pre"))];
  runLayers(layers, { weights, tower: TOWER.image, shape: image, product });
  const tokens = layerNorm(layers.at(-1)!, normOf(weights, "visual.ln_post"));
  const classToken = reshape(slice(tokens, [0, 0, 0], [B, 1, image.width]), [B, image.width]);
  const grid = slice(tokens, [0, 1, 0], [B, P, image.width]);
  const projection = weights.get("visual.proj");
  const pooled = projection === undefined ? classToken : matMul(classToken, projection);
  return { embedded, layers, classToken, grid, pooled };
}

/** A convolution whose stride is its side: each patch becomes a row, and one product does the rest. */
function embedPatches(images: Tensor, kernel: Tensor, patch: number): Tensor {
  const [B, S] = images.shape, side = S / patch, width = kernel.shape[0];
  const cut = transpose(reshape(images, [B, side, patch, side, patch * 3]), [0, 1, 3, 2, 4]);
  const rows = reshape(cut, [B * side * side, patch * patch * 3]);
  const weight = reshape(transpose(kernel, [0, 2, 3, 1]), [width, -1]);
  return reshape(matMul(rows, weight, false, true), [B, side * side, width]);
}

/**
 * Runs a text transformer: each token sees itself and those before.
 *
 * @param ids Token ids row by row, `[count, context]`; what follows the end of text is not looked at.
 * @returns The end-of-text token's vector in the common space, `[count, projection]`; not of length 1.
 */
export function runTextTower(
  ids: Int32Array,
  { text, weights }: { text: TextTowerConfig; weights: ClipWeights },
): Tensor {
  const T = text.context, count = ids.length / T;
  const tokens = embedding(
    weights.get("token_embedding.weight")!,
    tensor2d(ids, [count, T], "int32"),
  );
  const layers = [add(tokens, weights.get("positional_embedding")!)];
  runLayers(layers, { weights, tower: TOWER.text, shape: text, mask: causalMask(T) });
  const ends = tensor1d(endPositions(ids, text).map((end, row) => row * T + end), "int32");
  const last = gather(reshape(layers.at(-1)!, [count * T, text.width]), ends);
  return matMul(layerNorm(last, normOf(weights, "ln_final")), weights.get("text_projection")!);
}

/** Appends the output of each layer: `x + attention(norm(x))`, then `x + mlp(norm(x))`. */
function runLayers(
  outputs: Tensor[],
  { weights, tower, shape: { layers, heads }, mask, product }: {
    weights: ClipWeights;
    tower: string;
    shape: TowerConfig;
    mask?: Tensor;
    product?: Product;
  },
): void {
  for (let i = 0; i < layers; i++) {
    const name = `${tower}.resblocks.${i}`, x = outputs.at(-1)!;
    const at = (part: string) => weights.get(`${name}.${part}`)!;
    const linearOf = (part: string) => ({ weight: at(`${part}.weight`), bias: at(`${part}.bias`) });
    const seen = selfAttention(layerNorm(x, normOf(weights, `${name}.ln_1`)), {
      input: { weight: at("attn.in_proj_weight"), bias: at("attn.in_proj_bias") },
      output: linearOf("attn.out_proj"),
    }, { heads, mask, product });
    const between = add(x, seen);
    const normed = layerNorm(between, normOf(weights, `${name}.ln_2`));
    const hidden = quickGelu(linear(normed, linearOf("mlp.c_fc"), product));
    outputs.push(add(between, linear(hidden, linearOf("mlp.c_proj"), product)));
  }
}

function normOf(weights: ClipWeights, name: string) {
  return { weight: weights.get(`${name}.weight`)!, bias: weights.get(`${name}.bias`)! };
}

/** Hides what comes later. */
function causalMask(length: number): Tensor {
  const values = new Float32Array(length * length);
  for (let row = 0; row < length; row++) {
    values.fill(-1e9, row * length + row + 1, (row + 1) * length);
  }
  return tensor2d(values, [length, length]);
}

/** Where each text ends; see `TextTowerConfig.end`. @throws {RangeError} If one does not. */
export function endPositions(
  ids: Int32Array,
  { context, end }: Pick<TextTowerConfig, "context" | "end">,
): Int32Array {
  return Int32Array.from({ length: ids.length / context }, (_, row) => {
    const own = ids.subarray(row * context, (row + 1) * context);
    const place = own.indexOf(end === "highest" ? Math.max(...own) : end);
    if (place < 0) {
      throw new RangeError(
        `Cannot encode a text: it must have the end-of-text id ${end}, current ids are ${
          own.join(" ")
        }`,
      );
    }
    return place;
  });
}
