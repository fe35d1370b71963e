/**
 * TensorFlow kernels for the layers whose gradient is written by hand.
 *
 * None of them is seen by the gradient tape: they are called inside `customGrad` only.
 *
 * @module
 */
import {
  boolAttribute,
  mul,
  narrowProduct,
  type Precision,
  type Random,
  rawOperation,
  stringAttribute,
  sub,
  sum,
  type Tensor,
  tensor1d,
  typeAttribute,
} from "../tensor/mod.ts";

const FLOAT = typeAttribute("T", "float32");
const CHANNELS_LAST = stringAttribute("data_format", "NHWC");

/**
 * Multiplies two matrices, either of them transposed on the way: no copy of it is made here.
 *
 * @param options.precision What the factors are rounded to; default: nothing, float32.
 */
export function product(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, precision = "float32" as Precision } = {},
): Tensor {
  if (precision === "bfloat16") return narrowProduct(a, b, { transposeA, transposeB });
  return rawOperation("MatMul", {
    attributes: [
      FLOAT,
      boolAttribute("transpose_a", transposeA),
      boolAttribute("transpose_b", transposeB),
    ],
    inputs: [a, b],
  })[0];
}

/** Multiplies the matrices of two stacks, `[B, …, …]`, pair by pair; `transposeA` turns those of `a`. */
export function productEach(a: Tensor, b: Tensor, { transposeA = false } = {}): Tensor {
  return rawOperation("BatchMatMulV2", {
    attributes: [FLOAT, boolAttribute("adj_x", transposeA), boolAttribute("adj_y", false)],
    inputs: [a, b],
  })[0];
}

/** Adds a vector to the last axis. */
export function biasAdd(x: Tensor, bias: Tensor): Tensor {
  return rawOperation("BiasAdd", { attributes: [FLOAT, CHANNELS_LAST], inputs: [x, bias] })[0];
}

/** Sums over all axes but the last: the gradient of a bias. */
export function biasAddGrad(upstream: Tensor): Tensor {
  return rawOperation("BiasAddGrad", { attributes: [FLOAT, CHANNELS_LAST], inputs: [upstream] })[0];
}

/** `upstream · y · (1 − y)` for `y = σ(x)`. */
export function sigmoidGrad(y: Tensor, upstream: Tensor): Tensor {
  return rawOperation("SigmoidGrad", { attributes: [FLOAT], inputs: [y, upstream] })[0];
}

/** `upstream · (1 − y²)` for `y = tanh(x)`. */
export function tanhGrad(y: Tensor, upstream: Tensor): Tensor {
  return rawOperation("TanhGrad", { attributes: [FLOAT], inputs: [y, upstream] })[0];
}

/** `upstream` where `y = max(0, x)` is positive, else 0. */
export function reluGrad(y: Tensor, upstream: Tensor): Tensor {
  return rawOperation("ReluGrad", { attributes: [FLOAT], inputs: [upstream, y] })[0];
}

/** Softmax over the last axis. */
export function softmaxRows(logits: Tensor): Tensor {
  return rawOperation("Softmax", { attributes: [FLOAT], inputs: [logits] })[0];
}

/** The gradient of scores, `y (dy − Σ dy y)`, from their shares `y = softmax(x)` over the last axis. */
export function softmaxGrad(y: Tensor, upstream: Tensor): Tensor {
  const along = mul(upstream, y);
  return sub(along, mul(y, sum(along, -1, true)));
}

/** Uniform numbers from `[0, 1)`: Philox, TensorFlow's counter-based generator, keyed by two words. */
export function uniform(shape: number[], random: Random): Tensor {
  const words = Int32Array.of(random.uint32() | 0, random.uint32() | 0);
  return rawOperation("StatelessRandomUniform", {
    attributes: [
      typeAttribute("dtype", "float32"),
      typeAttribute("T", "int32"),
      typeAttribute("Tseed", "int32"),
    ],
    inputs: [tensor1d(shape, "int32"), tensor1d(words, "int32")],
  })[0];
}
