import type { Tensor } from "@tensorflow/tfjs-core";
import type { Attribute } from "./attributes.ts";
import { runningBinding } from "./backend.ts";
import { cast, handles } from "./narrow_product.ts";
import { boolAttribute, intAttribute, stringAttribute, typeAttribute } from "./raw.ts";

/**
 * Copies of weights in bfloat16, and the products with them: about twice as fast as in 32 bits on a
 * processor that has the instructions (AVX-512 BF16, AMX), slower on others.
 *
 * What goes in is rounded to 8 significant bits, products are summed in 32, and what comes out has 8
 * again before it is widened. TensorFlow.js knows no such tensors: they are handles of the binding, and
 * only whole products leave. No gradients.
 */
export class NarrowWeights {
  readonly #copies = new Map<Tensor, number>();

  /**
   * Copies weights, which stay the names of their copies.
   *
   * @throws {Error} If this TensorFlow has no products in bfloat16.
   */
  constructor(weights: Iterable<Tensor>) {
    try {
      for (const each of weights) {
        this.#copies.set(each, cast(idOf(each), "float32", "bfloat16").id);
      }
    } catch (error) {
      this.dispose();
      const reason = (error as Error).message;
      throw new Error(`Cannot compute in bfloat16: ${reason}`, { cause: error });
    }
  }

  /** `x Wᵀ`, for `x` `[n, inputs]` and a weight `[outputs, inputs]`. */
  product(x: Tensor, weight: Tensor): Tensor {
    return this.#run("MatMul", { x, weight }, [
      boolAttribute("transpose_a", false),
      boolAttribute("transpose_b", true),
    ]);
  }

  /** What `conv2d` of `#lib/nn` computes, for `x` `[B, h, w, c]` and a kernel `[k, k, c, o]`, `k` odd. */
  convolution(x: Tensor, kernel: Tensor, stride: number): Tensor {
    const around = (kernel.shape[0] - 1) / 2;
    return this.#run("Conv2D", { x, weight: kernel }, [
      intAttribute("strides", [1, stride, stride, 1]),
      stringAttribute("padding", around === 0 ? "VALID" : "EXPLICIT"),
      intAttribute(
        "explicit_paddings",
        around === 0 ? [] : [0, 0, around, around, around, around, 0, 0],
      ),
      stringAttribute("data_format", "NHWC"),
      intAttribute("dilations", [1, 1, 1, 1]),
      boolAttribute("use_cudnn_on_gpu", true),
    ]);
  }

  /** Disposes of the copies. */
  dispose(): void {
    for (const id of this.#copies.values()) runningBinding().deleteTensor(id);
    this.#copies.clear();
  }

  #run(
    name: string,
    { x, weight }: { x: Tensor; weight: Tensor },
    attributes: Attribute[],
  ): Tensor {
    const copy = this.#copies.get(weight);
    if (copy === undefined) {
      throw new TypeError(
        `Cannot compute in bfloat16: a weight must be one of the copied ones, current value is of ` +
          `shape [${weight.shape.join(", ")}]`,
      );
    }
    const binding = runningBinding(), { id: narrow } = cast(idOf(x), "float32", "bfloat16");
    try {
      const typed = [typeAttribute("T", "bfloat16"), ...attributes];
      const [{ id: product }] = binding.executeOp(name, typed, [narrow, copy], 1);
      try {
        return handles().createOutputTensor(cast(product, "bfloat16", "float32"));
      } finally {
        binding.deleteTensor(product);
      }
    } finally {
      binding.deleteTensor(narrow);
    }
  }
}

function idOf(tensor: Tensor): number {
  return handles().getInputTensorIds([tensor])[0];
}
