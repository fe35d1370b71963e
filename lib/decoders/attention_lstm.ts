import { attentionContext, attentionWeights } from "../nn/additive_attention.ts";
import { embedding } from "../nn/embedding.ts";
import { layerNorm } from "../nn/layer_norm.ts";
import { linear, type LinearWeights } from "../nn/linear.ts";
import { lstmCell, type LstmWeights, throughGates } from "../nn/lstm_cell.ts";
import {
  add,
  concat,
  dims,
  matMul,
  mean,
  mul,
  type Random,
  sigmoid,
  slice,
  split,
  stack,
  type StoredTensor,
  tanh,
  type Tensor,
  tensor2d,
  tidy,
  transpose,
  unstack,
  type Variable,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Forward, Mode, State, Step } from "../types.ts";
import {
  type AttentionLstmConfig,
  attentionLstmPlan,
  checkAttentionLstmConfig,
} from "./attention_lstm_config.ts";
import { captionLoss } from "./caption_loss.ts";
import { dropped } from "./dropped.ts";
import { makeParameters } from "./parameters.ts";

/** From a step's attention weights, `[B, P]`, those by which the positions are averaged: soft or one-hot. */
export type Look = (weights: Tensor, step: number) => Tensor;

/** What a step sees: the projected grid `[B, P, D]` and its keys `[B, P, A]`. */
interface Seen {
  grid: Tensor;
  keys: Tensor;
}

/** All steps of teacher forcing, time first. */
export interface Sequence {
  /** What the output layer reads, `[T, B, W]`. */
  read: Tensor;
  /** Attention weights of each step, `[B, P]`. */
  weights: Tensor[];
  /** Those by which the positions were averaged. */
  looked: Tensor[];
}

/**
 * An LSTM that looks at an image anew for every word: what soft and hard attention share.
 *
 * `α_t = softmax(v · tanh(W_f f_p + W_h h_{t−1}))`, `z_t = σ(W_β h_{t−1} + b_β) ⊙ Σ_p s_tp f_p`,
 * `h_t = LSTM([E w_{t−1}; z_t], h_{t−1})`: Xu et al., 2015, sections 3.1.2 and 4.2
 * (https://arxiv.org/abs/1502.03044). Soft attention averages by `s = α`, hard attention by a one-hot `s`
 * drawn from it. The first states are layers of the mean position, `f̄`.
 *
 * The state is `grid` `[B, P, D]`, `keys` `[B, P, A]`, `h` and `c` `[B, H]`.
 */
export abstract class AttentionLstmDecoder implements Decoder {
  /** What it was made from, besides the weights. */
  readonly config: AttentionLstmConfig;
  /** Trainable tensors by name, in a fixed order. */
  readonly parameters: ReadonlyMap<string, Variable>;

  /**
   * Makes a decoder, fresh or from stored weights.
   *
   * @param source Fresh weights are drawn from it, or stored ones are taken over.
   * @throws {RangeError} If a number of the configuration is out of its range.
   * @throws {TypeError} If the stored weights do not fit the configuration.
   */
  constructor(config: AttentionLstmConfig, source: Random | ReadonlyMap<string, StoredTensor>) {
    checkAttentionLstmConfig(config);
    this.config = config;
    this.parameters = makeParameters(attentionLstmPlan(config), source);
  }

  /** How each step of one run looks at the image. */
  protected abstract look(mode: Mode): Look;

  /** Reads the image, `grid` `[B, P, G]`: the state before `<start>`. */
  start(features: Features, _mode: Mode): State {
    return tidy(() => {
      const { grid, keys } = this.#see(features);
      // Without a projection the grid is the caller's own tensor: the state has a handle of its own.
      return { grid: grid.clone(), keys, ...this.#first(grid) };
    });
  }

  /** Reads `tokens` `[B]` (int32), scores what follows, `[B, V]`, and tells where it looked, `[B, P]`. */
  step(state: State, tokens: Tensor, mode: Mode): Step {
    return tidy(() => {
      const { grid, keys, h, c } = state;
      const word = this.#words(tokens, mode);
      const query = linear(h, this.layer("attention.query"));
      const gate = linear(h, this.layer("gate"));
      const weights = this.#weights(query, keys);
      const context = gated(gate, this.look(mode)(weights, 0), grid);
      const next = lstmCell(concat([word, context], 1), { h, c }, this.#lstm());
      const read = dropped(this.#read(word, next.h, context), this.config.dropout, mode);
      return {
        state: { grid, keys, ...next },
        logits: linear(read, this.layer("output")),
        attention: weights,
      };
    });
  }

  /** Scores what follows each of `tokens` `[B, T]` (int32). */
  forward(features: Features, tokens: Tensor, mode: Mode): Forward {
    return tidy(() => {
      const run = this.sequence(features, transpose(tokens), { mode, look: this.look(mode) });
      return this.scored(run);
    });
  }

  /** Sums the cross-entropy over all targets that are not padding, in nats; a differentiable scalar. */
  loss(features: Features, rows: CaptionRows, mode: Mode): Tensor {
    return tidy(() => {
      const tokens = transpose(tensor2d(rows.inputs, [rows.size, rows.length], "int32"));
      const { read } = this.sequence(features, tokens, { mode, look: this.look(mode) });
      return captionLoss(read, this.layer("output"), rows);
    });
  }

  /** Disposes of the parameters. */
  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }

  /** Logits and attention weights of a sequence, batch first. */
  protected scored({ read, weights }: Sequence): Forward {
    return {
      logits: linear(transpose(read, [1, 0, 2]), this.layer("output")),
      attention: stack(weights, 1),
    };
  }

  /**
   * Runs all steps over `tokens` `[T, B]`. What does not depend on the step before is computed for all
   * steps at once: the words' part of the gates and what the output layer reads.
   */
  protected sequence(
    features: Features,
    tokens: Tensor,
    { mode, look }: { mode: Mode; look: Look },
  ): Sequence {
    const { grid, keys } = this.#see(features);
    const { T } = dims(tokens, "T B", { B: grid.shape[0] });
    const words = this.#words(tokens, mode), inputs = this.#inputs(words);
    const { fromHidden, recurrent, sizes } = this.#hoisted();
    let state = this.#first(grid);
    const hidden: Tensor[] = [], contexts: Tensor[] = [];
    const weights: Tensor[] = [], looked: Tensor[] = [];
    for (let t = 0; t < T; t++) {
      const [query, gate] = split(linear(state.h, fromHidden), sizes, 1);
      weights.push(this.#weights(query, keys));
      looked.push(look(weights[t], t));
      contexts.push(gated(gate, looked[t], grid));
      const gates = add(inputs[t], matMul(concat([contexts[t], state.h], 1), recurrent));
      state = throughGates(gates, state.c);
      hidden.push(state.h);
    }
    const read = this.#read(words, stack(hidden), stack(contexts));
    return { read: dropped(read, this.config.dropout, mode), weights, looked };
  }

  /** A linear layer by name. */
  protected layer(name: string): LinearWeights {
    return { weight: this.#parameter(`${name}.weight`), bias: this.#parameter(`${name}.bias`) };
  }

  #see({ grid }: Features): Seen {
    dims(grid, "B P G", { G: this.config.gridWidth });
    const projected = this.config.projectionWidth === undefined
      ? grid
      : linear(layerNorm(grid, this.layer("grid_norm")), this.layer("grid"));
    return { grid: projected, keys: linear(projected, this.layer("attention.key")) };
  }

  #first(grid: Tensor): { h: Tensor; c: Tensor } {
    const middle = mean(grid, 1), { squashedStart = true } = this.config;
    const [h, c] = ["start_h", "start_c"].map((name) => linear(middle, this.layer(name)));
    return squashedStart ? { h: tanh(h), c: tanh(c) } : { h, c };
  }

  #words(tokens: Tensor, mode: Mode): Tensor {
    const words = embedding(this.#parameter("embedding.weight"), tokens);
    return dropped(words, this.config.dropout, mode);
  }

  #weights(query: Tensor, keys: Tensor): Tensor {
    const score = this.#parameter("attention.score.weight");
    return attentionWeights({ keys, query, score }, this.config.scoreActivation);
  }

  /** The words' part of the gates, `[B, 4H]` a step. */
  #inputs(words: Tensor): Tensor[] {
    const { weightIh, biasIh, biasHh } = this.#lstm();
    const weight = slice(weightIh, [0, 0], [-1, this.config.embeddingWidth]);
    return unstack(linear(words, { weight, bias: add(biasIh, biasHh) }));
  }

  /** Weights as the steps of a sequence want them: one product reads `h`, another one `[z; h]`. */
  #hoisted(): { fromHidden: LinearWeights; recurrent: Tensor; sizes: number[] } {
    const query = this.layer("attention.query"), gate = this.layer("gate");
    const { weightIh, weightHh } = this.#lstm();
    const context = slice(weightIh, [0, this.config.embeddingWidth], [-1, -1]);
    return {
      fromHidden: {
        weight: concat([query.weight, gate.weight]),
        bias: concat([query.bias, gate.bias]),
      },
      // Products of a few rows are half as fast with a transposed operand: turn it once for all steps.
      recurrent: transpose(concat([context, weightHh], 1)),
      sizes: [query.bias.size, gate.bias.size],
    };
  }

  /** What the output layer reads, of one step or of all. */
  #read(words: Tensor, hidden: Tensor, contexts: Tensor): Tensor {
    if (this.config.output === "plain") return hidden;
    // One layer over `[h; z]`: the paper's two have one bias between them.
    const { weight, bias } = this.layer("deep.hidden");
    const both = concat([weight, this.#parameter("deep.context.weight")], 1);
    return add(words, linear(concat([hidden, contexts], -1), { weight: both, bias }));
  }

  #lstm(): LstmWeights {
    return {
      weightIh: this.#parameter("lstm.weight_ih"),
      weightHh: this.#parameter("lstm.weight_hh"),
      biasIh: this.#parameter("lstm.bias_ih"),
      biasHh: this.#parameter("lstm.bias_hh"),
    };
  }

  #parameter(name: string): Variable {
    return this.parameters.get(name)!;
  }
}

/** `σ(gate) ⊙ Σ_p s_p f_p`. */
function gated(gate: Tensor, looked: Tensor, grid: Tensor): Tensor {
  return mul(sigmoid(gate), attentionContext(looked, grid));
}
