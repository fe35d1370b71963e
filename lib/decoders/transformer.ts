import { embedding } from "../nn/embedding.ts";
import { layerNorm } from "../nn/layer_norm.ts";
import { linear, type LinearWeights } from "../nn/linear.ts";
import { splitHeads } from "../nn/attend_heads.ts";
import {
  add,
  dims,
  mean,
  mul,
  type Random,
  reshape,
  slice,
  type StoredTensor,
  type Tensor,
  tensor2d,
  tidy,
  transpose,
  unstack,
  type Variable,
  zeros,
} from "../tensor/mod.ts";
import type { CaptionRows, Decoder, Features, Forward, Mode, State, Step } from "../types.ts";
import { captionLoss } from "./caption_loss.ts";
import { dropped } from "./dropped.ts";
import { makeParameters } from "./parameters.ts";
import { causalMask, sinusoids } from "./positions.ts";
import { type Cache, TransformerBlock } from "./transformer_block.ts";
import {
  checkTransformerConfig,
  type TransformerConfig,
  transformerPlan,
} from "./transformer_config.ts";

/**
 * Generates captions with a transformer whose tokens look at each other and at the image.
 *
 * The decoder of Vaswani et al., 2017, section 3.1 (https://arxiv.org/abs/1706.03762), with the grid in
 * place of the encoder's output: each block has self-attention over the tokens so far, cross-attention
 * over the positions of the grid, and two feed-forward layers. Where dropout is differs a little from
 * PyTorch's block, which also drops attention weights and inside the feed-forward layers.
 *
 * The state is what was computed and is needed again, a block each, by head: `selfKeys0` and `selfValues0`
 * `[B, N, t, W/N]` of the `t` tokens read, `crossKeys0` and `crossValues0` `[B, N, P, W/N]` of the grid.
 * So a step costs what one token costs. The attention that it returns is the last block's to the grid, the
 * mean over its heads.
 *
 * @example
 * ```ts
 * import { TransformerDecoder } from "#lib/decoders";
 * import { ones, Random, startTensors, tensor1d, zeros } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const decoder = new TransformerDecoder({
 *   vocabularySize: 9, gridWidth: 4, gridNorm: true, width: 8, heads: 2, feedForwardWidth: 16,
 *   layers: 2, norm: "pre", activation: "gelu", positions: "learned", maximumLength: 20, dropout: 0,
 * }, new Random(1));
 * const features = { pooled: zeros([1, 0]), grid: ones([1, 2, 4]) };
 * const state = decoder.start(features, { training: false });
 * const step = decoder.step(state, tensor1d([1], "int32"), { training: false });
 * assert.deepEqual(step.state.selfKeys1.shape, [1, 2, 1, 4]);
 * ```
 */
export class TransformerDecoder implements Decoder {
  /** What it was made from, besides the weights. */
  readonly config: TransformerConfig;
  /** Trainable tensors by name, in a fixed order. */
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly #blocks: TransformerBlock[];

  /**
   * Makes a decoder, fresh or from stored weights.
   *
   * @param source Fresh weights are drawn from it, or stored ones are taken over.
   * @throws {RangeError} If a number of the configuration is out of its range.
   * @throws {TypeError} If the stored weights do not fit the configuration.
   */
  constructor(config: TransformerConfig, source: Random | ReadonlyMap<string, StoredTensor>) {
    checkTransformerConfig(config);
    this.config = config;
    this.parameters = makeParameters(transformerPlan(config), source);
    this.#blocks = Array.from(
      { length: config.layers },
      (_, layer) => new TransformerBlock(config, { parameters: this.parameters, layer }),
    );
  }

  /** Reads the image, `grid` `[B, P, G]`: the state before `<start>`. */
  start(features: Features, _mode: Mode): State {
    return tidy(() => {
      const state: Record<string, Tensor> = {}, { width, heads } = this.config;
      this.#memory(features).forEach(({ keys, values }, layer) => {
        const none = [keys.shape[0]!, heads, 0, width / heads];
        state[`selfKeys${layer}`] = zeros(none);
        state[`selfValues${layer}`] = zeros(none);
        state[`crossKeys${layer}`] = keys;
        state[`crossValues${layer}`] = values;
      });
      return state;
    });
  }

  /**
   * Reads `tokens` `[B]` (int32) and scores what follows, `[B, V]`.
   *
   * @throws {RangeError} If as many tokens were read as there are positions.
   */
  step(state: State, tokens: Tensor, mode: Mode): Step {
    return tidy(() => {
      const { B } = dims(tokens, "B");
      let x = this.#embed(reshape(tokens, [B, 1]), state.selfKeys0.shape[2]!, mode);
      let attention!: Tensor;
      const next: Record<string, Tensor> = { ...state };
      for (const [layer, block] of this.#blocks.entries()) {
        const past = { keys: state[`selfKeys${layer}`], values: state[`selfValues${layer}`] };
        const memory = { keys: state[`crossKeys${layer}`], values: state[`crossValues${layer}`] };
        const seen = block.run(x, { past, memory, mode });
        x = seen.x;
        attention = seen.attention;
        next[`selfKeys${layer}`] = seen.cache.keys;
        next[`selfValues${layer}`] = seen.cache.values;
      }
      const logits = linear(reshape(this.#last(x), [B, this.config.width]), this.#layer("output"));
      return { state: next, logits, attention: mean(attention, [1, 2]) };
    });
  }

  /** Scores what follows each of `tokens` `[B, T]` (int32). */
  forward(features: Features, tokens: Tensor, mode: Mode): Forward {
    return tidy(() => {
      const { hidden, attention } = this.#run(features, tokens, mode);
      return { logits: linear(hidden, this.#layer("output")), attention: mean(attention, 1) };
    });
  }

  /** Sums the cross-entropy over all targets that are not padding, in nats; a differentiable scalar. */
  loss(features: Features, rows: CaptionRows, mode: Mode): Tensor {
    return tidy(() => {
      const tokens = tensor2d(rows.inputs, [rows.size, rows.length], "int32");
      const { hidden } = this.#run(features, tokens, mode);
      return captionLoss(transpose(hidden, [1, 0, 2]), this.#layer("output"), { rows });
    });
  }

  /** Disposes of the parameters. */
  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }

  /** All tokens at once: `hidden` `[B, T, W]`, `attention` `[B, N, T, P]` of the last block. */
  #run(
    features: Features,
    tokens: Tensor,
    mode: Mode,
  ): { hidden: Tensor; attention: Tensor } {
    const memories = this.#memory(features);
    const { T } = dims(tokens, "B T", { B: memories[0].keys.shape[0]! });
    const mask = causalMask(T);
    let x = this.#embed(tokens, 0, mode), attention!: Tensor;
    for (const [layer, block] of this.#blocks.entries()) {
      ({ x, attention } = block.run(x, { memory: memories[layer], mask, mode }));
    }
    return { hidden: this.#last(x), attention };
  }

  /** Keys and values of the grid, a block each. */
  #memory({ grid }: Features): Cache[] {
    dims(grid, "B P G", { G: this.config.gridWidth });
    const even = this.config.gridNorm ? layerNorm(grid, this.#layer("grid_norm")) : grid;
    const memory = linear(even, this.#layer("grid")), { heads } = this.config;
    return this.#blocks.map((block) => {
      const both = splitHeads(block.memory(memory), { parts: 2, heads });
      const [keys, values] = unstack(both);
      return { keys, values };
    });
  }

  /** Word and position vectors of `tokens` `[B, T]`, of which the first is at position `from`. */
  #embed(tokens: Tensor, from: number, mode: Mode): Tensor {
    const { T } = dims(tokens, "B T"), { width: W, maximumLength, positions } = this.config;
    if (from + T > maximumLength) {
      throw new RangeError(
        `Cannot read the tokens: there must be at most ${maximumLength}, current value is ${
          from + T
        }`,
      );
    }
    const words = embedding(this.parameters.get("embedding.weight")!, tokens);
    const read = positions === "learned"
      ? add(words, slice(this.parameters.get("positions.weight")!, [from, 0], [T, W]))
      : add(mul(words, Math.sqrt(W)), sinusoids({ from, count: T, width: W }));
    return dropped(read, this.config.dropout, mode);
  }

  #last(x: Tensor): Tensor {
    return this.config.norm === "pre" ? layerNorm(x, this.#layer("norm")) : x;
  }

  #layer(name: string): LinearWeights {
    return {
      weight: this.parameters.get(`${name}.weight`)!,
      bias: this.parameters.get(`${name}.bias`)!,
    };
  }
}
