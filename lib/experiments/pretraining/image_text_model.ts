import type { Clip } from "../../encoders/clip.ts";
import { clipTextTensors, type TextTowerConfig } from "../../encoders/clip_config.ts";
import { clipValues } from "../../encoders/clip_names.ts";
import { TextTower } from "../../encoders/clip_text.ts";
import type { Resnet } from "../../encoders/resnet.ts";
import {
  matMul,
  readSafetensors,
  type StoredTensor,
  type Tensor,
  tensor,
  tidy,
} from "../../tensor/mod.ts";
import { Vocabulary } from "../../text/vocabulary.ts";
import { frozenMiniature, type MiniatureName, MINIATURES } from "../miniatures.ts";
import { textIds } from "./alt_texts.ts";
import { COMMON_WIDTH, TEXT_HEAD } from "./contrastive.ts";

/** A miniature that was trained with texts: pictures and texts become vectors of one space. */
export class ImageTextModel {
  /** The image encoder alone, as the captioners use it. */
  readonly encoder: Resnet | Clip;
  readonly #texts: TextTower;
  readonly #projection?: Tensor;
  readonly #vocabulary: Vocabulary;

  private constructor(
    parts: {
      encoder: Resnet | Clip;
      texts: TextTower;
      projection?: Tensor;
      vocabulary: Vocabulary;
    },
  ) {
    this.encoder = parts.encoder;
    this.#texts = parts.texts;
    this.#projection = parts.projection;
    this.#vocabulary = parts.vocabulary;
  }

  /**
   * Loads a miniature with its text tower.
   *
   * @param path A file that `pretrainMini` wrote.
   * @throws {RangeError} If the encoder was not trained with texts.
   */
  static async load(path: string, name: MiniatureName): Promise<ImageTextModel> {
    const miniature = MINIATURES[name];
    if (miniature.objective !== "texts") {
      throw new RangeError(
        `Cannot load "${path}" with texts: ${name} was trained with ${miniature.objective}`,
      );
    }
    const { tensors, metadata } = await readSafetensors(path);
    const text = JSON.parse(metadata.text) as TextTowerConfig;
    const projection = tensors.get("head.projection");
    return new ImageTextModel({
      encoder: frozenMiniature(miniature, tensors),
      texts: new TextTower(text, textValues(tensors, text, name)),
      projection: projection &&
        tensor(Float32Array.from(projection.data as Float16Array), [...projection.shape]),
      vocabulary: Vocabulary.fromJSON(JSON.parse(metadata.vocabulary)),
    });
  }

  /** Brings pooled vectors `[B, F]` into the common space; the caller disposes of the result. */
  project(pooled: Tensor): Tensor {
    const projection = this.#projection;
    return projection === undefined ? pooled.clone() : tidy(() => matMul(pooled, projection));
  }

  /**
   * Encodes texts; words outside the vocabulary are unknown to it.
   *
   * @returns `[texts.length, width]` row by row, not of length 1.
   */
  async encodeTexts(texts: readonly string[]): Promise<Float32Array> {
    const { context } = this.#texts;
    const vectors = this.#texts.encode(textIds(texts, { vocabulary: this.#vocabulary, context }));
    const values = await vectors.data() as Float32Array;
    vectors.dispose();
    return values;
  }

  /** What cosines are multiplied by before a softmax. */
  scale(): Promise<number> {
    return this.#texts.scale();
  }

  /** Disposes of the weights. */
  dispose(): void {
    this.encoder.dispose();
    this.#texts.dispose();
    this.#projection?.dispose();
  }
}

/** A text tower's tensors, which have a prefix beside an encoder of another kind. */
function textValues(
  tensors: ReadonlyMap<string, StoredTensor>,
  text: TextTowerConfig,
  network: string,
) {
  const apart = [...tensors].filter(([name]) => name.startsWith(TEXT_HEAD))
    .map(([name, values]) => [name.slice(TEXT_HEAD.length), values] as const);
  const own = apart.length > 0 ? new Map(apart) : tensors;
  return clipValues(own, clipTextTensors(text, COMMON_WIDTH), { network, without: ["image"] });
}
