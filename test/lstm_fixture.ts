/**
 * The LSTM fixtures as tensors, and comparisons with them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { embedding, linearCrossEntropy, lstm, type LstmWeights } from "#lib/nn";
import {
  concat,
  gather,
  readSafetensors,
  reshape,
  sum,
  type Tensor,
  tensor,
  tensor1d,
  transpose,
  Variable,
  variable,
  zeros,
} from "#lib/tensor";
import { fixture } from "./fixtures.ts";

/** A model of PyTorch with what it gave. */
export interface LstmFixture {
  config: {
    V: number;
    E: number;
    H: number;
    layers: number;
    clip_norm: number;
    clip_value: number;
  };
  /** Any tensor of the file; integers become int32. */
  get(name: string): Tensor;
  /** Fresh copies of the weights. */
  parameters(): Map<string, Variable>;
}

/** Names of both fixtures. */
export const LSTM_FIXTURES = ["lstm_1layer", "lstm_2layer"];

export async function lstmFixture(name: string): Promise<LstmFixture> {
  const { tensors, metadata } = await readSafetensors(fixture(`models/${name}.safetensors`));
  const get = (key: string): Tensor => {
    const { dtype, shape, data } = tensors.get(key)!;
    return dtype === "I64"
      ? tensor(Int32Array.from(data, Number), [...shape], "int32")
      : tensor(data as Float32Array, [...shape]);
  };
  const weights = [...tensors.keys()].filter((key) => !key.includes("/"));
  return {
    config: JSON.parse(metadata.config),
    get,
    parameters: () => new Map(weights.map((key) => [key, variable(get(key)) as Variable])),
  };
}

/** One layer's weights under PyTorch's names. */
export function layerWeights(parameters: ReadonlyMap<string, Tensor>, layer: number): LstmWeights {
  const get = (name: string) => parameters.get(`lstm.${name}_l${layer}`)!;
  return {
    weightIh: get("weight_ih"),
    weightHh: get("weight_hh"),
    biasIh: get("bias_ih"),
    biasHh: get("bias_hh"),
  };
}

/** All layers over the fixture's captions, hidden states of the top one, `[T, B, H]`. */
export function runLayers(
  { config, get }: LstmFixture,
  { parameters, length, feature }: {
    parameters: ReadonlyMap<string, Tensor>;
    /** Tokens a caption that are read. */
    length: number;
    /** Read first, where given. */
    feature?: Tensor;
  },
): Tensor {
  const ids = transpose(get("in/captions")).slice(0, length);
  const words = embedding(parameters.get("embed.weight")!, ids);
  let hidden: Tensor = feature === undefined
    ? words
    : concat([reshape(feature, [1, ...feature.shape]), words]);
  const state = zeros([ids.shape[1]!, config.H]);
  for (let layer = 0; layer < config.layers; layer++) {
    hidden = lstm(hidden, { h: state, c: state }, layerWeights(parameters, layer));
  }
  return hidden;
}

/** Mean cross-entropy of `hidden` `[T, B, H]` over the targets `[B, T]` that are not padding. */
export function fixtureLoss(
  hidden: Tensor,
  { parameters, targets }: { parameters: ReadonlyMap<string, Tensor>; targets: Tensor },
): Tensor {
  const [T, B, H] = hidden.shape as number[];
  const ids = targets.dataSync();
  const scored: number[] = [], labels: number[] = [];
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (ids[b * T + t] === 0) continue;
      scored.push(t * B + b);
      labels.push(ids[b * T + t]);
    }
  }
  const losses = linearCrossEntropy(
    gather(reshape(hidden, [T * B, H]), tensor1d(scored, "int32")),
    { weight: parameters.get("linear.weight")!, bias: parameters.get("linear.bias")! },
    tensor1d(labels, "int32"),
  );
  return sum(losses).div(labels.length);
}

/** Asserts that two tensors have one shape and differ by at most `tolerance` anywhere. */
export async function assertNear(
  actual: Tensor,
  expected: Tensor,
  { tolerance, what = "tensor" }: { tolerance: number; what?: string },
): Promise<void> {
  assert.deepEqual(actual.shape, expected.shape, what);
  const [a, e] = await Promise.all([actual.data(), expected.data()]);
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    most = Math.max(
      most,
      Math.abs(a[i] - e[i]) || Number(a[i] !== e[i] && Number.isNaN(a[i] - e[i])),
    );
  }
  assert.ok(most <= tolerance, `${what} differs by ${most}, more than ${tolerance}`);
}
