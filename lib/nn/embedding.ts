import {
  customGrad,
  gather,
  reshape,
  type Tensor,
  type Tensor1D,
  unsortedSegmentSum,
} from "../tensor/mod.ts";

/**
 * Looks up one row of a table for every id.
 *
 * `y_n = W[id_n]`, as `torch.nn.Embedding`. The gradient adds the rows of the upstream gradient by id
 * in one operation, without a one-hot matrix.
 *
 * @param weight The table, `[V, E]`.
 * @param ids int32, of any shape, each from 0 to `V − 1`.
 * @returns `[…ids, E]`.
 *
 * @example
 * ```ts
 * import { embedding } from "#lib/nn";
 * import { startTensors, tensor1d, tensor2d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const rows = embedding(tensor2d([[1, 2], [3, 4]]), tensor1d([1, 1], "int32"));
 * assert.deepEqual(Array.from(await rows.data()), [3, 4, 3, 4]);
 * ```
 */
export function embedding(weight: Tensor, ids: Tensor): Tensor {
  const [rows, width] = weight.shape;
  const lookUp = customGrad((table, save) => {
    (save as (tensors: Tensor[]) => void)([ids]);
    return {
      value: gather(table as Tensor, ids as Tensor1D),
      gradFunc: (upstream, [ids]) =>
        unsortedSegmentSum(
          reshape(upstream as Tensor, [ids.size, width]),
          reshape(ids, [ids.size]) as Tensor1D,
          rows,
        ),
    };
  });
  return lookUp(weight);
}
