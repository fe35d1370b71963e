import { attentionContext, attentionWeights } from "../nn/additive_attention.ts";
import { attentionLstm, type Look, type Seen } from "../nn/attention_lstm.ts";
import { embedding } from "../nn/embedding.ts";
import { layerNorm } from "../nn/layer_norm.ts";
import { linear, type LinearWeights, productIn } from "../nn/linear.ts";
import { lstmCell, type LstmWeights } from "../nn/lstm_cell.ts";
import {
  add,
  concat,
  dims,
  mean,
  mul,
  type Random,
  sigmoid,
  split,
  type StoredTensor,
  tanh,
  type Tensor,
  tensor2d,
  tidy,
  transpose,
  type Variable,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Forward, Mode, State, Step } from "../types.ts";
import {
  type AttentionLstmConfig,
  attentionLstmPlan,
  checkAttentionLstmConfig,
  contextWidth,
} from "./attention_lstm_config.ts";
import { captionLoss } from "./caption_loss.ts";
import { dropped } from "./dropped.ts";
import { makeParameters } from "./parameters.ts";

/** Applies a linear layer, in one precision or another. */
type Layer = (x: Tensor, weights: LinearWeights) => Tensor;

/** All steps of teacher forcing, time first. */
export interface Sequence {
  /** What the output layer reads, `[T, B, W]`. */
  read: Tensor;
  /** Attention weights, `[T, B, P]`. */
  weights: Tensor;
  /** Those by which the positions were averaged. */
  looked: Tensor;
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

  /** How each step of one run looks at the image; nothing: by the attention weights themselves. */
  protected abstract look(mode: Mode): Look | undefined;

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
      const looked = this.look(mode)?.(weights, 0) ?? weights;
      const context = mul(sigmoid(gate), attentionContext(looked, grid));
      const next = lstmCell(concat([word, context], 1), { h, c }, this.#lstm());
      const read = dropped(
        this.#read({ words: word, hidden: next.h, contexts: context }),
        this.config.dropout,
        mode,
      );
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
      return captionLoss(read, this.layer("output"), { rows, precision: this.config.precision });
    });
  }

  /** Disposes of the parameters. */
  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }

  /** Logits and attention weights of a sequence, batch first. */
  protected scored({ read, weights }: Sequence): Forward {
    return {
      logits: this.#wide(transpose(read, [1, 0, 2]), this.layer("output")),
      attention: transpose(weights, [1, 0, 2]),
    };
  }

  /**
   * Runs all steps over `tokens` `[T, B]`. What does not depend on the step before is computed for all
   * steps at once: the words' part of the gates and what the output layer reads.
   */
  protected sequence(
    features: Features,
    tokens: Tensor,
    { mode, look }: { mode: Mode; look?: Look },
  ): Sequence {
    const wide: Layer = (x, weights) => this.#wide(x, weights);
    const seen = this.#see(features, wide);
    dims(tokens, "T B", { B: seen.grid.shape[0] });
    const words = this.#words(tokens, mode), { inputs, recurrent } = this.#gates(words);
    const run = attentionLstm(inputs, seen, {
      state: this.#first(seen.grid),
      weights: {
        fromHidden: this.#fromHidden(),
        score: this.#parameter("attention.score.weight"),
        recurrent,
      },
      activation: this.config.scoreActivation,
      precision: this.config.precision,
      look,
    });
    const read = this.#read({ words, ...run }, wide);
    return { ...run, read: dropped(read, this.config.dropout, mode) };
  }

  /** A linear layer over all steps or positions, in the configuration's precision. */
  #wide(x: Tensor, weights: LinearWeights): Tensor {
    return linear(x, weights, productIn(this.config.precision));
  }

  /** A linear layer by name. */
  protected layer(name: string): LinearWeights {
    return { weight: this.#parameter(`${name}.weight`), bias: this.#parameter(`${name}.bias`) };
  }

  #see({ grid }: Features, layer: Layer = linear): Seen {
    dims(grid, "B P G", { G: this.config.gridWidth });
    const projected = this.config.projectionWidth === undefined
      ? grid
      : layer(layerNorm(grid, this.layer("grid_norm")), this.layer("grid"));
    return { grid: projected, keys: layer(projected, this.layer("attention.key")) };
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

  /** The words' part of the gates, `[T, B, 4H]`, and the weights of their other part, `[4H, D + H]`. */
  #gates(words: Tensor): { inputs: Tensor; recurrent: Tensor } {
    const { weightIh, weightHh, biasIh, biasHh } = this.#lstm(), { config } = this;
    const widths = [config.embeddingWidth, contextWidth(config)];
    const [weight, context] = split<Tensor>(weightIh, widths, 1);
    return {
      inputs: this.#wide(words, { weight, bias: add(biasIh, biasHh) }),
      recurrent: concat([context, weightHh], 1),
    };
  }

  /** The two layers that read `h` before a step, as one. */
  #fromHidden(): LinearWeights {
    const query = this.layer("attention.query"), gate = this.layer("gate");
    return {
      weight: concat([query.weight, gate.weight]),
      bias: concat([query.bias, gate.bias]),
    };
  }

  /** What the output layer reads, of one step or of all. */
  #read(
    { words, hidden, contexts }: Record<"words" | "hidden" | "contexts", Tensor>,
    layer: Layer = linear,
  ): Tensor {
    if (this.config.output === "plain") return hidden;
    // One layer over `[h; z]`: the paper's two have one bias between them.
    const { weight, bias } = this.layer("deep.hidden");
    const both = concat([weight, this.#parameter("deep.context.weight")], 1);
    return add(words, layer(concat([hidden, contexts], -1), { weight: both, bias }));
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
