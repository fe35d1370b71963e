import {
  addN,
  concat,
  customGrad,
  dims,
  gather,
  log,
  maximum,
  mul,
  neg,
  type Precision,
  range,
  rawOperation,
  reshape,
  slice,
  stack,
  sub,
  type Tensor,
  type Tensor1D,
  typeAttribute,
  unsortedSegmentSum,
} from "../tensor/mod.ts";
import { biasAdd, product, softmaxRows } from "./kernels.ts";
import type { LinearWeights } from "./linear.ts";

/** The smallest normal float: keeps the logarithm of a vanished probability finite. */
const TINY = 2 ** -126;
/** Logits computed at a time, 40 MB: smaller pieces cost additions, larger ones the caches. */
const PIECE = 10_000_000;

/**
 * Computes the cross-entropy of a linear layer's softmax against the id of each row's class.
 *
 * `loss_n = −log softmax(W x_n + b)[label_n]`: equal to `sparseCrossEntropy(linear(x, weights), labels)`,
 * but made for a large `V`. The rows are taken in pieces, so that the logits never stand in memory as a
 * whole; and the gradient `softmax − onehot` is never formed: its one-hot part is a look-up for `x` and
 * a sum by class for `W`, so that only two large products are left.
 *
 * @param x `[N, H]`.
 * @param weights `weight` `[V, H]`, `bias` `[V]`.
 * @param labels `[N]`, int32, each from 0 to `V − 1`.
 * @param precision Of the three large products; default `float32`.
 * @returns Losses in nats, `[N]`, at most 87.3 each; differentiable in `x` and the weights.
 * @throws {TypeError} If the shapes do not fit.
 */
export function linearCrossEntropy(
  x: Tensor,
  weights: LinearWeights,
  labels: Tensor,
  precision: Precision = "float32",
): Tensor {
  const { N, H } = dims(x, "N H");
  const { V } = dims(weights.weight, "V H", { H });
  dims(weights.bias, "V", { V });
  dims(labels, "N", { N });
  const rows = Math.max(1, Math.ceil(N / Math.max(1, Math.round(N * V / PIECE))));
  const operation = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const [x, weight, bias] = args as Tensor[];
    const pieces = cut(x, rows).map((piece) =>
      softmaxRows(biasAdd(product(piece, weight, { transposeB: true, precision }), bias))
    );
    const picked = pieces.map((piece, i) => pick(piece, slice(labels, i * rows, piece.shape[0])));
    save([x, weight, labels, ...pieces]);
    return {
      value: neg(log(maximum(concat(picked), TINY))),
      gradFunc: (upstream, saved) => gradients(upstream as Tensor, saved, precision),
    };
  });
  return operation(x, weights.weight, weights.bias);
}

function gradients(upstream: Tensor, saved: Tensor[], precision: Precision): Tensor[] {
  const [x, weight, ids, ...pieces] = saved;
  const labels = ids as Tensor1D;
  const V = weight.shape[0], N = x.shape[0];
  const column = reshape(upstream, [N, 1]);
  const weighted = mul(x, column);
  const rows = pieces[0].shape[0];
  const inputs = cut(weighted, rows), shares = cut(column, rows);
  const toInput = concat(pieces.map((piece) => product(piece, weight, { precision })));
  const toWeight = pieces.map((piece, i) =>
    product(piece, inputs[i], { transposeA: true, precision })
  );
  const toBias = pieces.map((piece, i) => product(shares[i], piece, { transposeA: true }));
  return [
    mul(sub(toInput, gather(weight, labels)), column),
    sub(addN(toWeight), unsortedSegmentSum(weighted, labels, V)),
    sub(
      reshape(addN(toBias), [V]),
      reshape(unsortedSegmentSum(column, labels, V), [V]),
    ),
  ];
}

/** Cuts the first axis into pieces of `rows`, the last one maybe shorter. */
function cut(x: Tensor, rows: number): Tensor[] {
  const pieces: Tensor[] = [];
  for (let start = 0; start < x.shape[0]; start += rows) {
    pieces.push(slice(x, start, Math.min(rows, x.shape[0] - start)));
  }
  return pieces;
}

/** Picks one value a row, by column. */
function pick(rows: Tensor, columns: Tensor): Tensor {
  const N = rows.shape[0];
  return rawOperation("GatherNd", {
    attributes: [typeAttribute("Tparams", "float32"), typeAttribute("Tindices", "int32")],
    inputs: [rows, stack([range(0, N, 1, "int32"), columns], 1)],
  })[0];
}
