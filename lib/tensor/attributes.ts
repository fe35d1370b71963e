import type { Library } from "./symbols.ts";

/** TensorFlow's numbers for element types (`TF_DataType`). */
export const DATA_TYPE = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int8: 6,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  float16: 19,
  resource: 20,
} as const;

/** TensorFlow's numbers for attribute types (`TF_AttrType`). */
export const ATTRIBUTE = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;

/** An operation's attribute in the form that the package's kernels give it. */
export interface Attribute {
  /** As TensorFlow calls it. */
  name: string;
  /** One of `ATTRIBUTE`. */
  type: number;
  /** Whatever fits `type`: the kernels of the package pass many forms, `setAttribute` sorts them out. */
  // deno-lint-ignore no-explicit-any
  value: any;
}

const encoder = new TextEncoder();
const names = new Map<string, Uint8Array<ArrayBuffer>>();

/** A C string, kept for the life of the process: TensorFlow may hold on to a name. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  let bytes = names.get(text);
  if (bytes === undefined) names.set(text, bytes = encoder.encode(text + "\0"));
  return bytes;
}

/** Sets one attribute of an operation that is being built. */
export function setAttribute(library: Library, op: bigint, attribute: Attribute, status: bigint) {
  const name = cString(attribute.name), value = attribute.value;
  if (attribute.type === ATTRIBUTE.shape) {
    library.TFE_OpSetAttrShape(op, name, BigInt64Array.from(value, BigInt), value.length, status);
  } else if (Array.isArray(value)) {
    setList(library, op, name, attribute);
  } else if (attribute.type === ATTRIBUTE.type) {
    library.TFE_OpSetAttrType(op, name, value);
  } else if (attribute.type === ATTRIBUTE.bool) {
    library.TFE_OpSetAttrBool(op, name, value ? 1 : 0);
  } else if (attribute.type === ATTRIBUTE.int) {
    library.TFE_OpSetAttrInt(op, name, BigInt(value));
  } else if (attribute.type === ATTRIBUTE.float) {
    library.TFE_OpSetAttrFloat(op, name, value);
  } else if (attribute.type === ATTRIBUTE.string) {
    const bytes = typeof value === "string" ? encoder.encode(value) : value;
    library.TFE_OpSetAttrString(op, name, bytes, BigInt(bytes.byteLength));
  } else {
    throw unsupported(attribute);
  }
}

function setList(library: Library, op: bigint, name: Uint8Array<ArrayBuffer>, a: Attribute): void {
  const list = a.value as number[], n = list.length;
  if (a.type === ATTRIBUTE.int) {
    library.TFE_OpSetAttrIntList(op, name, BigInt64Array.from(list, BigInt), n);
  } else if (a.type === ATTRIBUTE.type) {
    library.TFE_OpSetAttrTypeList(op, name, Int32Array.from(list), n);
  } else if (a.type === ATTRIBUTE.bool) {
    library.TFE_OpSetAttrBoolList(op, name, Uint8Array.from(list, Number), n);
  } else if (a.type === ATTRIBUTE.float) {
    library.TFE_OpSetAttrFloatList(op, name, Float32Array.from(list), n);
  } else {
    throw unsupported(a);
  }
}

function unsupported(attribute: Attribute): TypeError {
  return new TypeError(
    `Cannot set attribute "${attribute.name}": its type must be string, int, float, bool, type or shape, ` +
      `current value is ${attribute.type}`,
  );
}
