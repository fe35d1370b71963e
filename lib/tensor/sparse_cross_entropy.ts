import { customGrad, mul, reshape, type Tensor } from "@tensorflow/tfjs-core";
import { dims } from "./dims.ts";
import { rawOperation, typeAttribute } from "./raw.ts";

/**
 * Computes the softmax cross-entropy of each row against the id of its class.
 *
 * `loss_n = −log softmax(logits_n)[label_n]`, by TensorFlow's own operation, which gives the loss and
 * its gradient `softmax(logits) − onehot(label)` in one pass over the logits. The composed form makes
 * about ten tensors of `[N, V]`.
 *
 * @param logits `[N, V]`, float32.
 * @param labels `[N]`, int32, each from 0 to `V − 1` (another one gives NaN).
 * @returns Losses in nats, `[N]`; differentiable in `logits`.
 * @throws {TypeError} If the shapes do not fit.
 */
export function sparseCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const { N } = dims(logits, "N V");
  dims(labels, "N", { N });
  const operation = customGrad((x, save) => {
    const [loss, slope] = rawOperation("SparseSoftmaxCrossEntropyWithLogits", {
      attributes: [typeAttribute("T", "float32"), typeAttribute("Tlabels", "int32")],
      inputs: [x as Tensor, labels],
      outputs: 2,
    });
    (save as (tensors: Tensor[]) => void)([slope]);
    return {
      value: loss,
      gradFunc: (upstream, saved) => mul(reshape(upstream as Tensor, [N, 1]), saved[0]),
    };
  });
  return operation(logits);
}
