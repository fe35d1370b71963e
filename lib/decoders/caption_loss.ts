import { linearCrossEntropy } from "../nn/linear_cross_entropy.ts";
import type { LinearWeights } from "../nn/linear.ts";
import { gather, type Precision, reshape, sum, type Tensor, tensor1d } from "../tensor/mod.ts";
import type { CaptionRows } from "../types.ts";

/**
 * Sums the cross-entropy of an output layer over all targets that are not padding, in nats.
 *
 * Padding is left out before the product with the vocabulary, which is most of a decoder's work.
 *
 * @param hidden What the output layer reads, time first: `[T, B, W]`.
 * @param output Weight `[V, W]`, bias `[V]`.
 * @param options.precision Of the layer's products; default `float32`.
 * @throws {RangeError} If every target is padding.
 */
export function captionLoss(
  hidden: Tensor,
  output: LinearWeights,
  { rows, precision }: { rows: CaptionRows; precision?: Precision },
): Tensor {
  const { size: B, length: T } = rows;
  const flat = reshape(hidden, [T * B, hidden.shape[2]!]);
  const { positions, labels } = scoredPositions(rows);
  const scored = labels.length === T * B ? flat : gather(flat, tensor1d(positions, "int32"));
  return sum(linearCrossEntropy(scored, output, tensor1d(labels, "int32"), precision));
}

/** Where a target is not padding, counted time first, and the targets there. */
function scoredPositions(
  { size: B, length: T, targets }: CaptionRows,
): { positions: number[]; labels: number[] } {
  const positions: number[] = [], labels: number[] = [];
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      const target = targets[b * T + t];
      if (target === 0) continue;
      positions.push(t * B + b);
      labels.push(target);
    }
  }
  if (labels.length === 0) {
    throw new RangeError("Cannot compute a loss: at least one target must not be padding");
  }
  return { positions, labels };
}
