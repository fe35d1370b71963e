import {
  add,
  argMax,
  cast,
  customGrad,
  equal,
  log,
  maximum,
  neg,
  type Random,
  range,
  reshape,
  type Tensor,
  zeros,
} from "../tensor/mod.ts";
import { uniform } from "./kernels.ts";

/** The smallest normal float: keeps logarithms finite. */
const TINY = 2 ** -126;

/**
 * Draws one category a row in proportion to its probabilities.
 *
 * `argmax_p (log probability_p + g_p)` with Gumbel noise `g = −log(−log u)`: Gumbel, 1954; the same
 * stream gives the same draws. No gradient flows through it.
 *
 * @param probabilities `[B, P]`, each row sums to 1.
 * @returns `[B]`, int32.
 *
 * @example
 * ```ts
 * import { oneHot, sampleCategories } from "#lib/nn";
 * import { Random, startTensors, tensor2d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const certain = sampleCategories(tensor2d([[0, 1], [1, 0]]), new Random(1));
 * assert.deepEqual([...await certain.data()], [1, 0]);
 * assert.deepEqual([...await oneHot(certain, 2).data()], [0, 1, 1, 0]);
 * ```
 */
export function sampleCategories(probabilities: Tensor, random: Random): Tensor {
  const noise = neg(log(neg(log(maximum(uniform(probabilities.shape, random), TINY)))));
  return argMax(add(log(maximum(probabilities, TINY)), noise), 1);
}

/**
 * Makes rows that are 1 at a category and 0 elsewhere. No gradient flows to whatever the ids come from.
 *
 * @param ids `[B]`, int32, each from 0 to `width − 1`.
 * @returns `[B, width]`.
 */
export function oneHot(ids: Tensor, width: number): Tensor {
  const operation = customGrad((input) => ({
    value: cast(equal(reshape(input as Tensor, [-1, 1]), range(0, width, 1, "int32")), "float32"),
    gradFunc: () => zeros(ids.shape),
  }));
  return operation(ids);
}
