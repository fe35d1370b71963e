import type { Pipeline } from "../image/preprocess.ts";
import {
  NarrowWeights,
  readSafetensors,
  type StoredTensor,
  type Tensor,
  tensor,
  tidy,
} from "../tensor/mod.ts";
import type { Encoder, Features } from "../types.ts";
import { type ClipConfig, clipImageTensors, clipTextTensors } from "./clip_config.ts";
import { type ImageTower, runImageTower } from "./clip_graph.ts";
import { clipValues } from "./clip_names.ts";
import { TextTower } from "./clip_text.ts";

/**
 * A frozen CLIP, or a plain vision transformer: images, and where there is a text tower, texts.
 *
 * `pooled` is the class token in the space that images and texts share, not of length 1; `grid` the
 * patch tokens after the final layer norm, in reading order. Cosines of `pooled` and a text's vector,
 * times the text tower's scale, are CLIP's logits.
 *
 * Radford et al., 2021, section 2 (https://arxiv.org/abs/2103.00020).
 */
export class Clip implements Encoder {
  readonly #config: ClipConfig;
  readonly #weights = new Map<string, Tensor>();
  readonly #texts?: TextTower;
  #narrow?: NarrowWeights;

  /**
   * Takes the weights out of a file's tensors, whatever library's names they have.
   *
   * @param config Without `text`, the image tower alone is taken, and a text tower may be in the file.
   * @param tensors Under OpenAI's or Hugging Face's names; floating point of any width.
   * @throws {TypeError} Lists every tensor that is missing, surplus or of another shape.
   */
  constructor(config: ClipConfig, tensors: ReadonlyMap<string, StoredTensor>) {
    const { name, text, projection } = config;
    if (text !== undefined && projection === undefined) {
      throw new TypeError(
        `Cannot make ${name}: a text tower needs a common space, projection is not set`,
      );
    }
    this.#config = config;
    const ofImages = clipImageTensors(config);
    const ofTexts = text === undefined ? [] : clipTextTensors(text, projection!);
    const values = clipValues(tensors, [...ofImages, ...ofTexts], {
      network: name,
      without: text === undefined ? ["text"] : [],
    });
    for (const tensorOf of ofImages) {
      const { data, shape } = values.get(tensorOf.name)!;
      this.#weights.set(tensorOf.name, tensor(data, [...shape]));
    }
    if (text !== undefined) this.#texts = new TextTower(text, values);
  }

  /** The configuration's name. */
  get name(): string {
    return this.#config.name;
  }

  /** Side of the input, `S`. */
  get imageSize(): number {
    return this.#config.pipeline.side;
  }

  /** How pictures become its input. */
  get pipeline(): Pipeline {
    return this.#config.pipeline;
  }

  /** Width of `pooled`, `F`. */
  get width(): number {
    return this.#config.projection ?? this.#config.image.width;
  }

  /**
   * Encodes normalized images. The caller disposes of the features.
   *
   * @param images `[B, S, S, 3]`.
   * @throws {TypeError} If the shape is another one.
   */
  encode(images: Tensor): Features {
    return tidy(() => {
      const { pooled, grid } = this.#run(images);
      return { pooled, grid } as Features & { [name: string]: Tensor };
    });
  }

  /** What is inside the image tower: raw tokens, layers, the class token. The caller disposes of it. */
  inside(images: Tensor): ImageTower {
    return tidy(() => this.#run(images) as ImageTower & { [name: string]: Tensor | Tensor[] });
  }

  /**
   * From now on multiplies with the image tower's layers in bfloat16: what `NarrowWeights` says of speed
   * and rounding. Attention itself, norms and sums stay in 32 bits.
   */
  narrow(): void {
    this.#narrow ??= new NarrowWeights(
      [...this.#weights].filter(([name, { rank }]) => /resblocks/.test(name) && rank === 2)
        .map(([, weight]) => weight),
    );
  }

  /**
   * The text tower: what encodes texts into the space of `pooled`.
   *
   * @throws {TypeError} If the network was loaded without one.
   */
  get texts(): TextTower {
    if (this.#texts === undefined) {
      throw new TypeError(`Cannot encode texts: ${this.name} was loaded without a text tower`);
    }
    return this.#texts;
  }

  #run(images: Tensor): ImageTower {
    const narrow = this.#narrow;
    return runImageTower(images, {
      config: this.#config,
      weights: this.#weights,
      product: narrow && ((x, weight) => narrow.product(x, weight)),
    });
  }

  /** Disposes of the weights. */
  dispose(): void {
    this.#narrow?.dispose();
    for (const each of this.#weights.values()) each.dispose();
    this.#weights.clear();
    this.#texts?.dispose();
  }
}

/**
 * Loads a frozen CLIP from a safetensors file.
 *
 * @param path Weights under OpenAI's or Hugging Face's names.
 * @param config Without `text`, the image tower alone is taken.
 * @throws {TypeError} If the tensors are not exactly the configuration's; lists which.
 *
 * @example
 * ```ts
 * import { loadClip, MINI_CLIP } from "#lib/encoders";
 * import { ones, startTensors } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const clip = await loadClip("data/mini/mini-clip.safetensors", MINI_CLIP);
 * const { pooled, grid } = clip.encode(ones([2, 112, 112, 3]));
 * assert.deepEqual([pooled.shape, grid.shape], [[2, 160], [2, 49, 160]]);
 * ```
 */
export async function loadClip(path: string, config: ClipConfig): Promise<Clip> {
  const { tensors } = await readSafetensors(path);
  return new Clip(config, tensors);
}
