/**
 * Tensors on TensorFlow's C library, and what the rest of the library needs around them.
 *
 * This is the only folder that imports the tensor library; everybody else takes operations from here.
 * `startTensors()` opens the library (no compiled addon: the binding is TypeScript over `Deno.dlopen`)
 * and must be awaited once before the first operation. Tensors are not garbage collected: they end by
 * `dispose()` or with the `tidy()` around them, and `liveHandles()` tells whether one was forgotten.
 * Values leave through `await tensor.data()`.
 *
 * ```ts
 * import { matMul, startTensors, tensor2d, tidy } from "#lib/tensor";
 *
 * await startTensors();
 * const product = tidy(() => matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]])));
 * console.log(await product.data()); // Float32Array [11]
 * product.dispose();
 * ```
 *
 * @module
 */
export { AdamSlot } from "./adam_slot.ts";
export type { AdamNumbers } from "./adam_slot.ts";
export { executedOperations, liveHandles, startTensors } from "./backend.ts";
export type { BackendInfo } from "./backend.ts";
export { type Attribute, DATA_TYPE } from "./attributes.ts";
export { dims, type Letters } from "./dims.ts";
export * from "./operations.ts";
export { narrowProduct, type Precision } from "./narrow_product.ts";
export { NarrowWeights } from "./narrow_weights.ts";
export { Random } from "./random.ts";
export {
  boolAttribute,
  floatAttribute,
  intAttribute,
  rawOperation,
  stringAttribute,
  typeAttribute,
} from "./raw.ts";
export { readSafetensors, readSafetensorsFrom, writeSafetensors } from "./safetensors.ts";
export type {
  SafetensorsContent,
  SafetensorsFile,
  SafetensorsOptions,
  StoredData,
  StoredTensor,
  StoredType,
} from "./safetensors.ts";
export { readSealed, writeSealed } from "./sealed.ts";
export { sparseCrossEntropy } from "./sparse_cross_entropy.ts";
