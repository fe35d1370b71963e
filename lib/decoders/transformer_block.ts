import { attendHeads, splitHeads } from "../nn/attend_heads.ts";
import { gelu } from "../nn/gelu.ts";
import { layerNorm } from "../nn/layer_norm.ts";
import { linear, type LinearWeights } from "../nn/linear.ts";
import { relu } from "../nn/relu.ts";
import { add, concat, slice, squeeze, type Tensor, unstack } from "../tensor/mod.ts";
import type { Mode, Parameters } from "../types.ts";
import { dropped } from "./dropped.ts";
import type { TransformerConfig } from "./transformer_config.ts";

/** Keys and values by head, `[B, N, length, W/N]`. */
export interface Cache {
  keys: Tensor;
  values: Tensor;
}

/** What a block reads besides the tokens. */
interface Surroundings {
  /** Of the tokens read before. */
  past?: Cache;
  /** Of the grid. */
  memory: Cache;
  /** What the tokens must not see of each other, `[T, T]`. */
  mask?: Tensor;
  mode: Mode;
}

/** One block of a transformer decoder: self-attention, cross-attention, feed-forward layers. */
export class TransformerBlock {
  readonly #config: TransformerConfig;
  readonly #parameters: Parameters;
  readonly #name: string;

  constructor(
    config: TransformerConfig,
    { parameters, layer }: { parameters: Parameters; layer: number },
  ) {
    this.#config = config;
    this.#parameters = parameters;
    this.#name = `layers.${layer}`;
  }

  /** Projects what the tokens look at into keys and values side by side, `[B, P, 2W]`. */
  memory(memory: Tensor): Tensor {
    const { width: W } = this.#config;
    return linear(memory, this.#input("multihead_attn", W, 2 * W));
  }

  /**
   * Runs the tokens `x` `[B, T, W]` through the block.
   *
   * @returns `x`; `cache`, of all tokens so far; `attention` to the grid, `[B, N, T, P]`.
   */
  run(
    x: Tensor,
    { past, memory, mask, mode }: Surroundings,
  ): { x: Tensor; cache: Cache; attention: Tensor } {
    const { heads, width: W } = this.#config;
    let cache!: Cache, attention!: Tensor;
    x = this.#sublayer(x, { norm: "norm1", mode }, (tokens) => {
      const input = linear(tokens, this.#input("self_attn", 0, 3 * W));
      const [queries, keys, values] = unstack(splitHeads(input, { parts: 3, heads }));
      cache = past === undefined ? { keys, values } : {
        keys: concat([past.keys, keys], 2),
        values: concat([past.values, values], 2),
      };
      const { context } = attendHeads({ queries, ...cache }, mask);
      return linear(context, this.#layer("self_attn.out_proj"));
    });
    x = this.#sublayer(x, { norm: "norm2", mode }, (tokens) => {
      const input = linear(tokens, this.#input("multihead_attn", 0, W));
      const queries = squeeze<Tensor>(splitHeads(input, { parts: 1, heads }), [0]);
      const { context, weights } = attendHeads({ queries, ...memory });
      attention = weights;
      return linear(context, this.#layer("multihead_attn.out_proj"));
    });
    x = this.#sublayer(x, { norm: "norm3", mode }, (tokens) => {
      const inside = linear(tokens, this.#layer("linear1"));
      const activated = this.#config.activation === "gelu" ? gelu(inside) : relu(inside);
      return linear(activated, this.#layer("linear2"));
    });
    return { x, cache, attention };
  }

  /** Adds what a sublayer says to what it reads, the norm before it or after the sum. */
  #sublayer(
    x: Tensor,
    { norm, mode }: { norm: string; mode: Mode },
    sublayer: (x: Tensor) => Tensor,
  ): Tensor {
    const weights = this.#layer(norm), { dropout, norm: place } = this.#config;
    const read = place === "pre" ? layerNorm(x, weights) : x;
    const sum = add(x, dropped(sublayer(read), dropout, mode));
    return place === "pre" ? sum : layerNorm(sum, weights);
  }

  /** Rows of the projection of queries, keys and values. */
  #input(part: string, from: number, rows: number): LinearWeights {
    const weight = this.#parameters.get(`${this.#name}.${part}.in_proj_weight`)!;
    const bias = this.#parameters.get(`${this.#name}.${part}.in_proj_bias`)!;
    if (rows === bias.size) return { weight, bias };
    return { weight: slice(weight, [from, 0], [rows, -1]), bias: slice(bias, from, rows) };
  }

  #layer(name: string): LinearWeights {
    return {
      weight: this.#parameters.get(`${this.#name}.${name}.weight`)!,
      bias: this.#parameters.get(`${this.#name}.${name}.bias`)!,
    };
  }
}
