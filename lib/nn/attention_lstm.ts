import {
  add,
  concat,
  customGrad,
  dims,
  mul,
  type Precision,
  reshape,
  sigmoid,
  split,
  stack,
  type Tensor,
  tidy,
  transpose,
  unstack,
} from "../tensor/mod.ts";
import { type ScoreActivation, SQUASH } from "./additive_attention.ts";
import { type AttentionLstmInputs, backward, type Kept } from "./attention_lstm_gradient.ts";
import { biasAdd, product, productEach, softmaxRows } from "./kernels.ts";
import type { LinearWeights } from "./linear.ts";
import type { LstmState } from "./lstm_cell.ts";
import { LSTM_TRACE, lstmStep } from "./lstm_step.ts";

/** From a step's attention weights, `[B, P]`, those by which the positions are averaged instead. */
export type Look = (weights: Tensor, step: number) => Tensor;

/** What the steps of {@linkcode attentionLstm} look at. */
export interface Seen {
  /** What is averaged, `[B, P, D]`. */
  grid: Tensor;
  /** What the weights are made from, `[B, P, A]`. */
  keys: Tensor;
}

/** Weights of {@linkcode attentionLstm}, as its steps want them. */
export interface AttentionLstmWeights {
  /** The layer that reads `h`, of `A + D` outputs: the query, then the gate over the context vector. */
  fromHidden: LinearWeights;
  /** `v`, `[1, A]`. */
  score: Tensor;
  /** Columns of the LSTM's weights that read the context vector, then those that read `h`: `[4H, D + H]`. */
  recurrent: Tensor;
}

/** Everything else that {@linkcode attentionLstm} runs with. */
export interface AttentionLstmOptions {
  /** What the first step starts from. */
  state: LstmState;
  /** Of query, gate, score and LSTM. */
  weights: AttentionLstmWeights;
  /** What the scores are squashed with; default `tanh`. */
  activation?: ScoreActivation;
  /**
   * Of the products over all steps, which are those of the weights' gradients; default `float32`. What
   * goes from step to step is always in `float32`, being too small to gain by less.
   */
  precision?: Precision;
  /** How the positions are averaged; by default by the attention weights themselves. */
  look?: Look;
}

/** All steps, time first. */
export interface AttentionLstmSequence {
  /** Hidden states, `[T, B, H]`. */
  hidden: Tensor;
  /** Gated context vectors, `[T, B, D]`. */
  contexts: Tensor;
  /** Attention weights, `[T, B, P]`. */
  weights: Tensor;
  /** Those by which the positions were averaged, `[T, B, P]`. */
  looked: Tensor;
}

/**
 * Runs a long short-term memory that looks at positions anew in every step.
 *
 * `[q_t; g_t] = W h_{t−1} + b`, `α_t = softmax_P(v · tanh(k_p + q_t))`, `z_t = σ(g_t) ⊙ Σ_p s_tp f_p`,
 * `h_t = LSTM(x_t + R [z_t; h_{t−1}])`, with `s = α` if `look` says nothing else: the recurrence of Xu et
 * al., 2015, sections 3.1.2 and 4.2 (https://arxiv.org/abs/1502.03044). `x` is what the gates get from
 * elsewhere, biases included.
 *
 * The same equations as {@linkcode attentionWeights}, {@linkcode attentionContext} and
 * {@linkcode lstmCell}, step by step. Faster, because the gradient is written by hand: each step yields
 * only the gradients of its gates and of its query; those of the weights and of the grid are products
 * over all steps at the end, and the keys' is summed on the way. Kept from a step for the gradient is one
 * `[B, P, A]`. No gradient flows through `look`.
 *
 * @param x `[T, B, 4H]`.
 * @returns All of it differentiable, but `looked` where `look` is given, in `x`, `seen`, `state` and weights.
 * @throws {TypeError} If a shape does not fit.
 *
 * @example
 * ```ts
 * import { attentionLstm } from "#lib/nn";
 * import { ones, startTensors, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const B = 1, T = 3, P = 4, A = 5, D = 6, H = 2;
 * const { weights } = attentionLstm(zeros([T, B, 4 * H]), {
 *   grid: ones([B, P, D]),
 *   keys: zeros([B, P, A]),
 * }, {
 *   state: { h: zeros([B, H]), c: zeros([B, H]) },
 *   weights: {
 *     fromHidden: { weight: zeros([A + D, H]), bias: zeros([A + D]) },
 *     score: zeros([1, A]),
 *     recurrent: zeros([4 * H, D + H]),
 *   },
 * });
 * assert.deepEqual(weights.shape, [T, B, P]);
 * assert.ok((await weights.data()).every((weight) => weight === 0.25)); // it knows nothing yet
 * ```
 */
export function attentionLstm(
  x: Tensor,
  { grid, keys }: Seen,
  { state, weights, activation = "tanh", look, precision = "float32" }: AttentionLstmOptions,
): AttentionLstmSequence {
  const { D, H, P } = checkShapes(x, { grid, keys }, { state, weights });
  const sizes = look === undefined ? [H, D, P] : [H, D, P, P];
  const operation = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const [x, ...inputs] = args as Tensor[];
    const steps = forward(x, { inputs: named(inputs), activation, look });
    save([...inputs, ...steps.flatMap(({ kept }) => toSaved(kept))]);
    return {
      value: stack(steps.map(({ given }) => given)),
      gradFunc: (upstream, saved) =>
        backward(split(upstream as Tensor, sizes, 2), {
          inputs: named(saved.slice(0, inputs.length)),
          steps: fromSaved(saved.slice(inputs.length)),
          squashGrad: SQUASH[activation].backward,
          precision,
          soft: look === undefined,
        }),
    };
  });
  const { fromHidden: { weight, bias }, score, recurrent } = weights;
  const all = operation(x, grid, keys, state.h, state.c, weight, bias, score, recurrent);
  const [hidden, contexts, alpha, looked = alpha] = split(all, sizes, 2);
  return { hidden, contexts, weights: alpha, looked };
}

/** All steps: what each gives to the caller, side by side, and what the gradient needs of it. */
function forward(
  x: Tensor,
  { inputs, activation, look }: {
    inputs: AttentionLstmInputs;
    activation: ScoreActivation;
    look?: Look;
  },
): { given: Tensor; kept: Kept }[] {
  const { grid, keys, fromHidden, score, recurrent } = inputs;
  const { B, P, A } = dims(keys, "B P A"), { D } = dims(grid, "B P D");
  // Products of a few rows are half as fast with a transposed operand: turn them once for all steps.
  const turned = transpose(fromHidden.weight), turnedRecurrent = transpose(recurrent);
  let h = inputs.h, c = inputs.c;
  return unstack(x).map((input, t) =>
    tidy(() => {
      const [query, gate] = split(biasAdd(product(h, turned), fromHidden.bias), [A, D], 1);
      const squashed = SQUASH[activation].forward(add(keys, reshape(query, [B, 1, A])));
      const scores = product(reshape(squashed, [B * P, A]), score, { transposeB: true });
      const alpha = softmaxRows(reshape(scores, [B, P])), looked = look?.(alpha, t) ?? alpha;
      const beta = sigmoid(gate);
      const mean = reshape(productEach(reshape(looked, [B, 1, P]), grid), [B, D]);
      const z = mul(beta, mean), read = concat([z, h], 1);
      const step = lstmStep(add(input, product(read, turnedRecurrent)), c);
      ({ h, c } = step);
      return {
        given: concat(look === undefined ? [h, z, alpha] : [h, z, alpha, looked], 1),
        kept: { squashed, alpha, looked, beta, mean, read, lstm: step.trace },
        h,
        c,
      };
    })
  );
}

/** The operation's inputs after `x`, in the order in which it takes them. */
function named([grid, keys, h, c, weight, bias, score, recurrent]: Tensor[]): AttentionLstmInputs {
  return { grid, keys, h, c, fromHidden: { weight, bias }, score, recurrent };
}

function toSaved({ squashed, alpha, looked, beta, mean, read, lstm }: Kept): Tensor[] {
  return [squashed, alpha, looked, beta, mean, read, ...lstm];
}

function fromSaved(saved: Tensor[]): Kept[] {
  const steps: Kept[] = [], width = 6 + LSTM_TRACE;
  for (let at = 0; at < saved.length; at += width) {
    const [squashed, alpha, looked, beta, mean, read, ...lstm] = saved.slice(at, at + width);
    steps.push({ squashed, alpha, looked, beta, mean, read, lstm });
  }
  return steps;
}

function checkShapes(
  x: Tensor,
  { grid, keys }: Seen,
  { state, weights }: { state: LstmState; weights: AttentionLstmWeights },
): { D: number; H: number; P: number } {
  const { B, P, D } = dims(grid, "B P D"), { A } = dims(keys, "B P A", { B, P });
  const { H } = dims(state.h, "B H", { B });
  dims(state.c, "B H", { B, H });
  dims(x, "T B gates", { B, gates: 4 * H });
  dims(weights.fromHidden.weight, "outputs H", { outputs: A + D, H });
  dims(weights.fromHidden.bias, "outputs", { outputs: A + D });
  dims(weights.score, "1 A", { A });
  dims(weights.recurrent, "gates inputs", { gates: 4 * H, inputs: D + H });
  return { D, H, P };
}
