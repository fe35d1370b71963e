import { add, customGrad, matMul, type Precision, reshape, type Tensor } from "../tensor/mod.ts";
import { product } from "./kernels.ts";

/** Weights of a linear layer, in PyTorch's layout. */
export interface LinearWeights {
  /** `[outputs, inputs]`. */
  weight: Tensor;
  /** `[outputs]`. */
  bias: Tensor;
}

/** Computes `x Wᵀ` of `x` `[n, inputs]` and a weight `[outputs, inputs]`. */
export type Product = (x: Tensor, weight: Tensor) => Tensor;

/**
 * Applies a linear layer to the last axis.
 *
 * `y = x Wᵀ + b`, as `torch.nn.Linear`.
 *
 * @param x `[…, inputs]`, of any rank from 2.
 * @param multiply How the product is computed; default: in 32 bits.
 * @returns `[…, outputs]`.
 * @throws {TypeError} If the last axis of `x` is not as wide as the weight's rows.
 *
 * @example
 * ```ts
 * import { linear } from "#lib/nn";
 * import { startTensors, tensor1d, tensor2d } from "#lib/tensor";
 * import assert from "node:assert/strict";
 *
 * await startTensors();
 * const y = linear(tensor2d([[1, 2]]), { weight: tensor2d([[3, 4]]), bias: tensor1d([5]) });
 * assert.deepEqual(Array.from(await y.data()), [16]);
 * ```
 */
export function linear(
  x: Tensor,
  { weight, bias }: LinearWeights,
  multiply: Product = timesTransposed,
): Tensor {
  const [outputs, inputs] = weight.shape, width = x.shape[x.rank - 1];
  if (x.rank < 2 || width !== inputs) {
    throw new TypeError(
      `Cannot apply a linear layer: the last of at least two axes must have ${inputs} values, ` +
        `current shape is [${x.shape.join(", ")}]`,
    );
  }
  const y = add(multiply(reshape(x, [-1, inputs]), weight), bias);
  return reshape(y, [...x.shape.slice(0, -1), outputs]);
}

/**
 * How {@linkcode linear} multiplies in a precision, its gradient's products too.
 *
 * In bfloat16 the factors are rounded to 8 significant bits and summed in 32: about twice as fast on a
 * processor that has the instructions, slower on others; the weights stay as they are.
 */
export function productIn(precision: Precision = "float32"): Product {
  if (precision === "float32") return timesTransposed;
  const operation = customGrad((...args) => {
    const save = args.pop() as unknown as (tensors: Tensor[]) => void;
    const [x, weight] = args as Tensor[];
    save([x, weight]);
    return {
      value: product(x, weight, { transposeB: true, precision }),
      gradFunc: (upstream, [x, weight]: Tensor[]) => [
        product(upstream as Tensor, weight, { precision }),
        product(upstream as Tensor, x, { transposeA: true, precision }),
      ],
    };
  });
  return (x, weight) => operation(x, weight);
}

function timesTransposed(x: Tensor, weight: Tensor): Tensor {
  return matMul(x, weight, false, true);
}
