import { keep, scalar, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { backend } from "./backend.ts";
import { ATTRIBUTE } from "./attributes.ts";
import { boolAttribute, rawOperation, stringAttribute, typeAttribute } from "./raw.ts";

/** Numbers of one Adam update. */
export interface AdamNumbers {
  /** Learning rate α. */
  rate: number;
  /** Decay of the mean, β₁. */
  beta1: number;
  /** Decay of the square, β₂. */
  beta2: number;
  /** ε of Algorithm 1, added to the root of the corrected second moment. */
  epsilon: number;
  /** t: 1 at the first update. */
  count: number;
}

const FLOAT = typeAttribute("T", "float32");
const FLOAT_VALUE = typeAttribute("dtype", "float32");
let slotCount = 0;

/**
 * One parameter and its two moments, updated in place by TensorFlow's fused Adam.
 *
 * Algorithm 1 of Kingma & Ba, 2015 (https://arxiv.org/abs/1412.6980): `m ← β₁m + (1−β₁)g`,
 * `v ← β₂v + (1−β₂)g²`, `θ ← θ − α·m̂/(√v̂ + ε)` with `m̂ = m/(1−β₁ᵗ)`, `v̂ = v/(1−β₂ᵗ)`.
 *
 * The operation adds its ε to the root of the *uncorrected* moment; with `ε·√(1−β₂ᵗ)` in its place the
 * update is Algorithm 1 exactly. One operation takes the place of eighteen, and the moments are never
 * copied.
 */
export class AdamSlot {
  readonly #value: Tensor;
  readonly #mean: Tensor;
  readonly #square: Tensor;
  readonly #shape: number[];

  /** Starts from a value and its moments `m` and `v` (zeros at the first update), which are copied. */
  constructor(value: Tensor, mean: Tensor, square: Tensor) {
    this.#shape = value.shape;
    this.#value = resource(value);
    this.#mean = resource(mean);
    this.#square = resource(square);
  }

  /** Applies one update and returns the new value, which the caller owns. */
  update(gradient: Tensor, { rate, beta1, beta2, epsilon, count }: AdamNumbers): Tensor {
    return tidy(() => {
      const power1 = beta1 ** count, power2 = beta2 ** count;
      const numbers = [power1, power2, rate, beta1, beta2, epsilon * Math.sqrt(1 - power2)];
      rawOperation("ResourceApplyAdam", {
        attributes: [
          FLOAT,
          boolAttribute("use_locking", false),
          boolAttribute("use_nesterov", false),
        ],
        inputs: [this.#value, this.#mean, this.#square, ...numbers.map((n) => scalar(n)), gradient],
        outputs: 0,
      });
      return read(this.#value);
    });
  }

  /** Copies of the moments `m` and `v`, which the caller owns. */
  moments(): [Tensor, Tensor] {
    return [read(this.#mean), read(this.#square)];
  }

  /** Number of elements of the parameter. */
  get size(): number {
    return this.#shape.reduce((product, side) => product * side, 1);
  }

  /** Frees the variables. */
  dispose(): void {
    for (const handle of [this.#value, this.#mean, this.#square]) {
      rawOperation("DestroyResourceOp", {
        attributes: [boolAttribute("ignore_lookup_error", true)],
        inputs: [handle],
        outputs: 0,
      });
      handle.dispose();
    }
  }
}

/** Makes a TensorFlow variable that holds a copy of `value`. */
function resource(value: Tensor): Tensor {
  return tidy(() => {
    const shape = { name: "shape", type: ATTRIBUTE.shape, value: value.shape };
    const [handle] = rawOperation("VarHandleOp", {
      attributes: [FLOAT_VALUE, shape, stringAttribute("shared_name", `adam-${slotCount++}`)],
      inputs: [],
    });
    rawOperation("AssignVariableOp", {
      attributes: [FLOAT_VALUE],
      inputs: [handle, value],
      outputs: 0,
    });
    return keep(handle);
  });
}

function read(handle: Tensor): Tensor {
  return backend().executeSingleOutput("ReadVariableOp", [FLOAT_VALUE], [handle]) as Tensor;
}
