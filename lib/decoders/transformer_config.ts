import { checkConfig, refusal } from "./check_config.ts";
import type { ParameterPlan } from "./parameters.ts";

/** Everything that makes a transformer decoder, besides its weights; goes into the checkpoint as JSON. */
export interface TransformerConfig {
  /** `V`. */
  vocabularySize: number;
  /** Width of the grid features, `G`. */
  gridWidth: number;
  /** Whether a layer norm comes before the linear layer that brings the grid to `width`. */
  gridNorm: boolean;
  /** Width of the tokens between the layers, `W`. */
  width: number;
  /** Number of heads, a divisor of the width. */
  heads: number;
  /** Width inside the feed-forward layers. */
  feedForwardWidth: number;
  /** Number of blocks. */
  layers: number;
  /**
   * `pre`: each sublayer reads a normalized input, and a last norm follows (Xiong et al., 2020,
   * https://arxiv.org/abs/2002.04745); `post`: its sum with its input is normalized, as first published.
   */
  norm: "pre" | "post";
  /** Between the two feed-forward layers. */
  activation: "relu" | "gelu";
  /** `sinusoidal`: fixed waves, and word vectors times `√W`; `learned`: a vector a position. */
  positions: "sinusoidal" | "learned";
  /** Most tokens that can be read, `<start>` counted. */
  maximumLength: number;
  /** Share of values dropped in training, of the read vectors and of each sublayer's output. */
  dropout: number;
}

const KIND = "a transformer decoder";
/** Of fresh word and position vectors and of the output layer, so that a fresh decoder prefers no word. */
const DEVIATION = 0.02;

/** Names, shapes and first values of the parameters; those of a block are PyTorch's. */
export function transformerPlan(config: TransformerConfig): Record<string, ParameterPlan> {
  const { vocabularySize: V, gridWidth: G, width: W, positions, norm } = config;
  const plan: Record<string, ParameterPlan> = {
    ...config.gridNorm ? normPlan("grid_norm", G) : {},
    ...linearPlan("grid", W, G),
    // Sinusoids are of size 1, and so are word vectors after they are multiplied by √W.
    "embedding.weight": {
      shape: [V, W],
      deviation: positions === "sinusoidal" ? 1 / Math.sqrt(W) : DEVIATION,
    },
  };
  if (positions === "learned") {
    plan["positions.weight"] = { shape: [config.maximumLength, W], deviation: DEVIATION };
  }
  for (let layer = 0; layer < config.layers; layer++) {
    Object.assign(plan, blockPlan(`layers.${layer}`, config));
  }
  if (norm === "pre") Object.assign(plan, normPlan("norm", W));
  plan["output.weight"] = { shape: [V, W], deviation: DEVIATION };
  plan["output.bias"] = { shape: [V] };
  return plan;
}

function blockPlan(
  name: string,
  { width: W, feedForwardWidth }: TransformerConfig,
): Record<string, ParameterPlan> {
  const plan: Record<string, ParameterPlan> = {};
  for (const part of ["self_attn", "multihead_attn"]) {
    const bound = glorot(W, W);
    plan[`${name}.${part}.in_proj_weight`] = { shape: [3 * W, W], bound };
    plan[`${name}.${part}.in_proj_bias`] = { shape: [3 * W] };
    Object.assign(plan, linearPlan(`${name}.${part}.out_proj`, W, W));
  }
  return {
    ...plan,
    ...linearPlan(`${name}.linear1`, feedForwardWidth, W),
    ...linearPlan(`${name}.linear2`, W, feedForwardWidth),
    ...normPlan(`${name}.norm1`, W),
    ...normPlan(`${name}.norm2`, W),
    ...normPlan(`${name}.norm3`, W),
  };
}

function linearPlan(name: string, outputs: number, inputs: number): Record<string, ParameterPlan> {
  return {
    [`${name}.weight`]: { shape: [outputs, inputs], bound: glorot(inputs, outputs) },
    [`${name}.bias`]: { shape: [outputs] },
  };
}

function normPlan(name: string, width: number): Record<string, ParameterPlan> {
  return {
    [`${name}.weight`]: { shape: [width], value: 1 },
    [`${name}.bias`]: { shape: [width] },
  };
}

/** Glorot & Bengio, 2010: keeps the size of values and of gradients from layer to layer. */
function glorot(inputs: number, outputs: number): number {
  return Math.sqrt(6 / (inputs + outputs));
}

/** Refuses a configuration with a number out of its range. */
export function checkTransformerConfig(config: TransformerConfig): void {
  const { vocabularySize, gridWidth, width, heads, feedForwardWidth, layers } = config;
  const { maximumLength, dropout } = config;
  const sizes = {
    vocabularySize,
    gridWidth,
    width,
    heads,
    feedForwardWidth,
    layers,
    maximumLength,
  };
  checkConfig(KIND, { sizes, dropout });
  if (width % heads !== 0) {
    throw refusal(KIND, { name: "heads", requirement: `a divisor of ${width}`, value: heads });
  }
}
