import {
  add,
  argMax,
  dims,
  log,
  matMul,
  reshape,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
} from "../tensor/mod.ts";
import { VIEWS } from "./four_views.ts";

/** Tells how a picture is held from the moments of its four views; see {@linkcode viewScores}. */
export interface RotationHead {
  /** Width of a view's moments, `3 G`. */
  readonly width: number;
  /** `W`, `[4, 3 G]` row by row: what an upright picture looks like once turned by 0, 1, 2, 3 quarters. */
  readonly weight: Float32Array;
  /** How often a picture must be turned clockwise by 0, 1, 2, 3 quarters to be upright; sums to 1. */
  readonly prior: readonly number[];
}

/** As likely each: then the judgement does not depend on how the picture is held. */
export const EVEN_PRIOR: readonly number[] = Array.from({ length: VIEWS }, () => 1 / VIEWS);

/** `[16, 4]`: 1 where view `j` turned by `r` means that view `v` is upright, `r = (j − v) mod 4`. */
const CONSISTENT = Float32Array.from({ length: VIEWS ** 3 }, (_, i) => {
  const j = Math.floor(i / VIEWS ** 2), r = Math.floor(i / VIEWS) % VIEWS, v = i % VIEWS;
  return r === (j - v + VIEWS) % VIEWS ? 1 : 0;
});

/**
 * Scores each of a picture's four views as the upright one, all four together.
 *
 * A view `x` is turned by `r` quarters with `p(r | x) = softmax(W x)_r`. If view `v` is upright, view `j` is
 * turned by `(j − v) mod 4`, so `score_v = Σ_j log p(r = (j − v) mod 4 | x_j)`. The denominators of the four
 * softmaxes are the same for every `v`: what is left, and computed, is `Σ_j w_((j − v) mod 4) · x_j`, and the
 * softmax over `v` is the probability that view `v` is upright. A picture that is held otherwise has the same
 * views in another order, and the same scores in another order.
 *
 * Kanezaki et al., 2018, section 3.1 (https://arxiv.org/abs/1603.06208): their poses are unknown, ours are
 * the four rotations of Gidaris et al., 2018 (https://arxiv.org/abs/1803.07728).
 *
 * @param moments Of the views, `[B, 4, 3 G]`: view `v` is the picture turned clockwise by `v` quarters.
 * @param weight `[4, 3 G]`.
 * @returns `[B, 4]`, logits; differentiable in both.
 * @throws {TypeError} If there are not four views, or they are not as wide as the weight.
 */
export function viewScores(moments: Tensor, weight: Tensor): Tensor {
  const { F } = dims(weight, `${VIEWS} F`);
  const { B } = dims(moments, `B ${VIEWS} F`, { F });
  const products = matMul(reshape(moments, [B * VIEWS, F]), weight, false, true);
  return matMul(
    reshape(products, [B, VIEWS ** 2]),
    tensor2d(CONSISTENT, [VIEWS ** 2, VIEWS]),
  );
}

/**
 * Judges which of a picture's four views is upright: the `v` that maximizes `score_v + log prior_v`.
 *
 * @param moments Of the views, `[B, 4, 3 G]`.
 * @returns From 0 to 3, `[B]`, int32: by so many quarters the picture must be turned clockwise.
 * @throws {TypeError} If the head's numbers do not fit its width, or the views the head.
 *
 * @example
 * ```ts
 * import { EVEN_PRIOR, uprightViews } from "#lib/encoders";
 * import { startTensors, tensor3d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const weight = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
 * const seen = [0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]; // turned by 3, 0, 1, 2 quarters
 * const views = tensor3d(seen, [1, 4, 4]);
 * const upright = uprightViews(views, { width: 4, weight, prior: EVEN_PRIOR });
 * assert.deepEqual([...await upright.data()], [1]);
 * ```
 */
export function uprightViews(moments: Tensor, head: RotationHead): Tensor {
  checkRotationHead(head);
  const { width, weight, prior } = head;
  return tidy(() =>
    argMax(
      add(viewScores(moments, tensor2d(weight, [VIEWS, width])), log(tensor1d([...prior]))),
      -1,
    )
  );
}

/**
 * Checks a head.
 *
 * @throws {TypeError} If its numbers do not fit its width.
 * @throws {RangeError} If its prior is not four positive numbers that sum to 1.
 */
export function checkRotationHead({ width, weight, prior }: RotationHead): void {
  if (weight.length !== VIEWS * width || width < 1) {
    throw new TypeError(
      `Cannot use a rotation head: its weight must be [${VIEWS}, ${width}], ` +
        `current length is ${weight.length}`,
    );
  }
  const sum = prior.reduce((total, each) => total + each, 0);
  if (prior.length !== VIEWS || !prior.every((each) => each > 0) || Math.abs(sum - 1) > 1e-6) {
    throw new RangeError(
      `Cannot use a rotation head: its prior must be ${VIEWS} positive numbers that sum to 1, ` +
        `current value is ${prior.join(", ")}`,
    );
  }
}
