import { embedding } from "../nn/embedding.ts";
import { linear, productIn } from "../nn/linear.ts";
import { lstm } from "../nn/lstm.ts";
import { lstmCell, type LstmWeights } from "../nn/lstm_cell.ts";
import {
  concat,
  dims,
  div,
  type Random,
  reshape,
  slice,
  type StoredTensor,
  sub,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  type Variable,
  zeros,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Mode, State, Step } from "../types.ts";
import { captionLoss } from "./caption_loss.ts";
import { dropped } from "./dropped.ts";
import { checkLstmDecoderConfig, type LstmDecoderConfig, lstmDecoderPlan } from "./lstm_config.ts";
import { makeParameters } from "./parameters.ts";

/**
 * Generates captions with an LSTM that reads the image as its first input.
 *
 * `x_0 = W_I f + b_I`, `x_t = E[w_{t−1}]`, `h_t = LSTM(x_t, h_{t−1})`, `p_t = softmax(W_o h_t + b_o)`:
 * Vinyals et al., 2015, section 3.1 (https://arxiv.org/abs/1411.4555). What is read at the image step is
 * not scored. Dropout is on the inputs of every layer and on the top layer's output, not on the recurrent
 * connections: Zaremba et al., 2014 (https://arxiv.org/abs/1409.2329).
 *
 * The state is `h0 c0 h1 c1 …`, each `[B, H]`. Parameters have PyTorch's names and layouts:
 * `image.weight`, `image.bias`, `embedding.weight`, `lstm.weight_ih_l0` …, `output.weight`,
 * `output.bias`; fresh ones are drawn as PyTorch does.
 *
 * @example
 * ```ts
 * import { LstmDecoder } from "#lib/decoders";
 * import { Random, startTensors, tensor1d, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new LstmDecoder({
 *   vocabularySize: 9, featureWidth: 4, embeddingWidth: 3, hiddenWidth: 5, layers: 2, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([2, 4]), grid: zeros([2, 0, 4]) };
 * const state = decoder.start(features, { training: false });
 * const { logits } = decoder.step(state, tensor1d([1, 1], "int32"), { training: false });
 * assert.deepEqual(logits.shape, [2, 9]);
 * ```
 */
export class LstmDecoder implements Decoder {
  /** What it was made from, besides the weights. */
  readonly config: LstmDecoderConfig;
  /** Trainable tensors by name, in a fixed order. */
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly #statistics?: { mean: Tensor; deviation: Tensor };

  /**
   * Makes a decoder, fresh or from stored weights.
   *
   * @param source Fresh weights are drawn from it, or stored ones are taken over.
   * @throws {RangeError} If a number of the configuration is out of its range.
   * @throws {TypeError} If the stored weights do not fit the configuration.
   */
  constructor(config: LstmDecoderConfig, source: Random | ReadonlyMap<string, StoredTensor>) {
    checkLstmDecoderConfig(config);
    this.config = config;
    this.parameters = makeParameters(lstmDecoderPlan(config), source);
    const { featureStatistics: statistics } = config;
    if (statistics !== undefined) {
      this.#statistics = {
        mean: tensor1d([...statistics.mean]),
        deviation: tensor1d([...statistics.deviation]),
      };
    }
  }

  /** Reads the image, `pooled` `[B, F]`: the state before `<start>`. */
  start(features: Features, mode: Mode): State {
    return tidy(() => {
      const image = this.#image(features), { B } = dims(image, "B E");
      const none = zeros([B, this.config.hiddenWidth]);
      const blank = Object.fromEntries(
        this.#layers().flatMap((layer) => [[`h${layer}`, none], [`c${layer}`, none]]),
      );
      return this.#read(blank, image, mode).state;
    });
  }

  /** Reads `tokens` `[B]` (int32) and scores what follows, `[B, V]`. */
  step(state: State, tokens: Tensor, mode: Mode): Step {
    return tidy(() => {
      const words = embedding(this.#parameter("embedding.weight"), tokens);
      const { state: next, top } = this.#read(state, words, mode);
      return { state: next, logits: linear(top, this.#output()) };
    });
  }

  /** Scores what follows each of `tokens` `[B, T]` (int32): logits `[B, T, V]`. */
  forward(features: Features, tokens: Tensor, mode: Mode): { logits: Tensor } {
    return tidy(() => {
      const hidden = this.#hidden(features, transpose(tokens), mode);
      const multiply = productIn(this.config.precision);
      return { logits: linear(transpose(hidden, [1, 0, 2]), this.#output(), multiply) };
    });
  }

  /** Sums the cross-entropy over all targets that are not padding, in nats; a differentiable scalar. */
  loss(features: Features, rows: CaptionRows, mode: Mode): Tensor {
    return tidy(() => {
      const tokens = transpose(tensor2d(rows.inputs, [rows.size, rows.length], "int32"));
      const { precision } = this.config;
      return captionLoss(this.#hidden(features, tokens, mode), this.#output(), { rows, precision });
    });
  }

  /** What the LSTM reads of the image, in the space of the word vectors: `pooled` `[B, F]` gives `[B, E]`. */
  imageVector(features: Pick<Features, "pooled">): Tensor {
    return tidy(() => this.#image(features));
  }

  /** Disposes of the parameters. */
  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
    this.#statistics?.mean.dispose();
    this.#statistics?.deviation.dispose();
  }

  /** Top hidden states after each token: `tokens` `[T, B]` gives `[T, B, H]`. */
  #hidden(features: Features, tokens: Tensor, mode: Mode): Tensor {
    const image = this.#image(features);
    const { T, B } = dims(tokens, "T B", { B: image.shape[0] });
    const words = embedding(this.#parameter("embedding.weight"), tokens);
    const none = zeros([B, this.config.hiddenWidth]);
    let sequence = concat([reshape(image, [1, B, this.config.embeddingWidth]), words]);
    for (const layer of this.#layers()) {
      const read = this.#dropped(sequence, mode);
      sequence = lstm(read, { h: none, c: none }, this.#weights(layer), this.config.precision);
    }
    return this.#dropped(slice(sequence, 1, T), mode);
  }

  /** One step of all layers: `x` `[B, E]`. */
  #read(state: State, x: Tensor, mode: Mode): { state: State; top: Tensor } {
    const next: Record<string, Tensor> = {};
    for (const layer of this.#layers()) {
      const before = { h: state[`h${layer}`], c: state[`c${layer}`] };
      const { h, c } = lstmCell(this.#dropped(x, mode), before, this.#weights(layer));
      next[`h${layer}`] = x = h;
      next[`c${layer}`] = c;
    }
    return { state: next, top: this.#dropped(x, mode) };
  }

  #image({ pooled }: Pick<Features, "pooled">): Tensor {
    dims(pooled, "B F", { F: this.config.featureWidth });
    const standard = this.#statistics === undefined
      ? pooled
      : div(sub(pooled, this.#statistics.mean), this.#statistics.deviation);
    return linear(standard, {
      weight: this.#parameter("image.weight"),
      bias: this.#parameter("image.bias"),
    });
  }

  #dropped(x: Tensor, mode: Mode): Tensor {
    return dropped(x, this.config.dropout, mode);
  }

  #layers(): number[] {
    return Array.from({ length: this.config.layers }, (_, layer) => layer);
  }

  #weights(layer: number): LstmWeights {
    return {
      weightIh: this.#parameter(`lstm.weight_ih_l${layer}`),
      weightHh: this.#parameter(`lstm.weight_hh_l${layer}`),
      biasIh: this.#parameter(`lstm.bias_ih_l${layer}`),
      biasHh: this.#parameter(`lstm.bias_hh_l${layer}`),
    };
  }

  #output(): { weight: Tensor; bias: Tensor } {
    return {
      weight: this.#parameter("output.weight"),
      bias: this.#parameter("output.bias"),
    };
  }

  #parameter(name: string): Variable {
    return this.parameters.get(name)!;
  }
}
