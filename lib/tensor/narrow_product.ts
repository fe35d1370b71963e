import type { Tensor } from "@tensorflow/tfjs-core";
import { backend, runningBinding } from "./backend.ts";
import type { OutputInfo } from "./binding.ts";
import { boolAttribute, typeAttribute } from "./raw.ts";

/** What the factors of a product are rounded to before they are multiplied; sums are of 32 bits. */
export type Precision = "float32" | "bfloat16";

/**
 * Multiplies two matrices in bfloat16, either of them transposed on the way.
 *
 * Both are rounded to 8 significant bits, products are summed in 32, and what comes out has 8 again
 * before it is widened. No gradient: for use inside `customGrad`.
 *
 * @throws {Error} If this TensorFlow has no products in bfloat16.
 */
export function narrowProduct(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false } = {},
): Tensor {
  const binding = runningBinding(), narrow: number[] = [];
  try {
    for (const id of handles().getInputTensorIds([a, b])) {
      narrow.push(cast(id, "float32", "bfloat16").id);
    }
    const attributes = [
      typeAttribute("T", "bfloat16"),
      boolAttribute("transpose_a", transposeA),
      boolAttribute("transpose_b", transposeB),
    ];
    const [{ id }] = binding.executeOp("MatMul", attributes, narrow, 1);
    narrow.push(id);
    return handles().createOutputTensor(cast(id, "bfloat16", "float32"));
  } finally {
    for (const id of narrow) binding.deleteTensor(id);
  }
}

/** Rounds to 8 significant bits, or back. */
export function cast(id: number, from: Precision, to: Precision): OutputInfo {
  const attributes = [
    typeAttribute("SrcT", from),
    typeAttribute("DstT", to),
    boolAttribute("Truncate", false),
  ];
  return runningBinding().executeOp("Cast", attributes, [id], 1)[0];
}

/** The methods of the package's backend that lead from tensors to handles and back. */
export function handles(): {
  getInputTensorIds(tensors: Tensor[]): number[];
  createOutputTensor(info: OutputInfo): Tensor;
} {
  // deno-lint-ignore no-explicit-any
  return backend() as any;
}
