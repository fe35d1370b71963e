import type { AttentionLstmConfig } from "../decoders/attention_lstm_config.ts";
import { featureStatistics } from "../decoders/feature_statistics.ts";
import { HardAttentionLstmDecoder } from "../decoders/hard_attention_lstm.ts";
import { LstmDecoder } from "../decoders/lstm.ts";
import type { LstmDecoderConfig } from "../decoders/lstm_config.ts";
import { SoftAttentionLstmDecoder } from "../decoders/soft_attention_lstm.ts";
import { TransformerDecoder } from "../decoders/transformer.ts";
import type { TransformerConfig } from "../decoders/transformer_config.ts";
import type { Random, StoredTensor } from "../tensor/mod.ts";
import type { Decoder } from "../types.ts";
import type { Settings } from "./experiment.ts";
import { type Material, rowsOf } from "./material.ts";

/** A decoder that looks at the grid; its widths and dropout are among the other settings. */
export type DecoderSettings = {
  /** An LSTM that looks at all positions, each by its weight, or at one that it draws. */
  kind: "soft-attention" | "hard-attention";
  /** Width in which positions and hidden state are compared, `A`. */
  attentionWidth: number;
  /** Bring each position to the embedding width by a layer norm and a linear layer first. */
  projectGrid: boolean;
  /** What scores the words: the hidden state, or word, hidden state and context vector. */
  output: AttentionLstmConfig["output"];
} | {
  /** A transformer of the embedding width, with as many blocks as `layers` says. */
  kind: "transformer";
  /** Heads, a divisor of the embedding width. */
  heads: number;
  /** Width inside the feed-forward layers. */
  feedForwardWidth: number;
};

/** Kind and configuration of a decoder, as they stand beside stored weights; an LSTM has no kind. */
export type DecoderDescription =
  | LstmDecoderConfig & { kind?: undefined }
  | AttentionLstmConfig & { kind: "soft-attention" | "hard-attention" }
  | TransformerConfig & { kind: "transformer" };

/** Whether a decoder reads features by position. */
export function readsGrid(decoder: { kind?: string } | undefined): boolean {
  return decoder?.kind !== undefined;
}

/** Describes the decoder that settings and material ask for. */
export function describeDecoder(settings: Settings, material: Material): DecoderDescription {
  const { vocabulary, features, train } = material, { decoder, dropout } = settings;
  const { embeddingWidth, hiddenWidth, layers } = settings;
  if (decoder === undefined) {
    const { width } = features.train;
    return {
      vocabularySize: vocabulary.size,
      featureWidth: width,
      embeddingWidth,
      hiddenWidth,
      layers,
      dropout,
      ...settings.standardize &&
        { featureStatistics: featureStatistics(rowsOf(features.train, train).rows, width) },
    };
  }
  const gridWidth = features.train.grid!.shape[1],
    common = {
      vocabularySize: vocabulary.size,
      gridWidth,
      dropout,
    };
  if (decoder.kind === "transformer") {
    const { kind, heads, feedForwardWidth } = decoder;
    return {
      kind,
      ...common,
      gridNorm: true,
      width: embeddingWidth,
      heads,
      feedForwardWidth,
      layers,
      norm: "pre",
      activation: "gelu",
      positions: "learned",
      maximumLength: settings.maximumLength,
    };
  }
  const { kind, attentionWidth, projectGrid, output } = decoder;
  return {
    kind,
    ...common,
    ...projectGrid && { projectionWidth: embeddingWidth },
    embeddingWidth,
    hiddenWidth,
    attentionWidth,
    output,
  };
}

/**
 * Makes a decoder by its description, fresh or from stored weights.
 *
 * @throws {RangeError} If there is no such kind, or a number of the configuration is out of its range.
 * @throws {TypeError} If the stored weights do not fit.
 */
export function makeDecoder(
  description: DecoderDescription,
  source: Random | ReadonlyMap<string, StoredTensor>,
): Decoder {
  if (description.kind === undefined) return new LstmDecoder(description, source);
  const { kind, ...config } = description;
  switch (kind) {
    case "soft-attention":
      return new SoftAttentionLstmDecoder(config as AttentionLstmConfig, source);
    case "hard-attention":
      return new HardAttentionLstmDecoder(config as AttentionLstmConfig, source);
    case "transformer":
      return new TransformerDecoder(config as TransformerConfig, source);
  }
  throw new RangeError(
    `Cannot make a decoder: its kind must be soft-attention, hard-attention or transformer, ` +
      `current value is "${kind}"`,
  );
}
