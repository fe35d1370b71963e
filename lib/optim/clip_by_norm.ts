import {
  add,
  addN,
  div,
  minimum,
  mul,
  rawOperation,
  sqrt,
  type Tensor,
  typeAttribute,
} from "../tensor/mod.ts";
import type { Gradients, GradientTransform } from "./optimizer.ts";

/**
 * Computes the norm of all gradients together.
 *
 * `‖g‖ = √(Σ g²)` over every value of every gradient.
 *
 * @returns A scalar tensor.
 */
export function gradientNorm(gradients: Gradients): Tensor {
  // TensorFlow's L2Loss is half the sum of squares, in one pass that writes nothing.
  const halves = Object.values(gradients).map((gradient) =>
    rawOperation("L2Loss", { attributes: [typeAttribute("T", "float32")], inputs: [gradient] })[0]
  );
  return sqrt(mul(2, addN(halves)));
}

/**
 * Scales the gradients down together where their norm is too large.
 *
 * `g ← g · min(1, c / (‖g‖ + 1e-6))`: Pascanu et al., 2013, algorithm 1
 * (https://arxiv.org/abs/1211.5063), with PyTorch's small number against division by zero.
 *
 * @param norm The largest norm, c.
 * @throws {RangeError} If it is not positive.
 */
export function clipByNorm(norm: number): GradientTransform {
  if (!(norm > 0)) {
    throw new RangeError(
      `Cannot clip gradients: the norm must be positive, current value is ${norm}`,
    );
  }
  return (gradients, current = gradientNorm(gradients)) => {
    const scale = minimum(1, div(norm, add(current, 1e-6)));
    return Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, mul(gradient, scale)]),
    );
  };
}
