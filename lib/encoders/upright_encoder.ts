import { add, concat, gather, mul, range, scalar, type Tensor, tidy } from "../tensor/mod.ts";
import type { Encoder, Features } from "../types.ts";
import { encodeViews, viewMoments } from "./four_views.ts";
import { checkRotationHead, type RotationHead, uprightViews } from "./rotation_head.ts";

/**
 * An encoder that turns each picture upright first, as a {@linkcode RotationHead} judges it: encodes its four
 * views and gives `pooled` and `grid` of the one that is judged upright.
 *
 * The features are those of the encoder for that view, bit for bit: a picture that is judged upright as it is
 * keeps its own. Takes four times as long.
 */
export class UprightEncoder implements Encoder {
  readonly #encoder: Encoder;
  readonly #head: RotationHead;

  /**
   * Takes an encoder and the head that was fitted to it.
   *
   * @param encoder Disposed of with this one.
   * @throws {TypeError} If the head's numbers do not fit its width.
   * @throws {RangeError} If its prior is not one.
   */
  constructor(encoder: Encoder, head: RotationHead) {
    checkRotationHead(head);
    this.#encoder = encoder;
    this.#head = head;
  }

  /** The encoder's name with `-upright`. */
  get name(): string {
    return `${this.#encoder.name}-upright`;
  }

  /** Side of the square input in pixels, `S`. */
  get imageSize(): number {
    return this.#encoder.imageSize;
  }

  /** Encodes normalized images as they are upright. The caller disposes of the features. */
  encode(images: Tensor): Features {
    return tidy(() => {
      const B = images.shape[0], views = encodeViews(this.#encoder, images);
      const chosen = uprightViews(viewMoments(views), this.#head);
      // Views lie one below the other: the row of picture b in view v is v B + b.
      const rows = add(mul(chosen, scalar(B, "int32")), range(0, B, 1, "int32"));
      const upright = (part: keyof Features) =>
        gather(concat(views.map((view) => view[part])), rows);
      return { pooled: upright("pooled"), grid: upright("grid") } as
        & Features
        & Record<string, Tensor>;
    });
  }

  /** Disposes of the encoder. */
  dispose(): void {
    this.#encoder.dispose();
  }
}
