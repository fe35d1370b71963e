import { type Tensor, tensor, tidy } from "../tensor/mod.ts";
import { textTensorNames, type TextTowerConfig } from "./clip_config.ts";
import { runTextTower } from "./clip_graph.ts";
import type { ClipValues } from "./clip_names.ts";

/** CLIP's frozen text transformer, with the temperature that belongs to the common space. */
export class TextTower {
  readonly #config: TextTowerConfig;
  readonly #weights = new Map<string, Tensor>();

  /**
   * Puts the weights on the tensor backend.
   *
   * @param values By OpenAI's names; others than a text tower's may be among them.
   */
  constructor(config: TextTowerConfig, values: ReadonlyMap<string, ClipValues>) {
    this.#config = config;
    for (const name of textTensorNames(config)) {
      const { data, shape } = values.get(name)!;
      this.#weights.set(name, tensor(data, [...shape]));
    }
  }

  /** Longest text in tokens, start and end of text counted. */
  get context(): number {
    return this.#config.context;
  }

  /**
   * Encodes texts.
   *
   * @param ids Token ids row by row, `[count, context]`, each with an end of text.
   * @returns `[count, F]`, not of length 1; the caller disposes of it.
   * @throws {TypeError} If the ids do not fill rows.
   * @throws {RangeError} If a text has no end.
   */
  encode(ids: Int32Array): Tensor {
    const { context } = this.#config;
    if (ids.length % context !== 0) {
      throw new TypeError(
        `Cannot encode texts: their ids must fill rows of ${context}, current length is ${ids.length}`,
      );
    }
    return tidy(() => runTextTower(ids, { text: this.#config, weights: this.#weights }));
  }

  /** What cosines are multiplied by before a softmax: the learned inverse temperature. */
  async scale(): Promise<number> {
    return Math.exp((await this.#weights.get("logit_scale")!.data())[0]);
  }

  /** Disposes of the weights. */
  dispose(): void {
    for (const each of this.#weights.values()) each.dispose();
    this.#weights.clear();
  }
}
