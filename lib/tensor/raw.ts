import type { Tensor } from "@tensorflow/tfjs-core";
import { ATTRIBUTE, type Attribute, DATA_TYPE } from "./attributes.ts";
import { backend } from "./backend.ts";

/** An attribute that takes an element type. */
export function typeAttribute(name: string, type: keyof typeof DATA_TYPE): Attribute {
  return { name, type: ATTRIBUTE.type, value: DATA_TYPE[type] };
}

/** A true-or-false attribute. */
export function boolAttribute(name: string, value: boolean): Attribute {
  return { name, type: ATTRIBUTE.bool, value };
}

/** A floating-point attribute. */
export function floatAttribute(name: string, value: number): Attribute {
  return { name, type: ATTRIBUTE.float, value };
}

/** An attribute that takes whole numbers. */
export function intAttribute(name: string, value: number | number[]): Attribute {
  return { name, type: ATTRIBUTE.int, value };
}

/** A text attribute. */
export function stringAttribute(name: string, value: string): Attribute {
  return { name, type: ATTRIBUTE.string, value };
}

/**
 * Runs a TensorFlow operation that TensorFlow.js does not offer.
 *
 * The outputs belong to the surrounding `tidy`, as those of any operation; the gradient tape does not
 * see them: wrap the call in `customGrad` where a gradient is needed.
 *
 * @param name The operation's name in TensorFlow's registry, `FusedBatchNormV3` for instance.
 * @param attributes The runtime silently accepts attributes that the operation does not have.
 * @throws {Error} With TensorFlow's own message, if it refuses.
 */
export function rawOperation(
  name: string,
  { attributes = [], inputs, outputs = 1 }: {
    attributes?: Attribute[];
    inputs: Tensor[];
    outputs?: number;
  },
): Tensor[] {
  return backend().executeMultipleOutputs(name, attributes, inputs, outputs) as Tensor[];
}
