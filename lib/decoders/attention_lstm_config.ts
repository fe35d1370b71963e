import type { ScoreActivation } from "../nn/additive_attention.ts";
import type { Precision } from "../tensor/mod.ts";
import { checkConfig } from "./check_config.ts";
import type { ParameterPlan } from "./parameters.ts";

/** Everything that makes a soft or hard attention decoder, besides its weights; JSON for the checkpoint. */
export interface AttentionLstmConfig {
  /** `V`. */
  vocabularySize: number;
  /** Width of the grid features, `G`. */
  gridWidth: number;
  /**
   * Width that a layer norm and a linear layer bring each position to, before anything looks at it.
   * Without it the grid is read as it is: as the paper does with the positive, even outputs of a
   * convolution. Tokens of a transformer have single coordinates that dwarf all others.
   */
  projectionWidth?: number;
  /** `E`. */
  embeddingWidth: number;
  /** `H`. */
  hiddenWidth: number;
  /** `A`. */
  attentionWidth: number;
  /** `plain`: `W_o h`; `deep`: `W_o (E w + W_h h + W_z z)`, equation 7 of the paper. */
  output: "plain" | "deep";
  /** What the attention scores are squashed with; default `tanh`, as in the paper. */
  scoreActivation?: ScoreActivation;
  /** Whether the first states are squashed: `tanh(W f̄ + b)`; default true, as in the paper's own program. */
  squashedStart?: boolean;
  /** Share of values dropped in training, of the word vectors and of what the output layer reads. */
  dropout: number;
  /**
   * What factors of the large products of `forward` and `loss` are rounded to, sums being of 32 bits;
   * default `float32`. `bfloat16` is faster on a processor that has the instructions (`bench train`).
   */
  precision?: Precision;
}

/** Width of what is attended to, `D`. */
export function contextWidth({ projectionWidth, gridWidth }: AttentionLstmConfig): number {
  return projectionWidth ?? gridWidth;
}

/** Names, shapes and first values of the parameters; drawn as PyTorch draws them. */
export function attentionLstmPlan(config: AttentionLstmConfig): Record<string, ParameterPlan> {
  const { vocabularySize: V, gridWidth: G, projectionWidth, embeddingWidth: E } = config;
  const { hiddenWidth: H, attentionWidth: A } = config, D = contextWidth(config);
  const gates = { bound: 1 / Math.sqrt(H) };
  return {
    ...projectionWidth === undefined ? {} : {
      "grid_norm.weight": { shape: [G], value: 1 },
      "grid_norm.bias": { shape: [G] },
      ...layer("grid", D, G),
    },
    ...layer("start_h", H, D),
    ...layer("start_c", H, D),
    "embedding.weight": { shape: [V, E], deviation: 1 },
    ...layer("attention.key", A, D),
    ...layer("attention.query", A, H),
    "attention.score.weight": { shape: [1, A], bound: 1 / Math.sqrt(A) },
    ...layer("gate", D, H),
    "lstm.weight_ih": { shape: [4 * H, E + D], ...gates },
    "lstm.weight_hh": { shape: [4 * H, H], ...gates },
    "lstm.bias_ih": { shape: [4 * H], ...gates },
    "lstm.bias_hh": { shape: [4 * H], ...gates },
    ...config.output === "plain" ? layer("output", V, H) : {
      ...layer("deep.hidden", E, H),
      "deep.context.weight": { shape: [E, D], bound: 1 / Math.sqrt(D) },
      ...layer("output", V, E),
    },
  };
}

function layer(name: string, outputs: number, inputs: number): Record<string, ParameterPlan> {
  const bound = 1 / Math.sqrt(inputs);
  return {
    [`${name}.weight`]: { shape: [outputs, inputs], bound },
    [`${name}.bias`]: { shape: [outputs], bound },
  };
}

/** Refuses a configuration with a number out of its range. */
export function checkAttentionLstmConfig(config: AttentionLstmConfig): void {
  const { vocabularySize, gridWidth, embeddingWidth, hiddenWidth, attentionWidth } = config;
  const sizes = {
    vocabularySize,
    gridWidth,
    projectionWidth: contextWidth(config),
    embeddingWidth,
    hiddenWidth,
    attentionWidth,
  };
  checkConfig("an attention decoder", {
    sizes,
    dropout: config.dropout,
    precision: config.precision,
  });
}
