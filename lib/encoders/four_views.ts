import { quarterTurns } from "../nn/quarter_turns.ts";
import {
  dims,
  matMul,
  reshape,
  stack,
  type Tensor,
  tensor2d,
  tidy,
  transpose,
  zeros,
} from "../tensor/mod.ts";
import type { Encoder, Features } from "../types.ts";

/** Views of a picture: as it is, and turned clockwise by one, two and three quarters. */
export const VIEWS = 4;

/** Encodes each view of images `[B, S, S, 3]`, with as many rows as the images have. */
export function encodeViews(encoder: Encoder, images: Tensor): Features[] {
  return Array.from({ length: VIEWS }, (_, quarters) => {
    const view = quarterTurns(images, quarters), features = encoder.encode(view);
    view.dispose();
    return features;
  });
}

/**
 * Tells how much of each feature a grid has, and on which side: the moments of order 0 and 1.
 *
 * `m_0 = 1/P Σ_p g_p`, `m_y = 1/P Σ_p y_p g_p`, `m_x = 1/P Σ_p x_p g_p` with `y_p` and `x_p` from −1 (top,
 * left) to 1. An encoder's pooled features hardly know how a picture is held, least of all where it was
 * trained with turned pictures; that something lies below and not above, these tell.
 *
 * @param grid `[B, P, G]`, `P` a square number.
 * @returns `[B, 3 G]`, the three of a feature beside each other.
 * @throws {TypeError} If the grid is not square.
 */
export function gridMoments(grid: Tensor): Tensor {
  const { B, P, G } = dims(grid, "B P G"), side = Math.sqrt(P);
  if (!Number.isInteger(side) || side < 2) {
    throw new TypeError(
      `Cannot take the moments of a grid: it must be a square, current number of positions is ${P}`,
    );
  }
  const place = (i: number) => (2 * i / (side - 1) - 1) / P;
  const weights = Array.from(
    { length: P },
    (_, p) => [1 / P, place(Math.floor(p / side)), place(p % side)],
  );
  return tidy(() => {
    const byFeature = reshape(transpose(grid, [0, 2, 1]), [B * G, P]);
    return reshape(matMul(byFeature, tensor2d(weights)), [B, 3 * G]);
  });
}

/** Moments of the views' grids, `[B, 4, 3 G]`. */
export function viewMoments(views: readonly Features[]): Tensor {
  return tidy(() => stack(views.map(({ grid }) => gridMoments(grid)), 1));
}

/**
 * An encoder of what a {@linkcode RotationHead} is fitted to: `pooled` has the moments of a picture's four
 * views one after the other, `[B, 12 G]`; there is no grid.
 */
export class FourViews implements Encoder {
  readonly #encoder: Encoder;

  /**
   * Takes what encodes each view.
   *
   * @param encoder Disposed of with this one.
   */
  constructor(encoder: Encoder) {
    this.#encoder = encoder;
  }

  /** The encoder's name with `-views`. */
  get name(): string {
    return `${this.#encoder.name}-views`;
  }

  /** Side of the square input in pixels, `S`. */
  get imageSize(): number {
    return this.#encoder.imageSize;
  }

  /** Encodes the views of normalized images. The caller disposes of the features. */
  encode(images: Tensor): Features {
    return tidy(() => {
      const moments = viewMoments(encodeViews(this.#encoder, images)), B = images.shape[0];
      const features = { pooled: reshape(moments, [B, -1]), grid: zeros([B, 0, 1]) };
      return features as Features & Record<string, Tensor>;
    });
  }

  /** Disposes of the encoder. */
  dispose(): void {
    this.#encoder.dispose();
  }
}
