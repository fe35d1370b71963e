import type { Precision } from "../tensor/mod.ts";
import { checkConfig, refusal } from "./check_config.ts";
import type { FeatureStatistics } from "./feature_statistics.ts";
import type { ParameterPlan } from "./parameters.ts";

/** Everything that makes an LSTM decoder, besides its weights; goes into the checkpoint as JSON. */
export interface LstmDecoderConfig {
  /** `V`. */
  vocabularySize: number;
  /** Width of the pooled features, `F`. */
  featureWidth: number;
  /** Width of the word vectors, and of the image vector among them, `E`. */
  embeddingWidth: number;
  /** `H`. */
  hiddenWidth: number;
  /** 1 to 5. */
  layers: number;
  /** Share of values dropped between layers in training, from 0 to below 1. */
  dropout: number;
  /** Standardizes the pooled features; without it they are read as they are. */
  featureStatistics?: FeatureStatistics;
  /**
   * What factors of the large products of `forward` and `loss` are rounded to, sums being of 32 bits;
   * default `float32`. `bfloat16` is faster on a processor that has the instructions (`bench train`).
   */
  precision?: Precision;
}

const KIND = "an LSTM decoder";

/** Names, shapes and first values of the parameters. */
export function lstmDecoderPlan(config: LstmDecoderConfig): Record<string, ParameterPlan> {
  const { vocabularySize: V, featureWidth: F, embeddingWidth: E, hiddenWidth: H } = config;
  const plan: Record<string, ParameterPlan> = {
    "image.weight": { shape: [E, F], bound: 1 / Math.sqrt(F) },
    "image.bias": { shape: [E], bound: 1 / Math.sqrt(F) },
    "embedding.weight": { shape: [V, E], deviation: 1 },
  };
  const bound = 1 / Math.sqrt(H);
  for (let layer = 0; layer < config.layers; layer++) {
    plan[`lstm.weight_ih_l${layer}`] = { shape: [4 * H, layer === 0 ? E : H], bound };
    plan[`lstm.weight_hh_l${layer}`] = { shape: [4 * H, H], bound };
    plan[`lstm.bias_ih_l${layer}`] = { shape: [4 * H], bound };
    plan[`lstm.bias_hh_l${layer}`] = { shape: [4 * H], bound };
  }
  plan["output.weight"] = { shape: [V, H], bound };
  plan["output.bias"] = { shape: [V], bound };
  return plan;
}

/** Refuses a configuration with a number out of its range. */
export function checkLstmDecoderConfig(config: LstmDecoderConfig): void {
  const { layers, dropout, featureStatistics: statistics, featureWidth } = config;
  const { vocabularySize, embeddingWidth, hiddenWidth } = config;
  const sizes = { vocabularySize, featureWidth, embeddingWidth, hiddenWidth };
  checkConfig(KIND, { sizes, dropout, precision: config.precision });
  if (!Number.isInteger(layers) || layers < 1 || layers > 5) {
    throw refusal(KIND, { name: "layers", requirement: "from 1 to 5", value: layers });
  }
  if (statistics === undefined) return;
  const widths = [statistics.mean.length, statistics.deviation.length];
  if (widths.some((width) => width !== featureWidth)) {
    throw refusal(KIND, {
      name: "featureStatistics",
      requirement: `${featureWidth} means and deviations`,
      value: widths.join(" and "),
    });
  }
}
