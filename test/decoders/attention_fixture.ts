/**
 * The attention decoders of PyTorch, as ours.
 *
 * @module
 */
import type { AttentionLstmConfig, Features } from "#lib/decoders";
import { Random, zeros } from "#lib/tensor";
import { randomTensor } from "../nn/gradient_check.ts";
import { type ModelFixture, modelFixture } from "./model_fixture.ts";

/** What the fixtures' metadata say. */
export interface AttentionFixtureConfig {
  V: number;
  E: number;
  H: number;
  A: number;
  D: number;
  locations: number;
  deep_output: boolean;
  activation: "relu" | "tanh";
  init_tanh: boolean;
  ds: "ds_mean" | "ds_paper";
  lambda: number;
  baseline: number;
  lambda_r: number;
  lambda_e: number;
}

const SHARED = {
  "start_h.weight": "init_h.weight",
  "start_h.bias": "init_h.bias",
  "start_c.weight": "init_c.weight",
  "start_c.bias": "init_c.bias",
  "embedding.weight": "embedding.weight",
  "attention.key.weight": "attention.encoder_att.weight",
  "attention.key.bias": "attention.encoder_att.bias",
  "attention.query.weight": "attention.decoder_att.weight",
  "attention.query.bias": "attention.decoder_att.bias",
  "attention.score.weight": "attention.full_att.weight",
  "gate.weight": "f_beta.weight",
  "gate.bias": "f_beta.bias",
  "lstm.weight_ih": "decode_step.weight_ih",
  "lstm.weight_hh": "decode_step.weight_hh",
  "lstm.bias_ih": "decode_step.bias_ih",
  "lstm.bias_hh": "decode_step.bias_hh",
};
const PLAIN = { "output.weight": "fc.weight", "output.bias": "fc.bias" };
const DEEP = {
  "deep.hidden.weight": "L_h.weight",
  "deep.hidden.bias": "L_h.bias",
  "deep.context.weight": "L_z.weight",
  "output.weight": "L_o.weight",
  "output.bias": "L_o.bias",
};

/** A fixture with its settings and names as ours. PyTorch's `attention.full_att.bias` has no part in ours. */
export async function attentionFixture(name: string): Promise<{
  fixture: ModelFixture<AttentionFixtureConfig>;
  config: AttentionLstmConfig;
  names: Record<string, string>;
}> {
  const fixture = await modelFixture<AttentionFixtureConfig>(name), { config: c } = fixture;
  return {
    fixture,
    names: { ...SHARED, ...c.deep_output ? DEEP : PLAIN },
    config: {
      vocabularySize: c.V,
      gridWidth: c.D,
      embeddingWidth: c.E,
      hiddenWidth: c.H,
      attentionWidth: c.A,
      output: c.deep_output ? "deep" : "plain",
      scoreActivation: c.activation,
      squashedStart: c.init_tanh,
      dropout: 0,
    },
  };
}

/** A small decoder for the tests that every decoder passes. */
export const ATTENTION: AttentionLstmConfig = {
  vocabularySize: 50,
  gridWidth: 6,
  projectionWidth: 7,
  embeddingWidth: 8,
  hiddenWidth: 12,
  attentionWidth: 5,
  output: "deep",
  dropout: 0,
};

/** Grids of three pictures with five positions. */
export function gridFeatures(seed: number): Features {
  return { pooled: zeros([3, 0]), grid: randomTensor([3, 5, 6], new Random(seed)) };
}
