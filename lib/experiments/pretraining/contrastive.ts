import { LARGEST_SCALE, TrainableTextTower } from "../../encoders/clip_trainable.ts";
import { unitRows } from "../../nn/unit_rows.ts";
import {
  add,
  exp,
  matMul,
  mean,
  mul,
  type Random,
  range,
  sparseCrossEntropy,
  type StoredTensor,
  type Tensor,
  tensor,
  tidy,
  transpose,
  type Variable,
  variable,
} from "../../tensor/mod.ts";
import type { Parameters } from "../../types.ts";
import { ALT_TEXT_VOCABULARY, MINI_TEXT_TOWER, textIds } from "./alt_texts.ts";
import type { TrainableEncoder, TrainableObjective } from "./network.ts";

/** Width of the common space. */
export const COMMON_WIDTH = 160;

/**
 * Measures how well the pictures and the texts of a batch find each other.
 *
 * With cosines `c_ij` of picture `i` and text `j` and the scale `s`, the mean of two cross-entropies:
 * each picture's text among all texts, softmax over `s c_i·`, and each text's picture among all
 * pictures. Radford et al., 2021, figure 3 (https://arxiv.org/abs/2103.00020).
 *
 * @param images `[B, F]`, of any length; `texts` likewise, in the same order.
 * @param options.scale A number as a tensor.
 * @returns Nats, a scalar; `ln B` where nothing is told apart.
 */
export function contrastiveLoss(
  images: Tensor,
  { texts, scale }: { texts: Tensor; scale: Tensor },
): Tensor {
  const logits = mul(matMul(unitRows(images), unitRows(texts), false, true), scale);
  const own = range(0, images.shape[0], 1, "int32");
  const byImage = mean(sparseCrossEntropy(logits, own));
  const byText = mean(sparseCrossEntropy(transpose(logits), own));
  return mul(add(byImage, byText), 0.5);
}

/**
 * To find the text that belongs to a picture, among those of its batch, and the other way round.
 *
 * A vision transformer with a projection gives vectors of the common space itself; another encoder's
 * pooled vector goes through a projection here, a head that is not part of the encoder.
 */
export class ContrastiveObjective implements TrainableObjective {
  readonly #encoder: TrainableEncoder;
  readonly #texts: TrainableTextTower;
  readonly #projection?: Variable;
  readonly #ids: Int32Array;

  /**
   * @param options.texts One text a picture.
   * @param options.projects Whether the encoder's pooled vector is in the common space already.
   */
  constructor(
    encoder: TrainableEncoder,
    { texts, projects, random }: { texts: readonly string[]; projects: boolean; random: Random },
  ) {
    this.#encoder = encoder;
    this.#texts = new TrainableTextTower(MINI_TEXT_TOWER, {
      projection: COMMON_WIDTH,
      random: random.split("texts"),
    });
    if (!projects) this.#projection = firstProjection(encoder.width, random.split("projection"));
    const { context } = MINI_TEXT_TOWER;
    this.#ids = textIds(texts, { vocabulary: ALT_TEXT_VOCABULARY, context });
  }

  get parameters(): Parameters {
    return new Map([
      ...this.#encoder.parameters,
      ...this.#texts.parameters,
      ...this.#projection === undefined ? [] : [["projection", this.#projection] as const],
    ]);
  }

  get statistics(): Parameters {
    return this.#encoder.statistics;
  }

  get metadata(): Record<string, string> {
    return {
      vocabulary: JSON.stringify(ALT_TEXT_VOCABULARY),
      text: JSON.stringify(MINI_TEXT_TOWER),
    };
  }

  loss(images: Tensor, indices: Int32Array): Tensor {
    const { context } = MINI_TEXT_TOWER, ids = new Int32Array(indices.length * context);
    indices.forEach((index, row) => {
      ids.set(this.#ids.subarray(index * context, (index + 1) * context), row * context);
    });
    const { pooled } = this.#encoder.forward(images, { training: true });
    return contrastiveLoss(
      this.#projection === undefined ? pooled : matMul(pooled, this.#projection),
      { texts: this.#texts.forward(ids), scale: exp(this.#texts.clampScale(LARGEST_SCALE)) },
    );
  }

  /** A text tower beside another encoder's tensors has names of its own: `head.text.…`. */
  async tensors(): Promise<Map<string, StoredTensor>> {
    const own = await this.#texts.tensors(), encoder = await this.#encoder.tensors();
    if (this.#projection === undefined) return new Map([...encoder, ...own]);
    const data = Float16Array.from(await this.#projection.data());
    return new Map<string, StoredTensor>([
      ...encoder,
      ["head.projection", { dtype: "F16", shape: this.#projection.shape, data }],
      ...[...own].map(([name, values]) => [`${TEXT_HEAD}${name}`, values] as const),
    ]);
  }

  dispose(): void {
    this.#encoder.dispose();
    this.#texts.dispose();
    this.#projection?.dispose();
  }
}

/** What the names of a text tower start with in the file of an encoder that has none. */
export const TEXT_HEAD = "head.text.";

function firstProjection(width: number, random: Random): Variable {
  const values = Float32Array.from(
    { length: width * COMMON_WIDTH },
    () => random.normal(0, width ** -0.5),
  );
  return tidy(() => variable(tensor(values, [width, COMMON_WIDTH])));
}
