/**
 * Caption generators: from features and the previous token to scores of the next.
 *
 * A decoder is its parameters and three functions: `start` reads the image, `step` reads one token,
 * `forward` is the same for whole captions (and `loss` the cross-entropy of it, faster). Decoding and
 * training see no more than that. Everything else that makes a decoder is a plain configuration object,
 * which goes into the checkpoint beside the weights.
 *
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { Random, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 100, featureWidth: 8, embeddingWidth: 16, hiddenWidth: 16, layers: 1, dropout: 0,
 * }, new Random(0));
 * const features = { pooled: zeros([1, 8]), grid: zeros([1, 0, 8]) };
 * const rows = { size: 1, length: 2, inputs: Int32Array.of(1, 9), targets: Int32Array.of(9, 2) };
 * const loss = (await decoder.loss(features, rows, { training: false }).data())[0] / 2;
 * assert.ok(Math.abs(loss - Math.log(100)) < 0.5); // it knows nothing yet
 * ```
 *
 * @module
 */
export type {
  CaptionRows,
  Decoder,
  Features,
  Forward,
  Mode,
  Parameters,
  State,
  Step,
} from "../types.ts";
export type { AttentionLstmDecoder, Sequence } from "./attention_lstm.ts";
export type { Look } from "../nn/attention_lstm.ts";
export type { AttentionLstmConfig } from "./attention_lstm_config.ts";
export { featureStatistics } from "./feature_statistics.ts";
export type { FeatureStatistics } from "./feature_statistics.ts";
export { LstmDecoder } from "./lstm.ts";
export type { LstmDecoderConfig } from "./lstm_config.ts";
export { HardAttentionLstmDecoder } from "./hard_attention_lstm.ts";
export { SoftAttentionLstmDecoder } from "./soft_attention_lstm.ts";
export { TransformerDecoder } from "./transformer.ts";
export type { TransformerConfig } from "./transformer_config.ts";
